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
import { selectFindings } from '../findings/selectFindings';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import type { ComplianceQuery } from './ComplianceQuery';
import { FAULT_STATES, OF_KEYS, partsOf } from './countFaults';
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
  /** To decide which findings about equal values are shown, if not as of the rest. */
  others?: VisibilityFilter;
  /** ISO 8601 */
  now: string;
}

/** Rows behind a number. */
interface SelectedEvidence {
  /**
   * Secrets as `s`; of values also `r`. Of findings `s` has `finding_id`, `key` and
   * `due_at` as well. Together they select what is counted.
   */
  queries: Knex.QueryBuilder[];
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
export async function selectEvidence(
  knex: Knex,
  sources: SourceStates,
  query: EvidenceQuery,
): Promise<SelectedEvidence | undefined> {
  const { check, verdict, now } = query;
  const ofSecrets = (narrow: (secrets: Knex.QueryBuilder) => void) => {
    const secrets = selectSecrets(knex, sources, query).where(
      's.presence',
      EXISTS,
    );
    narrow(secrets);
    return { queries: [secrets], of: 'secret' as const };
  };
  const ofValues = (narrow: (values: Knex.QueryBuilder) => void) => {
    const values = selectValues(knex, sources, query);
    narrow(values);
    return { queries: [values], of: 'key' as const };
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
        return await selectFaults(knex, sources, query);
    }
  }
  if (check === 'value-strength') {
    return ofValues(values => values.whereNot('s.taken', 'fingerprint'));
  }
  if (check === 'connections-encrypted') {
    return { queries: [selectUnstated(knex, sources, query)], of: 'key' };
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

/**
 * What findings say is at fault, each as it is counted: a secret once, however many
 * findings it has, or each of its keys.
 */
async function selectFaults(
  knex: Knex,
  sources: SourceStates,
  query: EvidenceQuery,
): Promise<SelectedEvidence | undefined> {
  const { check, now, seesAll } = query;
  const isExpired = check === 'certificates-in-date';
  const rules = isExpired ? ['certificate-expiry'] : RULES[check];
  if (!rules || (SHARED.includes(check) && !seesAll)) {
    return undefined;
  }
  const selected = selectFindings(knex, sources, {
    ...query,
    filters: { ...query.filters, rules: [...rules], states: [...FAULT_STATES] },
  });
  const queries = (await partsOf(selected)).map(part => {
    const faults = part.select(
      's.source_id',
      's.id',
      's.namespace',
      's.name',
      's.resource_kind',
      'f.id as finding_id',
      'f.item as key',
      'f.due_at',
      knex.raw(
        'row_number() over (partition by s.source_id, s.id order by f.rank desc, f.id) as place',
      ),
    );
    if (isExpired) {
      faults.where('f.due_at', '<=', now);
    }
    const rows = knex.from(faults.as('s'));
    return OF_KEYS.includes(check) ? rows : rows.where('s.place', 1);
  });
  return { queries, of: 'finding' };
}

function selectRules(knex: Knex, rules: readonly string[]): Knex.QueryBuilder {
  return knex('findings as f')
    .select(knex.raw('1'))
    .whereRaw('f.source_id = s.source_id and f.secret_id = s.id')
    .whereIn('f.rule', rules)
    .whereIn('f.state', [...FAULT_STATES]);
}
