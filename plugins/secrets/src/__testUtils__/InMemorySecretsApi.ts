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
  type AccessMatrix,
  type AccessStep,
  type Claim,
  type ClaimHold,
  type ComplianceOverview,
  type ComplianceReport,
  type ComplianceRow,
  type ComplianceScopeRow,
  type ConfirmClaimsRequest,
  type Count,
  type Finding,
  type HistoryEntry,
  type ListedCertificate,
  type ListSecrets200Response,
  type Problem,
  type RankedGrant,
  type LeastPrivilegeScore,
  type RankedNamespace,
  type RankedSubject,
  type Reader,
  type RecommendedRole,
  type Rotation,
  type RotationDay,
  type RotationKey,
  type RotationStep,
  type SecretSummary,
  type SecretsSummary,
  type SetFindingStateRequest,
  type SetFindingStatesRequest,
  type Source,
  type WhatIfAnswer,
  type WhatIfRequest,
} from '@keyward/backstage-plugin-secrets-common';
import {
  type ComplianceEvidenceRequest,
  type ComplianceScopesRequest,
  type FindingsRequest,
  type ScopeFilter,
  type ScopeRequest,
  type SecretsApi,
  type SecretsFilter,
  type SecretsListRequest,
} from '../api';
import { createOverview, createReport } from './createReport';
import { createDetail } from './createSecret';

const SEVERITIES = ['low', 'medium', 'high', 'critical'];

/** A back end in memory, for tests and the development page. */
export class InMemorySecretsApi implements SecretsApi {
  secrets: SecretSummary[] = [];
  claims: Claim[] = [];
  hold?: ClaimHold;
  sources: Source[] = [];
  warnings: Problem[] = [];
  history: HistoryEntry[] = [];
  findings: Finding[] = [];
  rotationKeys: RotationKey[] = [];
  rotationDays: RotationDay[] = [];
  rotations: Rotation[] = [];
  certificates: ListedCertificate[] = [];
  steps: RotationStep[] = [];
  accessMatrix: AccessMatrix = {
    secrets: [],
    subjects: [],
    cells: [],
    summary: { secrets: 0, subjects: 0, unneeded: 0, granted: 0, needed: 0 },
    unknown: [],
    asOf: new Date().toISOString(),
  };
  accessSteps: AccessStep[] = [];
  readers: Reader[] = [];
  roles: RecommendedRole[] = [];
  subjects: RankedSubject[] = [];
  grants: RankedGrant[] = [];
  seesAll = true;
  namespaces: RankedNamespace[] = [];
  scores: LeastPrivilegeScore[] = [];
  report: ComplianceReport = createReport();
  overview: ComplianceOverview = createOverview();
  scopes: ComplianceScopeRow[] = [];
  evidence: ComplianceRow[] = [];
  whatIf: WhatIfAnswer = {
    objects: [],
    ignored: 0,
    subjects: [],
    summary: { gaining: 0, closer: 0, farther: 0, losing: 0 },
    totalSubjects: 0,
    tooMany: 0,
    isComplete: true,
    asOf: new Date().toISOString(),
  };

  async listSecrets(
    request: SecretsListRequest,
  ): Promise<ListSecrets200Response> {
    const matching = this.#matching(request);
    const [field, direction] = (request.orderBy ?? 'attention,desc').split(',');
    matching.sort(
      (one, other) =>
        compare(sortValue(one, field), sortValue(other, field)) *
          (direction === 'desc' ? -1 : 1) || compare(one.name, other.name),
    );
    const start = Number(request.cursor ?? 0);
    const end = start + (request.limit ?? 50);
    return {
      items: matching.slice(start, end),
      totalItems: matching.length,
      nextCursor: end < matching.length ? String(end) : undefined,
    };
  }

  async getSummary(request: SecretsFilter): Promise<SecretsSummary> {
    const matching = this.#matching(request);
    const withState = (state: string) =>
      matching.filter(secret => hasState(secret, state)).length;
    const links = (pick: (secret: SecretSummary) => (string | undefined)[]) =>
      countsOf(matching, pick);
    return {
      total: matching.length,
      attention: withState('attention'),
      critical: withState('critical'),
      high: withState('high'),
      medium: withState('medium'),
      low: withState('low'),
      deliveryFailed: withState('deliveryFailed'),
      missing: withState('missing'),
      sourceStale: withState('sourceStale'),
      consumed: matching.filter(secret => secret.consumerCount > 0).length,
      lastObserved: new Date(Date.now() - 12_000).toISOString(),
      facets: {
        source: links(secret => [secret.sourceId]),
        namespace: links(secret => [secret.namespace]),
        owner: links(secret => secret.links.map(link => link.ownerRef)),
        system: links(secret => secret.links.map(link => link.system)),
        class: links(secret => [secret.class]),
        delivery: links(secret => [secret.deliverer.kind]),
      },
      staleSources: this.sources
        .filter(source => source.state !== 'live')
        .map(({ id, title, state, stateSince }) => ({
          id,
          title,
          state,
          since: stateSince,
        })),
    };
  }

  async exportSecrets(request: SecretsListRequest) {
    const lines = this.#matching(request).map(secret => secret.ref);
    return new Blob([['ref', ...lines].join('\n')], { type: 'text/csv' });
  }

  async getSecret(id: string) {
    const secret = this.#withWorst().find(candidate => candidate.id === id);
    if (!secret) {
      throw statusError(404, 'No such secret');
    }
    return createDetail(secret);
  }

  async getHistory(_id: string, request: { cursor?: string; limit?: number }) {
    const start = Number(request.cursor ?? 0);
    const end = start + (request.limit ?? 50);
    return {
      items: this.history.slice(start, end),
      nextCursor: end < this.history.length ? String(end) : undefined,
    };
  }

  async listClaims() {
    return { items: this.claims, hold: this.hold };
  }

  async confirmClaims({ ownerRefs, location }: ConfirmClaimsRequest) {
    const { now } = this.hold!;
    if (`${ownerRefs} ${location}` !== `${now.ownerRefs} ${now.location}`) {
      throw statusError(409, 'It has another owner by now');
    }
    this.hold = undefined;
    this.claims = this.claims.filter(({ status }) => status !== 'held');
  }

  async listFindings(request: FindingsRequest) {
    const items = this.#findingsOf(request);
    return { items, totalItems: items.length };
  }

  async getFindingsSummary(request: FindingsRequest = {}) {
    const found = this.#findingsOf(request);
    const counted = (valuesOf: (finding: Finding) => string[]) => {
      const counts = new Map<string, number>();
      for (const value of found.flatMap(valuesOf)) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return [...counts].map(([value, count]) => ({
        value,
        count,
        attention: 0,
      }));
    };
    return {
      total: found.length,
      bySeverity: counted(({ severity }) => [severity]),
      byRule: counted(({ rule }) => [rule]),
      byOwner: counted(({ ownerRefs }) => ownerRefs),
      bySource: counted(({ secret }) => [secret.sourceId]),
    };
  }

  #findingsOf({
    severity,
    rule,
    owner,
    secretId,
    sourceId,
    state,
  }: FindingsRequest) {
    const fits = (wanted: string[] | undefined, values: string[]) =>
      !wanted?.length || values.some(value => wanted.includes(value));
    return this.findings.filter(
      finding =>
        fits(severity, [finding.severity]) &&
        fits(rule, [finding.rule]) &&
        fits(sourceId, [finding.secret.sourceId]) &&
        fits(state?.length ? state : ['open', 'acknowledged'], [
          finding.state,
        ]) &&
        fits(owner, finding.ownerRefs) &&
        (!secretId || secretId === finding.secret.id),
    );
  }

  async getFinding(id: string) {
    const finding = this.findings.find(item => item.id === id)!;
    return {
      ...finding,
      history: [{ at: finding.firstSeen, event: 'opened' }],
    };
  }

  async setFindingState(id: string, change: SetFindingStateRequest) {
    this.findings = this.findings.map(finding =>
      finding.id === id ? { ...finding, ...change } : finding,
    );
    return await this.getFinding(id);
  }

  async setFindingStates({ ids, ...change }: SetFindingStatesRequest) {
    const changed: string[] = [];
    const failed: { id: string; message: string }[] = [];
    for (const id of ids) {
      try {
        await this.setFindingState(id, change);
        changed.push(id);
      } catch (error) {
        failed.push({ id, message: (error as Error).message });
      }
    }
    return { changed, failed };
  }

  async exportFindings(request: FindingsRequest) {
    const lines = this.#findingsOf(request).map(finding => finding.id);
    return new Blob([['id', ...lines].join('\n')], { type: 'text/csv' });
  }

  async getRotationCalendar() {
    const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    return {
      from: dayOf(Date.now()),
      to: dayOf(Date.now() + 90 * 86_400_000),
      days: this.rotationDays,
    };
  }

  async listRotations() {
    return { items: this.rotations };
  }

  async getRotationSummary(_request?: ScopeRequest) {
    const of = (...states: string[]) =>
      this.rotationKeys.filter(({ state }) => states.includes(state)).length;
    return {
      total: this.rotationKeys.length,
      inPeriod: of('inPeriod', 'dueSoon'),
      dueSoon: of('dueSoon'),
      overdue: of('overdue'),
      unknown: of('unknown'),
      trend: [],
    };
  }

  async listRotationKeys({ rotationState }: { rotationState?: string[] } = {}) {
    const items = this.rotationKeys.filter(
      ({ state }) => !rotationState?.length || rotationState.includes(state),
    );
    return { items, totalItems: items.length };
  }

  async listCertificates(_request: ScopeRequest & { expiresWithin?: number }) {
    return { items: this.certificates, totalItems: this.certificates.length };
  }

  async getCompliance(_request: ScopeRequest) {
    return this.report;
  }

  async getComplianceOverview(_request: ScopeFilter) {
    return this.overview;
  }

  async listComplianceScopes(request: ComplianceScopesRequest) {
    return pageOf(
      this.scopes.filter(({ kind }) => kind === request.by),
      request,
    );
  }

  async listComplianceEvidence(request: ComplianceEvidenceRequest) {
    const { verdict = 'fail' } = request;
    return pageOf(
      this.evidence.filter(row => row.verdict === verdict),
      request,
    );
  }

  async getRotationImpact() {
    return { steps: this.steps };
  }

  async getAccessMatrix() {
    return this.accessMatrix;
  }

  async exportAccess() {
    const lines = this.accessMatrix.cells.map(cell => cell.subjectId);
    return new Blob([['subject', ...lines].join('\n')], { type: 'text/csv' });
  }

  async getAccessPath() {
    return { access: 'indirect' as const, steps: this.accessSteps };
  }

  async listReaders() {
    return { items: this.readers, asOf: this.accessMatrix.asOf! };
  }

  async listRecommendedRoles() {
    return this.roles;
  }

  async listAccessSubjects() {
    const items = this.subjects;
    return {
      items,
      totalItems: items.length,
      totalSubjects: new Set(items.map(({ id }) => id)).size,
      unknown: [],
    };
  }

  async listAccessGrants(request: { cursor?: string; limit?: number }) {
    return { ...pageOf(this.grants, request), unknown: [] };
  }

  async listAccessNamespaces(request: { cursor?: string; limit?: number }) {
    return { ...pageOf(this.namespaces, request), unknown: [] };
  }

  async listAccessRisks() {
    return {
      items: [],
      totalItems: 0,
      scores: this.scores,
      unknown: [],
    };
  }

  async askWhatIf(_request: WhatIfRequest) {
    return this.whatIf;
  }

  async getReach(request: { start: string; cursor?: string; limit?: number }) {
    const { start } = request;
    const page = pageOf(this.secrets, request);
    return {
      ...page,
      subject: {
        id: start,
        kind: 'User' as const,
        name: start.slice(2),
        isSystem: false,
      },
      items: page.items.map(secret => ({
        secret,
        access: 'direct' as const,
        steps: 1,
      })),
      seesAll: this.seesAll,
      asOf: this.accessMatrix.asOf!,
    };
  }

  async listSources() {
    return { items: this.sources, warnings: this.warnings };
  }

  async syncSource() {}

  /** The secrets, each with the worst of its findings unless it has one already. */
  #withWorst(): SecretSummary[] {
    return this.secrets.map(secret => {
      const own = this.#findingsOf({ secretId: secret.id });
      const [worst] = [...own].sort(
        (one, other) =>
          SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity),
      );
      return {
        finding: worst,
        findingCount: own.length,
        ...secret,
      };
    });
  }

  #matching(request: SecretsListRequest) {
    const among = (wanted: string[] | undefined, values: string[]) =>
      !wanted?.length || wanted.some(value => values.includes(value));
    return this.#withWorst().filter(
      secret =>
        (!request.q || secret.name.includes(request.q)) &&
        among(request.sourceId, [secret.sourceId]) &&
        among(request.namespace, [secret.namespace]) &&
        among(request.secretClass, [secret.class]) &&
        among(request.delivery, [secret.deliverer.kind]) &&
        among(
          request.owner,
          secret.links.map(link => link.ownerRef ?? 'none'),
        ) &&
        (!request.state?.length ||
          request.state.some(state => hasState(secret, state))),
    );
  }
}

function pageOf<T>(
  all: T[],
  { cursor, limit = 50 }: { cursor?: string; limit?: number },
) {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return {
    items: all.slice(start, end),
    totalItems: all.length,
    nextCursor: end < all.length ? String(end) : undefined,
  };
}

/** An error as the client throws it for an answer of the back end. */
export function statusError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** How bad the worst finding is; 0 without one. */
function rankOf({ finding }: SecretSummary) {
  return finding ? SEVERITIES.indexOf(finding.severity) + 1 : 0;
}

function hasState(secret: SecretSummary, state: string) {
  return state === 'attention'
    ? rankOf(secret) > 1
    : secret.finding?.severity === state ||
        secret.problems.some(problem => problem.code === state);
}

function countsOf(
  secrets: SecretSummary[],
  pick: (secret: SecretSummary) => (string | undefined)[],
): Count[] {
  const counts = new Map<string, Count>();
  for (const secret of secrets) {
    for (const value of new Set(pick(secret))) {
      if (value) {
        const count = counts.get(value) ?? { value, count: 0, attention: 0 };
        count.count += 1;
        count.attention += rankOf(secret) > 1 ? 1 : 0;
        counts.set(value, count);
      }
    }
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

function sortValue(secret: SecretSummary, field: string) {
  switch (field) {
    case 'class':
      return secret.class;
    case 'namespace':
      return secret.namespace;
    case 'delivery':
      return secret.deliverer.kind;
    case 'consumers':
      return secret.consumerCount;
    case 'age':
      return -Date.parse(secret.valueAge.latest ?? '');
    case 'attention':
      return rankOf(secret);
    default:
      return secret.name;
  }
}

function compare(one: string | number, other: string | number) {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
