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
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  SourceAccessQuestion,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import { type ClusterClient, ClusterError } from '@keyward/kube-collector';

const PATH = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const LONGEST_ANSWER = 64 * 1024;
const ANSWER_MS = 10_000;
/** When all is read, and nobody waits. */
const FIRST_MS = 120_000;
const EVERY_MS = 3_600_000;
/** Rights may have changed meanwhile: a difference counts if it is still there. */
const AGAIN_MS = 30_000;
const NAMED = 3;

/** What {@link followAccess} works with. */
export interface AccessCheckOptions {
  client: Pick<ClusterClient, 'post'>;
  signal: AbortSignal;
  /** Questions with Keyward's answers; these answered anew. */
  questions(
    again?: readonly SourceAccessQuestion[],
  ): Promise<SourceAccessQuestion[]>;
  firstMs?: number;
  everyMs?: number;
  againMs?: number;
}

interface Answer {
  allowed: boolean;
  reason: string;
}

interface Difference {
  question: SourceAccessQuestion;
  answer: Answer;
}

const NOT_CHECKED: SourceProblem = {
  code: 'access-not-checked',
  message:
    'Who can reach Secrets is not checked against the API server: that needs the right to create subjectaccessreviews',
  remedy:
    'Give it to the account as deploy/kubernetes/reader.yaml does. It reads nothing of the cluster but whether somebody may do something.',
};

/**
 * Asks the API server from time to time about some rights to read Secrets, and tells where it
 * answers otherwise than Keyward does.
 *
 * @param onChecked - takes what is to be said of the source; nothing if all is the same
 */
export async function followAccess(
  options: AccessCheckOptions,
  onChecked: (warnings: SourceProblem[]) => Promise<void>,
): Promise<void> {
  const { signal, firstMs = FIRST_MS, everyMs = EVERY_MS } = options;
  await sleep(firstMs, undefined, { signal, ref: false });
  while (!signal.aborted) {
    try {
      await onChecked(await checkAccess(options));
    } catch (error) {
      // The collector reports what keeps it from reading as well; what was said stands.
      if (error instanceof ClusterError && error.code === 'forbidden') {
        await onChecked([NOT_CHECKED]);
      }
    }
    await sleep(everyMs, undefined, { signal, ref: false });
  }
}

async function checkAccess(
  options: AccessCheckOptions,
): Promise<SourceProblem[]> {
  const asked = await options.questions();
  let differences = await differencesIn(options, asked);
  if (differences.length > 0) {
    await sleep(options.againMs ?? AGAIN_MS, undefined, {
      signal: options.signal,
      ref: false,
    });
    differences = await differencesIn(
      options,
      await options.questions(differences.map(({ question }) => question)),
    );
  }
  const beyond = differences.filter(isByAnother);
  const others = differences.filter(each => !isByAnother(each));
  return [
    ...(beyond.length > 0
      ? [
          {
            code: 'other-authorizer-grants',
            message: `Another authorizer of the API server also grants rights to read Secrets, ${
              beyond.length
            } of ${asked.length} that were asked about: ${describe(beyond)}`,
            remedy:
              'Keyward knows RBAC and nodes alone, so more subjects may reach Secrets than it shows. Look at the authorizers that the API server is started with.',
          },
        ]
      : []),
    ...(others.length > 0
      ? [
          {
            code: 'access-answers-differ',
            message: `The API server answers otherwise than Keyward about ${
              others.length
            } of ${asked.length} rights to read Secrets: ${describe(others)}`,
            remedy:
              'An authorizer before RBAC may refuse what RBAC grants. If there is none, please report it: Keyward is wrong there.',
          },
        ]
      : []),
  ];
}

async function differencesIn(
  options: AccessCheckOptions,
  questions: SourceAccessQuestion[],
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const question of questions) {
    const answer = await ask(options, question);
    if (answer.allowed !== question.allowed) {
      differences.push({ question, answer });
    }
  }
  return differences;
}

/** RBAC says of itself that it was the one to allow something. */
function isByAnother({ answer: { allowed, reason } }: Difference): boolean {
  return allowed && !reason.startsWith('RBAC:');
}

function describe(differences: Difference[]): string {
  const named = differences
    .slice(0, NAMED)
    .map(
      ({ question: { user, groups, verb, namespace, name }, answer }) =>
        `${user} (${groups.join(', ')}) ${
          answer.allowed ? 'may' : 'may not'
        } ${verb} ${namespace}/${name}`,
    );
  const more = differences.length - named.length;
  return named.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

async function ask(
  { client, signal }: AccessCheckOptions,
  { user, groups, verb, namespace, name }: SourceAccessQuestion,
): Promise<Answer> {
  const response = await client.post(
    PATH,
    {
      contentType: 'application/json',
      body: JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user,
          groups,
          resourceAttributes: { verb, resource: 'secrets', namespace, name },
        },
      }),
    },
    { signal, answerMs: ANSWER_MS },
  );
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.length > LONGEST_ANSWER) {
      throw new ClusterError('too-large', {
        path: PATH,
        what: 'the answer is too long',
      });
    }
  }
  const status = readStatus(text);
  if (typeof status?.allowed !== 'boolean') {
    throw new ClusterError('bad-answer', {
      path: PATH,
      what: 'the answer is no review',
    });
  }
  return { allowed: status.allowed, reason: String(status.reason ?? '') };
}

/** What a parser says of an answer quotes it. */
function readStatus(
  text: string,
): { allowed?: unknown; reason?: unknown } | undefined {
  try {
    return JSON.parse(text)?.status;
  } catch {
    return undefined;
  }
}
