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

import type { ComplianceCheck } from '@keyward/compliance';

const FAULTS: Record<string, string> = {
  'certificates-in-date': 'The certificate has expired.',
  'certificates-renewed':
    'The certificate is due for renewal or could not be renewed.',
  'certificates-sound':
    'The certificate has a faulty key, name, chain or algorithm.',
  'connections-encrypted':
    'The connection string does not ask for verified TLS.',
  'delivery-works': 'The secret is not delivered.',
  'environments-apart': 'Another environment has the same value.',
  'no-legacy-tokens': 'The token never expires.',
  'no-orphans': 'The secret is orphaned.',
  'no-plain-text': 'A credential is in plain text.',
  'rotation-in-period': 'The value is overdue.',
  'secrets-as-files': 'The secret is taken as an environment variable.',
  'secrets-from-manager': 'The secret was put in by hand.',
  'secrets-owned': 'The secret has no owner.',
  'secrets-used': 'The secret is unused.',
  'value-age': 'The value is older than a year.',
  'value-strength': 'The value is weak.',
  'values-not-reused': 'Another secret has the same value.',
};

const NOT_KNOWN: Record<string, string> = {
  'connections-encrypted':
    'Whether its connection strings ask for TLS is not known.',
  'delivery-works': 'Whether the secret is delivered is not known.',
  'rotation-in-period': 'When the value was set is not known well enough.',
  'secrets-from-manager':
    'Where the tool that delivers it has the value from is not known.',
  'secrets-used': 'Whether anything uses the secret is not known.',
  'value-age': 'When the value was set is not known well enough.',
};

/** Says what is wrong with a secret or a value, or what is not known of it. */
export function describeFault(
  check: ComplianceCheck,
  verdict: 'fail' | 'unknown',
  dueAt: string | undefined,
): string {
  if (verdict === 'unknown') {
    return (
      NOT_KNOWN[check.id] ?? `Not known: ${check.source.title} would tell.`
    );
  }
  const text = FAULTS[check.id] ?? `Not so: ${check.title}.`;
  return check.id === 'rotation-in-period' && dueAt
    ? `The value is overdue since ${dueAt.slice(0, 10)}.`
    : text;
}
