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
  type AuditCoverage,
  type AuditEvent,
  type AuditSummary,
  type AuditToken,
  type Claim,
  type ClaimHold,
  type ComplianceOverview,
  type ComplianceReport,
  type ComplianceRow,
  type ComplianceScopeRow,
  type ConfirmClaimsRequest,
  type Draft,
  type Finding,
  type HistoryEntry,
  type ListedCertificate,
  type ListedSecret,
  type ListSecrets200Response,
  type Problem,
  type RankedGrant,
  type LeastPrivilegeScore,
  type RankedNamespace,
  type RankedSubject,
  type Reader,
  type RequestPreflight,
  type OwnerSum,
  type Resource,
  type ResourceSum,
  type RecommendedRole,
  type Rotation,
  type RotationDay,
  type RotationKey,
  type RotationStep,
  type SealTargets,
  type SealWorkload,
  type SecretRequestDetail,
  type SecretSummary,
  type SecretsSummary,
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
  type SecretsRequest,
} from '../api';
import { createOverview, createReport } from './createReport';
import { createDetail } from './createSecret';
import {
  ORDERS,
  SECRET_STATES,
  SEVERITIES,
  STATES,
  compare,
  countsOf,
  hasState,
  pageOf,
  rankOf,
  refuseOthers,
  sortValue,
  statusError,
} from './inMemoryLists';

/** A back end in memory, for tests and the development page. */
export class InMemorySecretsApi implements SecretsApi {
  secrets: ListedSecret[] = [];
  claims: Claim[] = [];
  hold?: ClaimHold;
  resources: Resource[] = [];
  sources: Source[] = [];
  auditTokens: AuditToken[] = [];
  auditEvents: AuditEvent[] = [];
  auditCoverage: AuditCoverage[] = [];
  auditSummary: AuditSummary = {
    from: new Date().toISOString(),
    to: new Date().toISOString(),
    items: [],
    totalItems: 0,
    hours: [],
  };
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
  sealTargets: SealTargets = { places: [], repositories: [], refusals: [] };
  workloads: SealWorkload[] = [];
  drafts: Draft[] = [];
  preflight: RequestPreflight = { changes: [], refusals: [], warnings: [] };
  requests: SecretRequestDetail[] = [];
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
    refuseOthers('orderBy', ORDERS, [field]);
    const sign = direction === 'desc' ? -1 : 1;
    matching.sort((one, other) =>
      field === 'attention'
        ? sign * compare(rankOf(one), rankOf(other)) ||
          compare(one.name, other.name)
        : sign *
          (compare(sortValue(one, field), sortValue(other, field)) ||
            compare(one.name, other.name) ||
            compare(one.namespace, other.namespace)),
    );
    return pageOf(matching, request);
  }

  async getSecretsSummary(request: SecretsFilter): Promise<SecretsSummary> {
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

  async getSecret({ id }: { id: string }) {
    const secret = this.#withWorst().find(candidate => candidate.id === id);
    if (!secret) {
      throw statusError(404, 'No such secret');
    }
    return createDetail(secret);
  }

  async getSecretHistory({
    id,
    ...request
  }: SecretsRequest<'getSecretHistory'>) {
    await this.getSecret({ id });
    const { items, nextCursor } = pageOf(this.history, request);
    return { items, nextCursor };
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

  async getSealTargets() {
    return this.sealTargets;
  }

  async listSealWorkloads() {
    return { items: this.workloads, isComplete: true };
  }

  async createDraft({ entityRef, targets }: SecretsRequest<'createDraft'>) {
    const now = Date.now();
    const draft = {
      id: `draft-${this.drafts.length + 1}`,
      entityRef,
      targets,
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 3_600_000).toISOString(),
    };
    this.drafts.push(draft);
    return { id: draft.id, expiresAt: draft.expiresAt };
  }

  async getDraft({ id }: { id: string }) {
    const draft = this.drafts.find(each => each.id === id);
    if (!draft) {
      throw statusError(404, 'No such draft');
    }
    return draft;
  }

  async deleteDraft({ id }: { id: string }) {
    await this.getDraft({ id });
    this.drafts = this.drafts.filter(each => each.id !== id);
  }

  async preflightRequests(_: SecretsRequest<'preflightRequests'>) {
    return this.preflight;
  }

  async createRequests({
    draftId,
    destinations,
    reason,
  }: SecretsRequest<'createRequests'>) {
    const draft = await this.getDraft({ id: draftId });
    const now = new Date().toISOString();
    const items = destinations.map(({ repository, branch, path }, index) => ({
      id: `request-${this.requests.length + index + 1}`,
      entityRef: draft.entityRef,
      requestedBy: 'user:default/guest',
      requestedAt: now,
      updatedAt: now,
      state: 'preparing' as const,
      reason,
      host: new URL(repository).host,
      repository,
      branch,
      targets: draft.targets.map(target => ({
        sourceId: target.sourceId,
        sourceTitle: target.sourceId,
        namespace: target.namespace,
        name: target.name,
        path,
        mode: target.mode,
        keys: Object.keys(target.encryptedData),
        step: 'requested' as const,
      })),
      mayWithdraw: true,
      mayRemind: false,
      history: [{ at: now, state: 'preparing', by: 'user:default/guest' }],
    }));
    this.requests.unshift(...items);
    await this.deleteDraft({ id: draftId });
    return { items };
  }

  async listRequests({
    state,
    ...request
  }: SecretsRequest<'listRequests'> = {}) {
    const matching = this.requests.filter(
      each =>
        (!state?.length || state.includes(each.state)) &&
        (!request.entityRef || request.entityRef === each.entityRef),
    );
    return pageOf(matching, request);
  }

  async getRequest({ id }: { id: string }) {
    const request = this.requests.find(each => each.id === id);
    if (!request) {
      throw statusError(404, 'No such request');
    }
    return request;
  }

  async withdrawRequest({ id }: { id: string }) {
    const request = await this.getRequest({ id });
    if (!request.mayWithdraw) {
      throw statusError(409, 'It is merged or over');
    }
    Object.assign(request, {
      state: 'withdrawn',
      mayWithdraw: false,
      mayRemind: false,
    });
  }

  /** The tokens that requests were opened with, by the request's id. */
  readonly openers = new Map<string, string>();

  async openRequest({ id, token }: SecretsRequest<'openRequest'>) {
    await this.getRequest({ id });
    this.openers.set(id, token);
  }

  async approveRequest({ id, headSha }: SecretsRequest<'approveRequest'>) {
    const request = await this.getRequest({ id });
    const { approval, change } = request;
    if (!approval?.mayApprove || change?.headSha !== headSha) {
      throw statusError(409, 'The last commit is another one by now');
    }
    const at = new Date().toISOString();
    const by = 'user:default/guest';
    request.approval = {
      state: 'approved',
      approvals: [...approval.approvals, { at, by, headSha, counts: true }],
      mayApprove: false,
      refusal: 'given',
    };
  }

  async remindRequest({ id }: { id: string }) {
    const request = await this.getRequest({ id });
    if (!request.mayRemind) {
      throw statusError(409, 'It was reminded of already');
    }
    Object.assign(request, { mayRemind: false });
  }

  async listFindings(request: FindingsRequest) {
    return pageOf(this.#findingsOf(request), request);
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
    refuseOthers('severity', SEVERITIES, severity);
    refuseOthers('state', STATES, state);
    const fits = (wanted: string[] | undefined, values: string[]) =>
      !wanted?.length || values.some(value => wanted.includes(value));
    const found = this.findings.filter(
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
    return found.sort(
      (one, other) =>
        SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity),
    );
  }

  async getFinding({ id }: { id: string }) {
    const finding = this.findings.find(item => item.id === id);
    if (!finding) {
      throw statusError(404, 'No such finding');
    }
    return {
      ...finding,
      history: [{ at: finding.firstSeen, event: 'opened' }],
    };
  }

  async setFindingState({ id, ...change }: SecretsRequest<'setFindingState'>) {
    await this.getFinding({ id });
    if (change.state === 'suppressed' && !(change.reason && change.expiresAt)) {
      throw statusError(400, 'Give the reason and the end');
    }
    this.findings = this.findings.map(finding =>
      finding.id === id ? { ...finding, ...change } : finding,
    );
    return await this.getFinding({ id });
  }

  async setFindingStates({ ids, ...change }: SetFindingStatesRequest) {
    const changed: string[] = [];
    const failed: { id: string; message: string }[] = [];
    for (const id of ids) {
      try {
        await this.setFindingState({ id, ...change });
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
    return { items: this.roles };
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

  async listResources(request: SecretsRequest<'listResources'>) {
    return pageOf(this.#resourcesOf(request), request);
  }

  /** By the id of a resource; of the others no owner is known. */
  resourceOwners: Record<string, string[]> = {};

  async getResourcesSummary(request: SecretsRequest<'getResourcesSummary'>) {
    const found = this.#resourcesOf(request);
    const counts = (request.by ?? []).flatMap(attribute => {
      const values = found.map(each =>
        String(each.attributes[attribute] ?? ''),
      );
      return [...new Set(values)].map(value => ({
        attribute,
        value,
        count: values.filter(each => each === value).length,
      }));
    });
    return {
      total: found.length,
      counts,
      ...(request.sum === undefined
        ? {}
        : { sum: sumOf(request.sum, found, this.resourceOwners) }),
    };
  }

  #resourcesOf(request: {
    kind: string[];
    sourceId?: string[];
    namespace?: string[];
    attribute?: string[];
  }): Resource[] {
    const { namespace: namespaces = [], sourceId: sources = [] } = request;
    return this.resources.filter(
      ({ kind, sourceId, namespace, attributes }) =>
        request.kind.includes(kind) &&
        (sources.length === 0 || sources.includes(sourceId)) &&
        (namespaces.length === 0 || namespaces.includes(namespace)) &&
        (request.attribute ?? []).every(text => {
          const [name, value] = text.split(':');
          return [attributes[name]].flat().map(String).includes(value);
        }),
    );
  }

  async syncResource({ id }: { id: string }) {
    const resource = this.resources.find(each => each.id === id);
    if (!resource) {
      throw statusError(404, 'No such resource');
    }
    const { sync } = resource;
    const requestedAt = new Date().toISOString();
    const isSoon =
      sync?.requestedAt !== undefined &&
      Date.parse(sync.requestedAt) > Date.parse(requestedAt) - 30_000;
    if (!sync?.available || isSoon) {
      throw statusError(409, sync?.reason ?? 'A sync was requested just now');
    }
    this.resources = this.resources.map(each =>
      each.id === id ? { ...each, sync: { ...sync, requestedAt } } : each,
    );
    return { requestedAt };
  }

  async listSources() {
    return { items: this.sources, warnings: this.warnings };
  }

  async syncSource() {}

  async listAuditEvents(_: SecretsRequest<'listAuditEvents'>) {
    return { items: this.auditEvents };
  }

  async getAuditSummary(_: SecretsRequest<'getAuditSummary'>) {
    return this.auditSummary;
  }

  async getAuditCoverage(_: SecretsRequest<'getAuditCoverage'>) {
    const { from, to } = this.auditSummary;
    return { from, to, items: this.auditCoverage };
  }

  async listAuditTokens() {
    return { items: this.auditTokens };
  }

  async createAuditToken(request: SecretsRequest<'createAuditToken'>) {
    const item: AuditToken = {
      id: `token-${this.auditTokens.length + 1}`,
      kind: 'kubernetes',
      createdAt: new Date().toISOString(),
      createdBy: 'user:default/guest',
      ...request,
    };
    this.auditTokens.push(item);
    return { token: `text-of-${item.id}`, item };
  }

  async rotateAuditToken({ id }: SecretsRequest<'rotateAuditToken'>) {
    const item = this.auditTokens.find(each => each.id === id);
    if (!item) {
      throw statusError(404, 'No token with this id');
    }
    return { token: `new-text-of-${id}`, item };
  }

  async deleteAuditToken({ id }: { id: string }) {
    this.auditTokens = this.auditTokens.filter(each => each.id !== id);
  }

  /** The secrets, each with the worst of its findings unless it has one already. */
  #withWorst(): ListedSecret[] {
    return this.secrets.map(secret => {
      const own = this.#findingsOf({ secretId: secret.id });
      const [worst] = own;
      return {
        finding: worst,
        findingCount: own.length,
        ...secret,
      };
    });
  }

  #matching(request: SecretsListRequest) {
    refuseOthers('state', SECRET_STATES, request.state);
    const among = (wanted: string[] | undefined, values: string[]) =>
      !wanted?.length || wanted.some(value => values.includes(value));
    return this.#withWorst().filter(
      secret =>
        (!request.q || secret.name.includes(request.q)) &&
        among(request.sourceId, [secret.sourceId]) &&
        among(request.namespace, [secret.namespace]) &&
        among(request.secretClass, [secret.class]) &&
        among(request.delivery, [secret.deliverer.kind]) &&
        among(request.sourceKind, [secret.system ?? 'kubernetes']) &&
        (!request.feeds ||
          request.feeds === (secret.feedCount ? 'some' : 'none')) &&
        among(
          request.owner,
          secret.links.some(link => link.ownerRef)
            ? secret.links.flatMap(link => link.ownerRef ?? [])
            : ['none'],
        ) &&
        (!request.state?.length ||
          request.state.some(state => hasState(secret, state))),
    );
  }
}

function sumOf(
  attribute: string,
  resources: Resource[],
  owners: Record<string, string[]>,
): ResourceSum {
  const numbers = resources.flatMap(({ id, attributes }) => {
    const value = attributes[attribute];
    return typeof value === 'number' ? [{ id, value }] : [];
  });
  const byOwner = new Map<string, OwnerSum>();
  for (const { id, value } of numbers) {
    for (const owner of owners[id] ?? ['none']) {
      const { sum = 0, count = 0 } = byOwner.get(owner) ?? {};
      byOwner.set(owner, { owner, sum: sum + value, count: count + 1 });
    }
  }
  return {
    attribute,
    total: numbers.reduce((sum, { value }) => sum + value, 0),
    count: numbers.length,
    byOwner: [...byOwner.values()].sort((a, b) => b.sum - a.sum),
  };
}
