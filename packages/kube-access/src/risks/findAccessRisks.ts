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

import type { AccessObject } from '../objects';
import type { AccessEvidence } from '../paths';
import { findDanglingBindings } from './findDanglingBindings';
import { NeedTable } from './NeedTable';
import { Reach } from './Reach';
import { readGrants } from './readGrants';
import { accessIntoProduction } from './rules/accessIntoProduction';
import { accessWithoutNeed } from './rules/accessWithoutNeed';
import { broadGroupAccess } from './rules/broadGroupAccess';
import { clusterWideRead } from './rules/clusterWideRead';
import { crossNamespaceAccess } from './rules/crossNamespaceAccess';
import { defaultAccountAccess } from './rules/defaultAccountAccess';
import { listWithoutNeed } from './rules/listWithoutNeed';
import { mastersAccess } from './rules/mastersAccess';
import { standingUserAccess } from './rules/standingUserAccess';
import type { FoundRisk, RiskContext, RiskRule } from './rules/types';
import { wayRules } from './rules/wayRules';
import { wildcardSecretRead } from './rules/wildcardSecretRead';
import { SecretMap } from './SecretMap';
import type { RiskSubject } from './SubjectAccess';
import type { AccessNeed, AccessRisk, AccessRiskOptions } from './types';

/** The rules about subjects. */
export const RISK_RULES: RiskRule[] = [
  wildcardSecretRead,
  clusterWideRead,
  listWithoutNeed,
  defaultAccountAccess,
  broadGroupAccess,
  standingUserAccess,
  crossNamespaceAccess,
  accessIntoProduction,
  accessWithoutNeed,
  ...wayRules,
  mastersAccess,
];

/**
 * What is wrong with the rights of a cluster: one risk for each subject and
 * kind, with all bindings behind it, and one for each binding that names what
 * is not there. Subjects that are part of Kubernetes itself are left out.
 *
 * Indirect ways count as far as a subject's own rights open them; what follows
 * from there is for the graph to say. Where `needs` is undefined, risks that
 * are about needs are not looked for. The time it takes grows with the rights
 * and the Secrets, not with their product.
 *
 * @public
 */
export function* findAccessRisks(
  objects: Iterable<AccessObject>,
  needs: Iterable<AccessNeed> | undefined,
  options: AccessRiskOptions = {},
): Generator<AccessRisk> {
  const all = [...objects];
  const { subjects, opened } = readGrants(all);
  const context = contextOf(all, needs && [...needs], { ...options, opened });
  for (const subject of subjects()) {
    for (const rule of RISK_RULES) {
      const found = rule.find(subject, context);
      const risk = found && riskOf(rule, subject, found, context.secrets);
      if (risk) {
        yield risk;
      }
    }
  }
  const complete = new Set(options.complete);
  yield* findDanglingBindings(all, complete, context.secrets);
}

/** What rules know besides the subject. */
export function contextOf(
  objects: AccessObject[],
  needs: AccessNeed[] | undefined,
  {
    isProduction = () => undefined,
    opened,
  }: AccessRiskOptions & Pick<RiskContext, 'opened'>,
): RiskContext {
  const secrets = new SecretMap();
  const production = new SecretMap();
  // It may be dear, and there are more rights than namespaces.
  const known = new Map<string, boolean | undefined>();
  const isKnownProduction = (namespace: string) => {
    if (!known.has(namespace)) {
      known.set(namespace, isProduction(namespace));
    }
    return known.get(namespace);
  };
  for (const object of objects) {
    if (object.kind === 'Namespace') {
      secrets.addNamespace(object.name);
      if (isKnownProduction(object.name)) {
        production.addNamespace(object.name);
      }
    } else if (object.kind === 'Secret') {
      secrets.add(object.namespace, object.name);
      if (isKnownProduction(object.namespace)) {
        production.add(object.namespace, object.name);
      }
    }
  }
  return {
    secrets,
    production,
    isProduction: isKnownProduction,
    opened,
    hasAwsAuth: objects.some(({ kind }) => kind === 'ConfigMap'),
    ...(needs && {
      needs: new NeedTable(needs),
      listNeeds: new NeedTable(
        needs.filter(
          ({ verbs = [] }) => verbs.includes('list') || verbs.includes('watch'),
        ),
      ),
    }),
  };
}

/** A risk of what a rule has found; undefined where it opens nothing that there is. */
export function riskOf(
  { kind }: RiskRule,
  { place }: RiskSubject,
  { severity, reads, ways = [], secrets: only, except }: FoundRisk,
  all: SecretMap,
): AccessRisk | undefined {
  const secrets = only ?? all;
  const reach = new Reach();
  const causes = new Map<string, AccessEvidence>();
  const paths = new Set<string>();
  // Single Secrets that are not there can be read by nobody.
  const real = reads.filter(
    ({ namespace, names }) =>
      !names || all.isEmpty || secrets.hasAny(namespace, names),
  );
  for (const read of real) {
    reach.addRead(read);
  }
  for (const { namespace } of ways) {
    reach.addWay(namespace);
  }
  for (const right of [...real, ...ways]) {
    paths.add(right.kind);
    for (const evidence of right.evidence) {
      const { binding, role, rule } = evidence;
      causes.set(JSON.stringify([binding, role, rule]), evidence);
    }
  }
  return causes.size > 0
    ? {
        id: `${kind} ${place}`,
        kind,
        severity,
        subject: place,
        causes: [...causes.values()],
        paths: [...paths],
        extent: secrets.extentOf(reach, except),
        explanation: kind,
      }
    : undefined;
}
