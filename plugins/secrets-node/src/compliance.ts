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

import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type {
  ComplianceCheck,
  FrameworkFile,
  Tally,
} from '@keyward/compliance';

/**
 * Gives the counts that checks of a module need.
 *
 * @public
 */
export interface ComplianceFactsProvider {
  /**
   * What is well, at fault and not known in a source, by the ids of checks. A check that
   * is left out is unknown, and so are all of them where this fails.
   */
  countSource(source: {
    id: string;
    /** The kind of system, for example `kubernetes`. */
    kind: string;
  }): Promise<Readonly<Record<string, Tally>>>;
}

/** @public */
export interface SecretsComplianceExtensionPoint {
  /** Adds checks; their ids are nobody else's. */
  addChecks(...checks: ComplianceCheck[]): void;
  /** Adds frameworks. One with a mistake is left out, and the log says where it is. */
  addFrameworks(...files: FrameworkFile[]): void;
  /** Adds counts for checks that were added. */
  addFacts(provider: ComplianceFactsProvider): void;
}

/**
 * Where modules hand in checks and frameworks of compliance of their own.
 *
 * @public
 */
export const secretsComplianceExtensionPoint =
  createExtensionPoint<SecretsComplianceExtensionPoint>({
    id: 'secrets.compliance',
  });
