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

import type { AccessPathKind } from '../../paths';
import { admissionWebhooks } from '../../paths/kinds/admissionWebhooks';
import { bindClusterRoles } from '../../paths/kinds/bindClusterRoles';
import { bindRoles } from '../../paths/kinds/bindRoles';
import { changeClusterRoleBindings } from '../../paths/kinds/changeClusterRoleBindings';
import { changeRoleBindings } from '../../paths/kinds/changeRoleBindings';
import { createPods } from '../../paths/kinds/createPods';
import { createWorkloads } from '../../paths/kinds/createWorkloads';
import { escalateClusterRoles } from '../../paths/kinds/escalateClusterRoles';
import { escalateRoles } from '../../paths/kinds/escalateRoles';
import { hostPathVolume } from '../../paths/kinds/hostPathVolume';
import { impersonateGroups } from '../../paths/kinds/impersonateGroups';
import { impersonateServiceAccounts } from '../../paths/kinds/impersonateServiceAccounts';
import { impersonateUsers } from '../../paths/kinds/impersonateUsers';
import { nodeProxy } from '../../paths/kinds/nodeProxy';
import { signClientCertificate } from '../../paths/kinds/signClientCertificate';
import { tokenRequest } from '../../paths/kinds/tokenRequest';
import { hasAllRights, opensMore, readerOf } from '../opensMore';
import type { RiskSubject, SubjectRight } from '../SubjectAccess';
import type { AccessRisk } from '../types';
import { isEverywhere, type RiskContext, type RiskRule } from './types';

const SEVERITIES: AccessRisk['severity'][] = [
  'low',
  'medium',
  'high',
  'critical',
];

/** Ways to Secrets that somebody cannot read otherwise. */
interface WayRule {
  kind: RiskRule['kind'];
  /** The worst of those that are found says how bad it is, unless this does. */
  severityOf?: (subject: RiskSubject) => AccessRisk['severity'];
  paths: AccessPathKind[];
  /** Who has more by other rights, which are reported as such. */
  isExempt: (subject: RiskSubject) => boolean;
  /** Where it belongs to what somebody is there for. */
  isExpected?: (subject: RiskSubject, namespace: string | undefined) => boolean;
}

/** Who reads all Secrets needs no way to them. */
const readsEverything = ({ reads }: RiskSubject) => reads.some(isEverywhere);

/** Which rights are ways to Secrets, by kind of risk. */
const RULES: WayRule[] = [
  {
    kind: 'rights-escalation',
    paths: [
      bindRoles,
      bindClusterRoles,
      changeRoleBindings,
      changeClusterRoleBindings,
      escalateRoles,
      escalateClusterRoles,
      impersonateServiceAccounts,
      impersonateUsers,
      impersonateGroups,
    ],
    // To read all is less than to have all rights.
    isExempt: hasAllRights,
  },
  {
    kind: 'pod-creation',
    paths: [createPods, createWorkloads],
    isExempt: readsEverything,
    // A controller or a pipeline makes pods where it runs itself.
    isExpected: ({ sort, home, isDefault }, namespace) =>
      sort === 'account' && !isDefault && namespace === home,
  },
  {
    kind: 'token-creation',
    paths: [tokenRequest],
    isExempt: readsEverything,
  },
  {
    kind: 'volume-creation',
    paths: [hostPathVolume],
    isExempt: readsEverything,
  },
  { kind: 'node-proxy-access', paths: [nodeProxy], isExempt: readsEverything },
  {
    kind: 'certificate-approval',
    paths: [signClientCertificate],
    isExempt: readsEverything,
  },
  {
    kind: 'webhook-change',
    paths: [admissionWebhooks],
    isExempt: readsEverything,
    // Policy engines and meshes keep their own webhooks up to date.
    severityOf: ({ sort }) => (sort === 'account' ? 'medium' : 'critical'),
  },
];

export const wayRules: RiskRule[] = RULES.map(rule => ({
  kind: rule.kind,
  find(subject, context) {
    const given = new Set(subject.ways.map(({ kind }) => kind));
    const paths = rule.paths.filter(({ id }) => given.has(id));
    if (paths.length === 0 || rule.isExempt(subject)) {
      return undefined;
    }
    const found = paths.flatMap(path => {
      const ways = openingWays(subject, path, context, rule);
      return ways.length > 0 ? [{ path, ways }] : [];
    });
    if (found.length === 0) {
      return undefined;
    }
    const worst = Math.max(
      ...found.map(({ path }) => SEVERITIES.indexOf(path.severity)),
    );
    return {
      severity: rule.severityOf?.(subject) ?? SEVERITIES[worst],
      reads: [],
      ways: found.flatMap(({ ways }) => ways),
    };
  },
}));

/** One for each place. */
function openingWays(
  subject: RiskSubject,
  path: AccessPathKind,
  context: RiskContext,
  { isExpected }: WayRule,
): SubjectRight[] {
  const reader = readerOf(subject);
  const byPlace = new Map<string | undefined, SubjectRight>();
  for (const match of subject.waysOf(path)) {
    const { namespace, evidence } = match;
    if (
      !byPlace.has(namespace) &&
      !isExpected?.(subject, namespace) &&
      opensMore(reader, path.id, match, context)
    ) {
      byPlace.set(namespace, { kind: path.id, namespace, evidence });
    }
  }
  return [...byPlace.values()];
}
