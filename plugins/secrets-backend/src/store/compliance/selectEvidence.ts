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

import { valueAgeBounds } from '@keyward/compliance';
import type { Knex } from 'knex';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import type { ComplianceQuery } from './ComplianceQuery';
import { FAULT_STATES } from './countFaults';
import { RULES } from './findingRules';
import {
  HAS_CERTIFICATE,
  IS_OWNED,
  MANAGERS,
  OWN_CLASSES,
  TELLS,
} from './countSecrets';
import { bucketOf, selectValues } from './countValues';
import { EXISTS } from '../common/presence';

/** What rows behind a number are asked for. */
export interface EvidenceQuery extends ComplianceQuery {
  check: string;
  verdict: 'fail' | 'unknown';
  seesAll: boolean;
  /** ISO 8601 */
  now: string;
}

/** Rows behind a number. */
interface SelectedEvidence {
  /** Secrets as `s`; of values also `r`, of findings also `f`. */
  query: Knex.QueryBuilder;
  of: 'secret' | 'key' | 'finding';
}

/** Whether another secret has the same value is told to those alone who see all. */
const SHARED = ['environments-apart', 'values-not-reused'];

/** The checks that need to look at values. */
const OF_VALUES = ['no-plain-text', ...SHARED];

const OF_CERTIFICATES = [
  'certificates-in-date',
  'certificates-renewed',
  'certificates-sound',
];

/**
 * Selects the secrets or values that a check finds at fault or does not know, each as
 * it is counted; undefined for checks that are about something else.
 */
export function selectEvidence(
  knex: Knex,
  sources: SourceStates,
  query: EvidenceQuery,
): SelectedEvidence | undefined {
  const { check, verdict, now } = query;
  const ofSecrets = (narrow: (secrets: Knex.QueryBuilder) => void) => {
    const secrets = selectSecrets(knex, sources, query).where(
      's.presence',
      EXISTS,
    );
    narrow(secrets);
    return { query: secrets, of: 'secret' as const };
  };
  const ofValues = (narrow: (values: Knex.QueryBuilder) => void) => {
    const values = selectValues(knex, sources, query);
    narrow(values);
    return { query: values, of: 'key' as const };
  };
  const isManaged = (secrets: Knex.QueryBuilder) =>
    secrets.whereIn('s.deliverer_kind', MANAGERS);
  if (check === 'rotation-in-period') {
    return ofValues(values =>
      values.where('r.state', verdict === 'fail' ? 'overdue' : 'unknown'),
    );
  }
  if (check === 'value-age') {
    const bucket = verdict === 'fail' ? valueAgeBounds.length : -1;
    return ofValues(values =>
      values.whereRaw('? = ?', [bucketOf(knex, now), bucket]),
    );
  }
  if (verdict === 'fail') {
    switch (check) {
      case 'secrets-owned':
        return ofSecrets(secrets => secrets.whereRaw(`not ${IS_OWNED}`));
      case 'secrets-from-manager':
        return ofSecrets(secrets =>
          secrets.where('s.deliverer_kind', 'by hand'),
        );
      case 'delivery-works':
        return ofSecrets(secrets =>
          isManaged(secrets).where('s.delivery_failed', true),
        );
      default:
        return selectFaults(knex, sources, query);
    }
  }
  if (check === 'value-strength') {
    return ofValues(values => values.whereNot('s.taken', 'fingerprint'));
  }
  if (check === 'connections-encrypted') {
    return { query: selectUnstated(knex, sources, query), of: 'key' };
  }
  if (OF_VALUES.includes(check)) {
    const isHidden = SHARED.includes(check) && !query.seesAll;
    return ofSecrets(secrets => {
      if (!isHidden) {
        secrets.whereNot('s.taken', 'fingerprint');
      }
    });
  }
  if (OF_CERTIFICATES.includes(check)) {
    return ofSecrets(secrets =>
      secrets.where('s.class', 'tls').whereRaw(`not ${HAS_CERTIFICATE}`),
    );
  }
  switch (check) {
    case 'delivery-works':
      return ofSecrets(secrets => isManaged(secrets).whereRaw(`not ${TELLS}`));
    case 'secrets-from-manager':
      return ofSecrets(secrets =>
        secrets.whereNotIn('s.deliverer_kind', ['by hand', ...MANAGERS]),
      );
    case 'secrets-used':
      return ofSecrets(secrets =>
        secrets
          .where('s.consumer_count', 0)
          .whereNotIn('s.class', OWN_CLASSES)
          .whereNotExists(selectRules(knex, RULES[check])),
      );
    default:
      return undefined;
  }
}

/** Secrets that are not looked at, and connection strings that say nothing of TLS. */
function selectUnstated(
  knex: Knex,
  sources: SourceStates,
  query: EvidenceQuery,
): Knex.QueryBuilder {
  const keys = knex('secret_keys as k')
    .whereRaw(`(k.transit is not null or k.class = 'connection-string')`)
    .whereRaw(`coalesce(k.transit, 'unstated') = 'unstated'`)
    .select(
      'k.source_id',
      'k.secret_id',
      { key: 'k.name', taken: knex.raw(`'fingerprint'`) },
      knex.raw('cast(null as text) as due_at'),
    );
  const secrets = knex('secrets')
    .where('presence', EXISTS)
    .whereNot('taken', 'fingerprint')
    .select(
      'source_id',
      { secret_id: 'id', key: knex.raw(`''`), taken: 'taken' },
      knex.raw('cast(null as text) as due_at'),
    );
  return selectSecrets(knex, sources, query)
    .where('s.presence', EXISTS)
    .join(keys.unionAll(secrets).as('r'), join =>
      join
        .on('r.source_id', 's.source_id')
        .andOn('r.secret_id', 's.id')
        .andOn('r.taken', 's.taken'),
    );
}

/** What findings say is at fault. */
function selectFaults(
  knex: Knex,
  sources: SourceStates,
  query: EvidenceQuery,
): SelectedEvidence | undefined {
  const { check, now, seesAll } = query;
  const isExpired = check === 'certificates-in-date';
  const rules = isExpired ? ['certificate-expiry'] : RULES[check];
  if (!rules || (SHARED.includes(check) && !seesAll)) {
    return undefined;
  }
  const faults = selectSecrets(knex, sources, { ...query, withResources: true })
    .join('findings as f', join =>
      join.on('f.source_id', 's.source_id').andOn('f.secret_id', 's.id'),
    )
    .whereIn('f.rule', rules)
    .whereIn('f.state', [...FAULT_STATES]);
  if (isExpired) {
    faults.where('f.due_at', '<=', now);
  }
  return { query: faults, of: 'finding' };
}

function selectRules(knex: Knex, rules: readonly string[]): Knex.QueryBuilder {
  return knex('findings as f')
    .select(knex.raw('1'))
    .whereRaw('f.source_id = s.source_id and f.secret_id = s.id')
    .whereIn('f.rule', rules)
    .whereIn('f.state', [...FAULT_STATES]);
}
