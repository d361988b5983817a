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
  type AccessPathKind,
  accessPathKindOf,
  type AccessPath,
  type AccessStep,
  hasTooMany,
  isDirectPath,
} from '@keyward/kube-access';
import type { KnownSystems } from '@keyward/kube-model/systems';
import type { VisibilityFilter } from '../store/inventory';
import type { AccessOptions } from './readMatrix';
import {
  LOGS_IN,
  isRemote,
  readRemoteAccess,
  type ReadableSecret,
} from './remoteAccess';
import { hideSecrets, placesOf, visibleSecrets } from './visibleSecrets';

/** Steps that need no right. */
const STRUCTURAL_TITLES: Record<string, string> = {
  among: 'Is one of these',
  'applied-as': 'Is applied as this account',
  delivers: 'Is where the value comes from',
  reads: 'Reads from the provider',
  everything: 'May do everything',
  'gives-role': 'Gives this role',
  'has-cloud-identity': 'Has this identity in the cloud',
  'has-identity': 'Has the identity of the node',
  'holds-manifest': 'Holds a copy of it in the manifest of a release',
  'holds-token': 'Holds the token of a ServiceAccount',
  'is-node': 'Is a node',
  'is-release-record': 'Is the record of a Helm release',
  'is-sealing-key': 'Is a key of the Sealed Secrets controller',
  'member-of': 'Is a member of the group',
  mounts: 'Mounts it',
  'names-project': 'May name this AppProject',
  'opens-sealed': 'Opens what was sealed for it',
  'opens-store': 'Opens this store',
  'past-rbac': 'Is not asked by any authorizer',
  runs: 'Runs these pods',
  'runs-as': 'Runs as this ServiceAccount',
  'too-many-to-follow': 'Has too many rights to follow',
};

const TOO_MANY =
  'These rights are too many to follow one by one: they count as reaching everything that they might.';

/** A step in words, and how a person checks it. */
export interface DescribedStep extends AccessStep {
  title: string;
  explanation?: string;
  severity?: AccessPathKind['severity'];
  source?: string;
  /** What kubectl shows the same by. */
  command?: string;
}

/** Why a subject reaches a secret. */
export interface DescribedPath {
  access: 'direct' | 'indirect';
  steps: DescribedStep[];
}

/**
 * A shortest path, with names of other Secrets on it only where the caller may
 * see these.
 */
export async function readPath(
  { graphs, knex }: Pick<AccessOptions, 'graphs' | 'knex'>,
  secret: ReadableSecret,
  subject: string,
  visibility: VisibilityFilter,
): Promise<DescribedPath | undefined> {
  if (isRemote(secret)) {
    return await readRemotePath({ graphs, knex }, secret, subject, visibility);
  }
  const { graph } = await graphs.of(secret.sourceId);
  const path = graph.path(subject, secret);
  if (!path) {
    return undefined;
  }
  const { sourceId } = secret;
  const query = { visibility, sourceId };
  const visible = await visibleSecrets(knex, query, placesOf(path));
  // The caller sees it also where it is only referred to and not there.
  return describePath(
    path,
    new Set([path.target, ...visible.keys()]),
    graphs.systems,
  );
}

/** To a secret that a ServiceAccount reads by a login, of which the last step says what lets it in. */
async function readRemotePath(
  { graphs, knex }: Pick<AccessOptions, 'graphs' | 'knex'>,
  secret: ReadableSecret,
  subject: string,
  visibility: VisibilityFilter,
): Promise<DescribedPath | undefined> {
  const { paths } = await readRemoteAccess({ graphs, knex }, secret);
  const found = paths.find(({ path }) => path.subject === subject);
  if (!found) {
    return undefined;
  }
  const { path, by, how, clusterId } = found;
  const visible = await visibleSecrets(
    knex,
    { visibility, sourceId: clusterId },
    placesOf(path).filter(place => place !== path.target),
  );
  const { steps } = describePath(path, visible, graphs.systems);
  return {
    access: steps.length === 1 ? 'direct' : 'indirect',
    steps: steps.map(step =>
      step.kind === LOGS_IN
        ? {
            ...step,
            title: `Logs in to ${secret.sourceTitle} from ${clusterId}`,
            explanation:
              how ??
              `${by} lets this ServiceAccount log in, and its policies let it read the value.`,
          }
        : step,
    ),
  };
}

/** A path in words, without the names of Secrets that are not among the visible ones. */
export function describePath(
  path: AccessPath,
  visible: { has(place: string): boolean },
  systems: KnownSystems,
): DescribedPath {
  return {
    access: isDirectPath(path) ? 'direct' : 'indirect',
    steps: hideSecrets(path.steps, visible).map(step =>
      describeStep(step, path.subject, systems),
    ),
  };
}

function describeStep(
  { from, to, kind, evidence }: AccessStep,
  subject: string,
  systems: KnownSystems,
): DescribedStep {
  const known = accessPathKindOf(kind, systems);
  const isTooMany = hasTooMany({ steps: [{ from, to, kind, evidence }] });
  return {
    from,
    to,
    kind,
    evidence,
    title: known?.title ?? STRUCTURAL_TITLES[kind] ?? kind,
    ...(isTooMany && { explanation: TOO_MANY }),
    ...(known && {
      explanation: isTooMany
        ? `${TOO_MANY} ${known.explanation}`
        : known.explanation,
      severity: known.severity,
      source: known.source,
      command: commandOf(known, evidence[0]?.binding, actorOf(from, subject)),
    }),
  };
}

/** Who acts in a step: the one before it, or who holds what it begins with. */
function actorOf(from: string, subject: string): string {
  return from.startsWith('u:') || from.startsWith('g:') ? from : subject;
}

function commandOf(
  { needs }: AccessPathKind,
  binding: string | undefined,
  actor: string,
): string | undefined {
  const [{ verbs, resources }] = needs;
  const [group, resource] = resources[0];
  const [plural, subresource] = resource.split('/');
  // As `RoleBinding shop/readers`, or without a namespace for all of them.
  const [, place = ''] = binding?.split(' ') ?? [];
  const [namespace] = place.includes('/') ? place.split('/') : [];
  const as = actor.startsWith('g:')
    ? `--as=somebody --as-group=${actor.slice(2)}`
    : `--as=${actor.slice(2)}`;
  return [
    'kubectl auth can-i',
    verbs[0],
    group ? `${plural}.${group}` : plural,
    ...(subresource ? [`--subresource=${subresource}`] : []),
    namespace ? `-n ${namespace}` : '-A',
    as,
  ].join(' ');
}
