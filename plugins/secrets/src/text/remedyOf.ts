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

import { type Finding } from '@keyward/backstage-plugin-secrets-common';

/** The tabs of a secret's page, as its address names them. */
export const SECRET_TABS = [
  'keys',
  'certificates',
  'consumers',
  'readers',
  'findings',
  'impact',
  'history',
  'metadata',
] as const;

export type SecretTab = (typeof SECRET_TABS)[number];

/** Where a finding is remedied: at a tab of its secret's page, or by a command. */
export type FindingRemedy = { tab: SecretTab } | { command: string };

const TABS: Record<string, SecretTab> = {
  'rotation-due': 'impact',
  'weak-value': 'impact',
  duplicate: 'impact',
  'environment-shared': 'impact',
  'missing-secret': 'consumers',
  'secret-in-env': 'consumers',
  orphaned: 'consumers',
  unused: 'readers',
  'legacy-service-account-token': 'readers',
};

/** The next step towards the remedy; undefined for what this page does not know. */
export function remedyOf(finding: Finding): FindingRemedy | undefined {
  const { rule, secret, evidence } = finding;
  const kubectl = (verb: string, kind: string, name: string) => ({
    command: commandOf(verb, { kind, namespace: secret.namespace, name }),
  });
  const isInCluster = secret.system === undefined;
  if (secret.kind) {
    // Names of resources of a cluster begin with the kind of the object.
    const [kind, name] = splitName(secret.name) ?? [secret.kind, secret.name];
    return isInCluster
      ? kubectl(rule === 'exposed-value' ? 'edit' : 'describe', kind, name)
      : undefined;
  }
  if (rule === 'delivery-failed') {
    const [kind, name] = String(evidence.deliverer ?? '').split('/');
    return name && isInCluster
      ? kubectl('describe', kind, name)
      : { tab: 'history' };
  }
  if (Object.hasOwn(TABS, rule)) {
    return { tab: TABS[rule] };
  }
  return rule.startsWith('certificate-') ? { tab: 'certificates' } : undefined;
}

function splitName(name: string): [string, string] | undefined {
  const end = name.indexOf('/');
  return end < 0 ? undefined : [name.slice(0, end), name.slice(end + 1)];
}

/** The command that shows a binding, given as `RoleBinding shop/readers`. */
export function describeBinding(binding: string): string {
  const [kind, path = ''] = binding.split(' ');
  const [namespace, name] = path.includes('/') ? path.split('/') : ['', path];
  return commandOf('describe', { kind, namespace, name });
}

/** A command of kubectl about one object; the namespace is empty of what is in none. */
function commandOf(
  verb: string,
  { kind, namespace, name }: { kind: string; namespace: string; name: string },
): string {
  return [
    `kubectl ${verb}`,
    ...(namespace ? ['--namespace', quote(namespace)] : []),
    quote(`${kind.toLowerCase()}/${name}`),
  ].join(' ');
}

/** For a shell: names of Kubernetes need no quotes, others get them. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
