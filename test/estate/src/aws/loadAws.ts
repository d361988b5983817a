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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { estateFolder } from '../estateFolder';
import type { AwsSpec } from './AwsSpec';
import type { IdentitiesSpec } from './IdentitiesSpec';

/** A problem put into the simulated account on purpose. */
export interface PlantedAwsProblem {
  /** Id of the source that shows it. */
  source: string;
  /** Region and service. */
  location: string;
  name: string;
  problem: string;
  /** The rules that find it, one finding each. */
  rules?: string[];
}

/** Reads the simulated account. */
export function loadAws(): AwsSpec {
  return read<AwsSpec>('aws.yaml');
}

/** Reads its roles for ServiceAccounts. */
export function loadIdentities(): IdentitiesSpec {
  return read<IdentitiesSpec>('identities.yaml');
}

/** Reads what is wrong with it. */
export function loadAwsProblems(): PlantedAwsProblem[] {
  return read<PlantedAwsProblem[]>('planted.yaml');
}

function read<T>(file: string): T {
  return load(readFileSync(join(estateFolder, 'aws', file), 'utf8')) as T;
}
