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

import type { FactRetriever } from '@backstage-community/plugin-tech-insights-node';

const integer = (description: string) =>
  ({ type: 'integer', description } as const);

/** What is told of each entity. */
export const FACTS_SCHEMA = {
  secrets: integer('Secrets that belong to the entity'),
  missingSecrets: integer('Secrets that are referenced and do not exist'),
  failedDeliveries: integer('Secrets whose delivery failed'),
  keysInScope: integer('Keys that a rotation policy applies to'),
  keysInPeriod: integer('Keys whose value is within its rotation period'),
  keysOverdue: integer('Keys whose value is overdue'),
  keysUnknown: integer('Keys of which it is not known'),
  percentInPeriod: {
    type: 'float',
    description:
      'Keys within their period, of those in scope; 100 where none is in scope. Unknown counts against it',
  },
  openFindings: integer('Findings that are open or acknowledged'),
  criticalFindings: integer('Of these, critical ones'),
  highFindings: integer('Of these, high ones'),
  exposedCredentials: integer(
    'Places in which a credential stands in plain text',
  ),
  weakValues: integer('Values that can be guessed'),
  endingCertificates: integer('Certificates that end soon or have ended'),
  complianceScore: integer('How much is known to be well, of 100'),
  complianceConfidence: integer(
    'How much is known at all, of 100; what is not known counts against the score',
  ),
  failingControls: integer(
    'Controls of all compliance frameworks that fail; those that are unknown are not among them',
  ),
  unknownControls: integer('Controls of which it is not known'),
} satisfies FactRetriever['schema'];

/** The facts about one entity. */
export type SecretsFacts = Record<keyof typeof FACTS_SCHEMA, number>;
