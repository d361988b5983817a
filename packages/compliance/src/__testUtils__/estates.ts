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

import { complianceChecks } from '../checks';
import type { ComplianceFacts, Tally } from '../facts';

/** Facts of the whole portal. */
export function factsOf(tallies: ComplianceFacts['tallies']): ComplianceFacts {
  return {
    scope: { kind: 'portal', ref: '*' },
    at: '2026-11-27T12:00:00Z',
    tallies,
  };
}

/** The same for every check. */
export function everywhere(tally: Tally): ComplianceFacts {
  return factsOf(
    Object.fromEntries(complianceChecks.map(({ id }) => [id, tally])),
  );
}

const GOOD = { good: 4, bad: 0, unknown: 0 };
const BAD = { good: 3, bad: 1, unknown: 0 };
const UNKNOWN = { good: 3, bad: 0, unknown: 1 };
const NONE = { good: 0, bad: 0, unknown: 0 };

/**
 * Two clusters, one well kept and one not, without certificates; nobody says
 * anything of audit logs, repositories, identities, versions and rehearsals.
 */
export const mixedEstate = factsOf({
  'encryption-at-rest': BAD,
  'encryption-provider': BAD,
  'rotation-in-period': BAD,
  'value-age': UNKNOWN,
  'value-strength': GOOD,
  'no-plain-text': GOOD,
  'environments-apart': UNKNOWN,
  'values-not-reused': GOOD,
  'secrets-owned': BAD,
  'secrets-used': GOOD,
  'no-orphans': GOOD,
  'secrets-as-files': BAD,
  'no-legacy-tokens': NONE,
  'certificates-in-date': NONE,
  'certificates-renewed': NONE,
  'certificates-sound': NONE,
  'secrets-from-manager': GOOD,
  'delivery-works': GOOD,
  'least-privilege': GOOD,
  'secret-access-limited': GOOD,
  'no-wildcards': GOOD,
  'cluster-admin-limited': UNKNOWN,
  'pod-creation-limited': GOOD,
  'default-accounts-unused': GOOD,
  'escalation-limited': GOOD,
  'volumes-limited': GOOD,
  'node-proxy-limited': BAD,
  'csr-approval-limited': GOOD,
  'webhooks-limited': GOOD,
  'token-creation-limited': GOOD,
  'no-broad-groups': GOOD,
  'no-standing-access': BAD,
  'production-apart': UNKNOWN,
  'no-dangling-bindings': GOOD,
  'ingress-encrypted': BAD,
  'audit-log-written': GOOD,
  'audit-log-kept': UNKNOWN,
  'service-account-lookup': GOOD,
});
