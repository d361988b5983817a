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

import {
  type ComplianceCheck,
  describeEncryption,
  readTally,
} from '@keyward/compliance';
import { NotFoundError } from '@backstage/errors';
import {
  listMountedTokens,
  type RankedRisk,
  rankRisks,
  RISKS,
} from '../../access';
import type { ComplianceRow } from '../../schema/openapi/generated/models';
import {
  countListedTransit,
  type EvidenceRow,
  isOfTransit,
  listEvidence as listStored,
  listTransit,
  type TransitObject,
  type TransitQuery,
} from '../../store/compliance';
import { CursorTable } from '../../store/common/CursorTable';
import { SECRET_KIND } from '../../store/common/presence';
import {
  selectSecrets,
  type SourceStates,
} from '../../store/inventory/secretFilters';
import type { SourceStatus } from '../../store/inventory/sourceStates';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
import { describeFault } from './describeFault';
import { describeStale } from './describeStale';
import { loadStates } from './loadStates';
import { isOfSources, readFacts } from './readFacts';

/** More than there are in any portal. */
const ALL_RISKS = 1_000_000;

/** The check that is about workloads, of which each is a row. */
const TOKENS = 'tokens-not-mounted';

/** What rows are asked for. */
export interface EvidenceRequest extends ComplianceRequest {
  check: string;
  verdict: 'fail' | 'unknown';
  cursor?: string;
  limit: number;
}

interface Page {
  items: ComplianceRow[];
  totalItems: number;
  nextCursor?: string;
}

/**
 * What a check finds at fault or does not know of a scope, as far as the caller may
 * see it. Clusters come first, then secrets.
 */
export async function listEvidence(
  options: ComplianceOptions,
  request: EvidenceRequest,
): Promise<Page> {
  const { checks } = options;
  const check = checks.get(request.check);
  if (!check) {
    throw new NotFoundError('No check with this id');
  }
  const states = await loadStates(options);
  const order = `compliance-clusters-${request.check}-${request.verdict}`;
  const { rows: clusters, transit } = await listClusters(
    options,
    states,
    check,
    request,
  );
  const { cursor, limit } = request;
  const isPastClusters =
    cursor !== undefined && !CursorTable.isOf(cursor, order);
  const table = new CursorTable({
    order,
    types: ['number'],
    cursor: isPastClusters ? undefined : cursor,
    limit,
  });
  const from = Number(table.after?.[0] ?? 0);
  const head = isPastClusters ? [] : clusters.slice(from, from + limit);
  const room = limit - head.length;
  const page = {
    cursor: isPastClusters ? cursor : undefined,
    limit: Math.max(room, 1),
  };
  const rest = transit
    ? await listObjects(options, states, { ...transit, ...page })
    : await listRows(options, states, check, { ...request, ...page });
  const totalItems = clusters.length + rest.totalItems;
  const reached = from + head.length;
  if (!isPastClusters && (reached < clusters.length || room === 0)) {
    const isMore = reached < clusters.length || rest.totalItems > 0;
    return {
      items: head,
      totalItems,
      ...(isMore && { nextCursor: table.cursorAfter([reached]) }),
    };
  }
  return {
    items: [...head, ...rest.items],
    totalItems,
    ...(rest.nextCursor && { nextCursor: rest.nextCursor }),
  };
}

/** A page of the secrets and values behind a number. */
async function listRows(
  { knex, now = Date.now }: ComplianceOptions,
  states: SourceStates,
  check: ComplianceCheck,
  request: EvidenceRequest,
): Promise<Page> {
  const live = new Map([...states].filter(([, { stale }]) => !stale));
  const { items, ...page } = await listStored(knex, live, {
    ...request,
    now: new Date(now()).toISOString(),
  });
  return {
    ...page,
    items: items.map(row => toRow(row, check, request, states)),
  };
}

/** A page of the objects that say how something is reached. */
async function listObjects(
  { checks, knex }: ComplianceOptions,
  states: SourceStates,
  query: Parameters<typeof listTransit>[1],
): Promise<Page> {
  const { items, totalItems = 0, ...page } = await listTransit(knex, query);
  const check = checks.get(query.check)!;
  return {
    ...page,
    totalItems,
    items: items.map(object =>
      toObject(
        object,
        check,
        query.verdict,
        states.get(object.sourceId)!.title,
      ),
    ),
  };
}

function toRow(
  row: EvidenceRow,
  check: ComplianceCheck,
  { verdict }: EvidenceRequest,
  states: SourceStates,
): ComplianceRow {
  const { sourceId, secretId, namespace, name, key, findingId, dueAt } = row;
  const isSecret = row.resourceKind === SECRET_KIND;
  const kind = key === undefined ? 'secret' : 'key';
  return {
    id: [secretId, key, findingId].filter(Boolean).join(' '),
    kind: isSecret ? kind : 'object',
    verdict,
    text: describeFault(check, verdict, dueAt),
    sourceId,
    sourceTitle: states.get(sourceId)?.title ?? sourceId,
    ...(isSecret && { secretId }),
    namespace,
    name,
    ...(key !== undefined && { key }),
    ...(findingId !== undefined && { findingId }),
  };
}

/**
 * Clusters that are at fault or not known as a whole, and what is wrong with rights in
 * them; or which objects say how something is reached, where the check is about these.
 */
async function listClusters(
  options: ComplianceOptions,
  states: SourceStates,
  check: ComplianceCheck,
  request: EvidenceRequest,
): Promise<{ rows: ComplianceRow[]; transit?: TransitQuery }> {
  const { verdict } = request;
  if (!isOfSources(request.scope)) {
    const isFault = verdict === 'fail';
    return {
      rows: isFault ? [] : await listStale(options, states, check, request),
    };
  }
  const { sources } = await readFacts(options, request);
  const transit = isOfTransit(check.id)
    ? {
        sourceIds: sources
          .map(({ sourceId }) => sourceId)
          .filter(id => states.get(id)?.stale === false),
        systems: options.access.graphs.systems,
        check: check.id,
        verdict,
      }
    : undefined;
  const listed = transit && (await countListedTransit(options.knex, transit));
  const rows: ComplianceRow[] = [];
  for (const { sourceId, access, controlPlane } of sources) {
    const source = states.get(sourceId)!;
    const { title, stale } = source;
    const tally = readTally({ tallies: access.tallies }, check.id);
    const row = (text: string): ComplianceRow => ({
      id: sourceId,
      kind: 'cluster',
      verdict,
      text,
      sourceId,
      sourceTitle: title,
      remedy: verdict === 'fail' ? check.remedy : check.source.remedy,
    });
    if (stale) {
      if (verdict === 'unknown') {
        rows.push(row(staleText(source)));
      }
    } else if (tally && listed) {
      // More than the objects that say too little: of some kind not all are seen.
      const isUnseen = tally.unknown > (listed.get(sourceId) ?? 0);
      if (verdict === 'unknown' && isUnseen) {
        rows.push(row(`Not known: ${check.source.title} would tell.`));
      }
    } else if (tally && check.id === TOKENS) {
      const tokens = await listMountedTokens(options.access, sourceId);
      const isFault = verdict === 'fail';
      const unknown = `Not known: ${check.source.title} would tell.`;
      for (const workload of isFault ? tokens.idle : tokens.unsure) {
        const { kind, namespace, name, account } = workload;
        rows.push({
          ...row(
            isFault
              ? `It mounts a token of ServiceAccount ${account}, which no binding gives anything.`
              : unknown,
          ),
          id: [sourceId, kind, namespace, name].join(' '),
          kind: 'object',
          namespace,
          name: `${kind}/${name}`,
        });
      }
      if (!isFault && tokens.isUnseen) {
        rows.push(row(unknown));
      }
    } else if (tally && (verdict === 'fail' ? tally.bad : tally.unknown) > 0) {
      const { evidence } = check.evaluate({
        scope: { kind: 'cluster', ref: sourceId },
        at: '',
        tallies: { [check.id]: tally },
      });
      const told = evidence.find(each => each.verdict === verdict);
      const isEncryption = check.id === 'encryption-at-rest' && controlPlane;
      rows.push(
        row(
          isEncryption
            ? describeEncryption(controlPlane.encryption)
            : told?.text ?? check.title,
        ),
      );
    } else if (
      !tally &&
      verdict === 'unknown' &&
      check.source.id === 'access'
    ) {
      rows.push(row(`Not known: ${check.source.title} would tell.`));
    }
  }
  if (verdict === 'fail') {
    rows.push(...(await listRisks(options, states, check, request)));
  }
  return { rows, ...(transit && { transit }) };
}

const TRANSIT: Partial<Record<TransitObject['transit'], string>> = {
  plaintext: 'without TLS.',
  unverified: 'by TLS without verifying the certificate.',
  unstated: 'by an address that it does not state.',
};

function describe(check: string, { transit }: TransitObject): string {
  const isServed = check === 'ingress-encrypted';
  if (isServed && transit === 'unstated') {
    return 'It takes requests without TLS for whatever host its routes name.';
  }
  return isServed
    ? 'A host is served without TLS.'
    : `The secret manager is reached ${TRANSIT[transit] ?? 'without TLS.'}`;
}

function toObject(
  object: TransitObject,
  check: ComplianceCheck,
  verdict: TransitQuery['verdict'],
  sourceTitle: string,
): ComplianceRow {
  const { sourceId, kind, namespace, name } = object;
  return {
    id: [sourceId, kind, namespace, name].filter(Boolean).join(' '),
    kind: 'object',
    verdict,
    text: describe(check.id, object),
    sourceId,
    sourceTitle,
    ...(namespace && { namespace }),
    name: `${kind}/${name}`,
    remedy: verdict === 'fail' ? check.remedy : check.source.remedy,
  };
}

/** Sources with secrets of the caller's that are out of date. */
async function listStale(
  { knex }: ComplianceOptions,
  states: SourceStates,
  check: ComplianceCheck,
  request: EvidenceRequest,
): Promise<ComplianceRow[]> {
  const stale = [...states.values()].filter(each => each.stale);
  if (stale.length === 0) {
    return [];
  }
  const concerned: string[] = await selectSecrets(knex, states, request)
    .whereIn(
      's.source_id',
      stale.map(({ id }) => id),
    )
    .distinct('s.source_id')
    .pluck('s.source_id');
  return stale
    .filter(({ id }) => concerned.includes(id))
    .map(source => ({
      id: source.id,
      kind: 'cluster',
      verdict: 'unknown',
      text: staleText(source),
      sourceId: source.id,
      sourceTitle: source.title,
      remedy: check.source.remedy,
    }));
}

function staleText(source: SourceStatus): string {
  const { what, remedy } = describeStale(source);
  return `Not known: ${what} ${remedy}`;
}

/** What is wrong with rights that the check asks about. */
async function listRisks(
  { access }: ComplianceOptions,
  states: SourceStates,
  check: ComplianceCheck,
  { filters, visibility }: EvidenceRequest,
): Promise<ComplianceRow[]> {
  const kinds = RISKS[check.id];
  if (!kinds) {
    return [];
  }
  const { items } = await rankRisks(access, {
    sourceIds: filters?.sourceIds,
    visibility,
    limit: ALL_RISKS,
  });
  return items
    .filter(({ sourceId }) => states.get(sourceId)?.stale === false)
    .flatMap(risk => {
      const reason = risk.reasons.find(({ kind }) => kinds.includes(kind));
      return reason ? [toRisk(risk, reason.explanation, check)] : [];
    });
}

function toRisk(
  { id, sourceId, sourceTitle, subject, causes }: RankedRisk,
  text: string,
  check: ComplianceCheck,
): ComplianceRow {
  const bindings = [...new Set(causes.map(({ binding }) => binding))];
  return {
    id: `${sourceId} ${id}`,
    kind: 'access',
    verdict: 'fail',
    text,
    sourceId,
    sourceTitle,
    ...(subject && { subject }),
    bindings,
    remedy: check.remedy,
  };
}
