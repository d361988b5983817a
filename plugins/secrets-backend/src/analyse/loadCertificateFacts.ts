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

import { soughtReferencesOf } from '@keyward/kube-model';
import { type SecretFacts } from '@keyward/findings';
import type { Knex } from 'knex';
import { loadCertificates } from '../store/inventory/loadCertificates';
import { loadRenewals } from '../store/inventory/loadRenewals';
import { boundRows, selectRows } from '../store/common/rows';

type CertificateFacts = NonNullable<SecretFacts['certificates']>;

interface NamedSecret {
  id: string;
  ref: string;
  namespace: string;
  name: string;
}

interface TlsHosts {
  namespace?: string;
  name: string;
  hosts: string[];
}

/**
 * Reads what rules ask of certificates, by id of the secret. One statement, and
 * two more if any of the secrets has some.
 */
export async function loadCertificateFacts(
  knex: Knex,
  sourceId: string,
  secrets: readonly NamedSecret[],
): Promise<Map<string, CertificateFacts>> {
  const stored = await loadCertificates(
    knex,
    sourceId,
    secrets.map(({ id }) => id),
  );
  const holding = secrets.filter(({ id }) => stored.has(id));
  const hosts = await loadHosts(knex, sourceId, holding);
  const renewals = await loadRenewals(
    knex,
    holding.map(secret => ({ ...secret, source_id: sourceId })),
  );
  return new Map(
    holding.map(secret => {
      const renewal = renewals.get(secret.id);
      return [
        secret.id,
        {
          keys: stored.get(secret.id)!,
          hosts: [...(hosts.get(keyOf(secret)) ?? [])].sort(),
          ...(renewal ? { renewal } : {}),
        },
      ];
    }),
  );
}

/** The hosts that are served with each secret, as Ingresses, Gateways and Routes say. */
async function loadHosts(
  knex: Knex,
  sourceId: string,
  secrets: readonly NamedSecret[],
): Promise<Map<string, Set<string>>> {
  const result = new Map<string, Set<string>>();
  if (secrets.length === 0) {
    return result;
  }
  const bound = boundRows(knex, { namespace: 'text', name: 'text' }, secrets);
  const rows = await selectRows<{
    namespace: string;
    name: string;
    own: string | null;
    detail: string;
  }>(
    knex,
    `select distinct r.namespace, r.name, o.namespace as own, o.detail
     from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.namespace = x.namespace
       and r.name = x.name and r.how in ('ingressTls', 'gatewayTls')
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
       and o.detail is not null`,
    [...bound.bindings, sourceId],
  );
  for (const row of rows) {
    const detail: { tlsHosts?: TlsHosts[] } & Record<string, unknown> =
      JSON.parse(row.detail);
    const { tlsHosts = [] } = detail;
    const isSought = soughtReferencesOf({ detail }).some(
      ({ name }) => name === row.name,
    );
    const found = result.get(keyOf(row)) ?? new Set();
    result.set(keyOf(row), found);
    for (const entry of tlsHosts) {
      const namespace = entry.namespace ?? row.own;
      if (
        entry.name === row.name &&
        (namespace === row.namespace || (isSought && !entry.namespace))
      ) {
        entry.hosts.forEach(host => found.add(host));
      }
    }
  }
  return result;
}

function keyOf({ namespace, name }: { namespace: string; name: string }) {
  return `${namespace}\u0000${name}`;
}
