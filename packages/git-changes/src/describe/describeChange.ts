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

import type { ChangeWarning, PlannedTarget } from '../plan';
import type { SealedTarget } from '../types';
import { codeSpan } from './codeSpan';

const MOST_IN_TITLE = 3;

/**
 * A target, and what people know it by.
 *
 * @public
 */
export interface DescribedTarget {
  target: SealedTarget;
  planned: PlannedTarget;
  /** The name of the cluster. */
  cluster: string;
  /** SHA-256 of the certificate that the values were sealed with. */
  certificate: string;
}

/**
 * What a pull request says.
 *
 * @public
 */
export interface ChangeDescription {
  /** Of the pull request and of the commit; it has names of Kubernetes and no text of people. */
  title: string;
  /** Markdown. */
  body: string;
}

/**
 * Describes a change to those who review it: what, why, which risk, how to check it and
 * how to take it back. Texts of people stand in code spans.
 *
 * @param options - `entity`, `requester`: as the catalog calls them; `reason`: free text;
 *   `link`: the page of the request
 * @public
 */
export function describeChange(options: {
  targets: readonly DescribedTarget[];
  warnings: readonly ChangeWarning[];
  entity: string;
  requester: string;
  reason?: string;
  link: string;
}): ChangeDescription {
  const { targets, warnings, entity, requester, reason, link } = options;
  const sections = [
    ['What', describeWhat(targets)],
    [
      'Why',
      `${codeSpan(requester)} requests it for ${codeSpan(entity)}${
        reason ? `: ${codeSpan(reason)}` : '.'
      }`,
    ],
    ['Risk', describeRisk(targets, warnings)],
    ['How to check', describeCheck(targets)],
    ['How to roll back', describeRollBack(targets)],
    ['Request', `<${checkLink(link)}>`],
  ];
  return {
    title: describeTitle(targets),
    body: `${sections
      .map(([heading, text]) => `## ${heading}\n\n${text}`)
      .join('\n\n')}\n`,
  };
}

function describeTitle(targets: readonly DescribedTarget[]): string {
  const isNew = targets.every(({ planned }) => planned.isNew);
  const names = [
    ...new Set(
      targets.map(({ target }) => `${target.namespace}/${target.name}`),
    ),
  ];
  const rest = names.length - MOST_IN_TITLE;
  const shown = names.slice(0, MOST_IN_TITLE).join(', ');
  return `${isNew ? 'Add sealed secret' : 'Update sealed values of'} ${shown}${
    rest > 0 ? ` and ${rest} more` : ''
  }`;
}

function describeWhat(targets: readonly DescribedTarget[]): string {
  return targets
    .map(({ target, planned, cluster, certificate }) => {
      const lines = [
        `- ${codeSpan(
          `${target.namespace}/${target.name}`,
        )} in cluster ${codeSpan(cluster)}, scope ${
          target.scope
        }, in ${codeSpan(planned.path)}`,
        ...describeKeys('new values', planned.added),
        ...describeKeys('replaced values', planned.replaced),
        ...describeReference(target),
        `  - sealed with the certificate ${codeSpan(certificate)} (SHA-256)`,
      ];
      return lines.join('\n');
    })
    .join('\n');
}

function describeKeys(what: string, keys: readonly string[]): string[] {
  return keys.length === 0
    ? []
    : [`  - ${what}: ${keys.map(codeSpan).join(', ')}`];
}

function describeReference({ reference }: SealedTarget): string[] {
  if (!reference) {
    return [];
  }
  const { kind, name, use, reload } = reference;
  const workload = codeSpan(`${kind} ${name}`);
  return [
    ...(use ? [`  - ${workload} refers to it (${use.as})`] : []),
    ...(reload
      ? [`  - Reloader restarts ${workload} when the Secret changes`]
      : []),
  ];
}

function describeRisk(
  targets: readonly DescribedTarget[],
  warnings: readonly ChangeWarning[],
): string {
  const isReplacing = targets.some(
    ({ planned }) => planned.replaced.length > 0,
  );
  const lines = [
    'The values are encrypted. Only the controllers of the clusters named above can decrypt them.',
    ...(isReplacing
      ? [
          'Replaced values take effect once the Secret is updated and its consumers read it again. Make sure that the new values are in force where they are checked.',
        ]
      : []),
    ...warnings.map(
      ({ message, where, remedy }) =>
        `${codeSpan(where)}: ${message} ${remedy}`,
    ),
  ];
  return lines.map(line => `- ${line}`).join('\n');
}

function describeCheck(targets: readonly DescribedTarget[]): string {
  const commands = targets.flatMap(({ target: { namespace, name } }) => [
    `kubectl --namespace ${namespace} get sealedsecret ${name}`,
  ]);
  return [
    'The changed files hold nothing but sealed values and what is named above. After the merge, the request shows when the values are applied and unsealed; so does:',
    '',
    '```sh',
    ...new Set(commands),
    '```',
  ].join('\n');
}

function describeRollBack(targets: readonly DescribedTarget[]): string {
  return targets.every(({ planned }) => planned.isNew)
    ? 'Revert the merge. The Secret is deleted with its manifest where GitOps prunes.'
    : 'Revert the merge: the previous sealed values are applied again. Values that were revoked meanwhile stay revoked.';
}

function checkLink(link: string): string {
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError('The link of a request is no address of a page');
  }
  return url.href.replace(/[<>\s]/g, character =>
    encodeURIComponent(character),
  );
}
