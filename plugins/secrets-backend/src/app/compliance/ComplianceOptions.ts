/*
 * Copyright 2026 The Keyward Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type { ComplianceFactsProvider } from '@keyward/backstage-plugin-secrets-node';
import type { ComplianceCheck, ComplianceScope } from '@keyward/compliance';
import type { Knex } from 'knex';
import type { AccessOptions } from '../../access';
import type { ComplianceQuery } from '../../store/compliance';
import type { Environments } from '../../store/environments/Environments';
import type { VisibilityFilter } from '../../store/inventory';
import type { LoadedFrameworks } from './loadFrameworks';

/** What compliance is worked out with. */
export interface ComplianceOptions {
  access: AccessOptions;
  checks: ReadonlyMap<string, ComplianceCheck>;
  /** Rules whose findings stand for those of their victims. */
  covering?: readonly string[];
  environments: Environments;
  /** Give the counts for checks of modules. */
  facts?: readonly ComplianceFactsProvider[];
  knex: Knex;
  /** Installations with no more secrets than these are counted as they are asked about. */
  liveSecrets?: number;
  loaded: LoadedFrameworks;
  now?: () => number;
}

/** Of what compliance is asked, and by whom. */
export interface ComplianceRequest extends ComplianceQuery {
  scope: ComplianceScope;
  /** The names of environments, of which `places` are the namespaces. */
  environments?: string[];
  /** Of other secrets that findings rest on, where that is more than `visibility`. */
  others?: VisibilityFilter;
  /** Whether the caller sees all secrets. */
  seesAll: boolean;
}
