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
import type { UnlistedKind } from '@keyward/observation';
import {
  type ClusterError,
  type ClusterErrorCode,
  OF_ONE_REQUEST,
} from '../client';
import {
  type FoundStreams,
  type LeftOutKind,
  parseKindName,
  type Stream,
} from '../streams';
import { someOf } from './problemOf';
import type { StreamFollower } from './StreamFollower';
import type { CollectorProblem } from './types';

const ROLE = 'deploy/kubernetes/reader-custom-kinds.yaml';
const NAMESPACED_ROLE = 'deploy/kubernetes/reader-namespaced.yaml';
const LABEL = 'keyward.io/aggregate-to-reader';

/** What ends what was listed before: later objects are not seen, or none is kept. */
const NONE_KEPT: ClusterErrorCode[] = ['forbidden', 'too-many'];

/** Reasons for which naming a kind would not help. */
const NOT_NAMED: LeftOutKind['reason'][] = ['no-answer', 'no-namespace'];

const LEFT_OUT: Record<LeftOutKind['reason'], string> = {
  'bad-answer': 'their schemas cannot be read',
  budget: 'there is more to read of schemas than is read at a time',
  'no-answer': 'what serves them does not answer',
  'no-discovery': '',
  'no-namespace': 'they are in no namespace, and only some are followed',
  'too-large': 'the document with their schemas is too large',
  'too-many-kinds': 'there are too many kinds',
};

/** A stream of a kind that nobody asked for, and why it is not listed. */
export interface UnlistedStream {
  stream: Stream;
  error: ClusterError;
  /** The namespaces of which it is not; absent if that is all of it. */
  namespaces?: string[];
}

/** Whether a kind that nobody asked for is not listed: no fault of the source as a whole. */
export function isUnlisted({ stream, status }: StreamFollower): boolean {
  const code = status.error?.code;
  return (
    stream.discovered !== undefined &&
    code !== undefined &&
    (NONE_KEPT.includes(code) ||
      (!status.synced && OF_ONE_REQUEST.includes(code)))
  );
}

/** What of a stream is not listed. */
export function unlistedOf(follower: StreamFollower): UnlistedStream[] {
  const { stream, status } = follower;
  if (isUnlisted(follower)) {
    return [{ stream, error: status.error! }];
  }
  return status.unread ? [{ stream, ...status.unread }] : [];
}

/** Whether it is known if a kind that nobody asked for can be listed. */
export function isDecided(follower: StreamFollower): boolean {
  const { stream, status } = follower;
  return (
    stream.discovered === undefined || status.synced || isUnlisted(follower)
  );
}

/** Where objects may use Secrets that are not seen. */
export function unlistedKindsOf(
  unlisted: UnlistedStream[],
  { leftOut }: FoundStreams,
): UnlistedKind[] {
  const kinds = new Map<string, UnlistedKind>();
  for (const { stream, namespaces } of unlisted) {
    const { resource: name, namespace } = stream;
    const before = kinds.get(name)?.namespaces ?? [];
    const own = namespaces ?? (namespace === undefined ? [] : [namespace]);
    kinds.set(
      name,
      own.length === 0 ? { name } : { name, namespaces: [...before, ...own] },
    );
  }
  const hidden = leftOut.map(({ name }) => ({ ...(name && { name }) }));
  return [...kinds.values(), ...hidden];
}

/** What is to be said of kinds that are not listed, with what mends it. */
export function unlistedWarnings(
  unlisted: UnlistedStream[],
  { leftOut, open }: FoundStreams,
  isNamespaced: boolean,
): CollectorProblem[] {
  const forbidden = unlisted
    .filter(({ error }) => error.code === 'forbidden')
    .map(({ stream }) => stream.resource);
  const failed = unlisted.filter(({ error }) => error.code !== 'forbidden');
  return [
    ...(forbidden.length > 0
      ? [forbiddenKinds([...new Set(forbidden)].sort(), open, isNamespaced)]
      : []),
    ...failed.map(({ stream, error, namespaces }) => ({
      code: 'kinds-left-out',
      message: `Objects of ${stream.resource}${
        namespaces ? ` in ${someOf(namespaces)}` : ''
      } may name Secrets and are not seen: ${error.message}`,
      remedy: `${
        error.code === 'too-many'
          ? 'Name the kind in secrets.kubernetes.customKinds, to have all of them read.'
          : 'Look at what serves the kind.'
      } If it names no Secrets, list it in secrets.kubernetes.excludeKinds.`,
    })),
    ...leftOutWarnings(leftOut),
  ];
}

function forbiddenKinds(
  names: string[],
  open: string[],
  isNamespaced: boolean,
): CollectorProblem {
  const vague = names.filter(name => open.includes(name));
  const where = isNamespaced
    ? `add the rules below to the Role of ${NAMESPACED_ROLE}`
    : `apply ${ROLE} once, then the lines below`;
  return {
    code: 'unlisted-kinds',
    message: `Objects of ${someOf(
      names,
    )} can name Secrets, and the credential may not list them: which Secrets are unused is not known${
      vague.length > 0
        ? `. The schemas of ${someOf(vague)} do not say what stands in them`
        : ''
    }`,
    remedy: `To have them read, ${where}. Kinds that name no Secrets belong in secrets.kubernetes.excludeKinds.\n\n${rulesFor(
      names,
      isNamespaced,
    )}`,
  };
}

/** The lines of a role by which these kinds can be listed. */
function rulesFor(names: string[], isNamespaced: boolean): string {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const { group, resource } = parseKindName(name);
    groups.set(group, [...(groups.get(group) ?? []), resource]);
  }
  const rules = [...groups].flatMap(([group, resources]) => [
    `  - apiGroups: [${group}]`,
    `    resources: [${resources.join(', ')}]`,
    '    verbs: [list, watch]',
  ]);
  return [
    ...(isNamespaced
      ? []
      : [
          'apiVersion: rbac.authorization.k8s.io/v1',
          'kind: ClusterRole',
          'metadata:',
          '  name: keyward-custom-kinds',
          '  labels:',
          `    ${LABEL}: "true"`,
        ]),
    'rules:',
    ...rules,
  ].join('\n');
}

function leftOutWarnings(leftOut: LeftOutKind[]): CollectorProblem[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return reasons.map(reason => {
    const names = leftOut.flatMap(each =>
      each.reason === reason ? each.name ?? [] : [],
    );
    if (names.length === 0) {
      return {
        code: 'kinds-left-out',
        message:
          'The API server does not tell the schemas of its kinds (/openapi/v3): objects of custom kinds may name Secrets unseen',
        remedy:
          'Name those that do in secrets.kubernetes.customKinds, then set discoverKinds: false.',
      };
    }
    return {
      code: 'kinds-left-out',
      message: `Objects of ${someOf(
        names,
      )} may name Secrets and are not seen, as ${LEFT_OUT[reason]}`,
      remedy: NOT_NAMED.includes(reason)
        ? 'Kinds that name no Secrets belong in secrets.kubernetes.excludeKinds.'
        : `Name those that do, and leave out the others:\n\n${configFor(
            names,
          )}`,
    };
  });
}

/** The lines of configuration by which kinds are taken, or left out. */
function configFor(names: string[]): string {
  const kinds = [...new Set(names)].sort().map(name => {
    const { group, resource } = parseKindName(name);
    return `      - { group: ${group}, resource: ${resource} }`;
  });
  return [
    'secrets:',
    '  kubernetes:',
    '    customKinds:',
    ...kinds,
    '    excludeKinds: []',
  ].join('\n');
}
