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
import type { ResourceRule, Severity } from '../facts';

/** What is wrong with a binding, as its words go on: "The binding …". */
const WORDS: Readonly<Record<string, string>> = {
  'wildcard-secret-read': 'reads all Secrets by a wildcard',
  'cluster-wide-read': 'reads all Secrets of the cluster',
  'list-without-need': 'lets a ServiceAccount list Secrets without a need',
  'default-account-access':
    'gives the ServiceAccount "default" rights over Secrets',
  'broad-group-access': 'gives a broad group a way to Secrets',
  'standing-user-access': 'lets a person read Secrets at any time',
  'cross-namespace-access':
    'gives a ServiceAccount a way to Secrets of another namespace',
  'access-into-production':
    'gives a ServiceAccount outside production a way into production',
  'access-without-need':
    'lets a ServiceAccount read Secrets that it does not need',
  'rights-escalation':
    'lets its subjects bind roles, change them or act as somebody else to reach Secrets',
  'masters-access': 'lets its subjects act as system:masters',
  'pod-creation': 'lets its subjects create pods that mount Secrets',
  'token-creation':
    'lets its subjects create tokens of ServiceAccounts that can reach Secrets',
  'volume-creation': 'lets its subjects open the files of nodes by volumes',
  'node-proxy-access':
    'lets its subjects run commands in any pod by nodes/proxy',
  'certificate-approval':
    'lets its subjects have client certificates signed for anybody',
  'webhook-change': 'lets its subjects change any admission webhook',
  'dangling-binding': 'names an account or a role that does not exist',
};

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/**
 * A RoleBinding or ClusterRoleBinding gives more than is needed. It has one finding
 * for all that is wrong with it. The worst of it names the finding, so that who accepts
 * it has not accepted what is worse and comes later.
 */
export const riskyBinding: ResourceRule = {
  id: 'risky-binding',
  title: 'Risky binding',
  sentence({ evidence: { risks, role, subjects, subjectCount } }) {
    const reasons = listOf(risks).map(kind => WORDS[kind] ?? kind);
    return `${role} for ${describeSubjects(
      listOf(subjects),
      Number(subjectCount),
    )} ${reasons.join('; ')}`;
  },
  remedy:
    'Name the Secrets that are needed in a Role of their namespace, bind it to the subject that needs them, and delete this binding.',
  about: { system: 'kubernetes', kinds: ['binding'] },
  judge({ attributes }) {
    const risks = listOf(attributes.risks).flatMap(text => {
      const [severity, kind] = text.split(' ');
      return isSeverity(severity) ? [{ severity, kind }] : [];
    });
    if (risks.length === 0) {
      return { verdicts: [] };
    }
    risks.sort(
      (one, other) =>
        SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
    );
    const [worst] = risks;
    const subjects = listOf(attributes.subjects);
    return {
      verdicts: [
        {
          item: worst.kind,
          severity: worst.severity,
          evidence: {
            risks: risks.map(({ kind }) => kind),
            role: String(attributes.role),
            subjects,
            subjectCount: Number(attributes.subjectCount ?? subjects.length),
          },
        },
      ],
    };
  },
};

function describeSubjects(names: string[], count: number): string {
  if (names.length === 0) {
    return 'its subjects';
  }
  const others = count - names.length;
  return others > 0
    ? `${names.join(', ')} and ${others} more`
    : names.join(', ');
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isSeverity(text: string): text is Severity {
  return (SEVERITIES as readonly string[]).includes(text);
}
