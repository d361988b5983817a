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

import type { Random } from './Random';
import { SOURCES } from './randomEstate';

/** What was answered, by what was asked. */
export type Answers = Map<string, string>;

const MOST_PAGES = 20;
/** Each question is put in so many of the estates: all of them in all takes minutes. */
const SHARE = 0.3;
const OWN = ['payments', 'checkout', 'platform', 'places', 'lists', 'selects'];
const STARTS = [
  'u:ann',
  'g:readers',
  'g:system:authenticated',
  'u:system:serviceaccount:payments:runner',
  'pod:checkout/one-0',
];
const EVIDENCE = [
  'environments-apart',
  'least-privilege',
  'no-plain-text',
  'secrets-owned',
  'secrets-used',
  'values-not-reused',
  'value-age',
];
const ORDERS = {
  '/secrets': [
    'attention,desc',
    'class,asc',
    'namespace,desc',
    'consumers,desc',
    'age,asc',
  ],
  '/findings': [
    'severity,desc',
    'dueAt,asc',
    'firstSeen,desc',
    'rule,asc',
    'name,desc',
  ],
};

/** How the API and the actions are asked. */
export interface Askable {
  random: Random;
  ask(url: string, method?: string, body?: object): Promise<string>;
  act(name: string, input: {}): Promise<string>;
}

/**
 * Asks each route and each action, of what is on the lists among other things, and
 * notes what is answered.
 */
export async function askEverything(
  answers: Answers,
  { random, ask, act }: Askable,
): Promise<void> {
  const get = async (url: string) => {
    const answer = await ask(url);
    answers.set(url, answer);
    return answer;
  };
  const perform = async (name: string, input: {}) =>
    answers.set(`${name} ${JSON.stringify(input)}`, await act(name, input));
  const list = async (url: string) => {
    let answer = await get(url);
    for (let page = 1; page < MOST_PAGES; page++) {
      const cursor = parse(answer).nextCursor;
      if (!cursor) {
        return;
      }
      const next = `${url}${url.includes('?') ? '&' : '?'}cursor=${cursor}`;
      answer = await ask(next);
      answers.set(`page ${page} of ${url}`, `${next}\n${answer}`);
    }
  };
  const entityRef = `component:default/${random.pick(OWN)}`;
  const ofEntity = `entityRef=${encodeURIComponent(entityRef)}`;
  const scope = random.pick(['', `&${ofEntity}`]);
  const sourceId = random.pick(SOURCES);
  const start = random.pick(STARTS);
  const deletions = [{ kind: 'ClusterRoleBinding', name: 'r0' }];

  const ranked = random.pick(['subjects', 'grants', 'namespaces', 'risks']);
  const questions = [
    () => get(`/secrets?limit=200&${ofEntity}`),
    () =>
      list(
        `/secrets?limit=4&orderBy=${random.pick(ORDERS['/secrets'])}${scope}`,
      ),
    () => get(`/secrets/summary?${scope}`),
    () => get('/secrets/export'),
    () => get(`/findings?limit=200&${ofEntity}`),
    () =>
      list(
        `/findings?limit=4&orderBy=${random.pick(ORDERS['/findings'])}${scope}`,
      ),
    () => get(`/findings?state=${random.pick(['resolved', 'suppressed'])}`),
    () => get(`/findings/summary?${scope}`),
    () => get(`/findings/export?${scope}`),
    () => get(`/rotation/summary?${scope}`),
    () => list(`/rotation/keys?limit=5${scope}`),
    () => get(`/rotation/calendar?${scope}`),
    () => list(`/rotation/history?limit=2${scope}`),
    () => list(`/certificates?limit=2${scope}`),
    () => list(`/access/matrix?limit=5${scope}`),
    () => get(`/access/export?${scope}`),
    () => get(`/access/recommendations?${ofEntity}`),
    () =>
      list(
        `/access/reach?limit=4&sourceId=${sourceId}&start=${encodeURIComponent(
          start,
        )}`,
      ),
    () => get(`/claims?${ofEntity}`),
    () => get(`/compliance?${ofEntity}`),
    () =>
      list(
        `/compliance/evidence?limit=2&${ofEntity}&check=${random.pick(
          EVIDENCE,
        )}&verdict=${random.pick(['fail', 'unknown'])}`,
      ),
    () => get('/sources'),
    () => get(`/access/${ranked}`),
    async () =>
      answers.set(
        'what-if',
        await ask('/access/what-if', 'POST', { sourceId, deletions }),
      ),
    () => perform('list-secrets', { entityRef }),
    () => perform('list-findings', { entityRef }),
    () => perform('list-due', { entityRef }),
    () => perform('list-requests', { entityRef }),
    () => perform('list-sources', {}),
    () => perform('what-is-at-risk', { sourceId, start }),
    () => perform('what-would-change', { sourceId, deletions }),
  ];
  for (const question of random.some<() => Promise<unknown>>(
    questions,
    SHARE,
  )) {
    await question();
  }

  const secrets = parse(answers.get('the list at 0')!).items ?? [];
  if (secrets.length > 0) {
    const { id } = random.pick<{ id: string }>(secrets);
    await get(`/secrets/by-id/${id}`);
    await list(`/secrets/by-id/${id}/history?limit=2`);
    await get(`/secrets/by-id/${id}/rotation-impact`);
    const readers = parse(await get(`/secrets/by-id/${id}/readers`));
    const subjects = (readers.items ?? []).map(
      (each: { id: string }) => each.id,
    );
    for (const subject of subjects.slice(0, 2)) {
      await get(
        `/access/path?secretId=${id}&subject=${encodeURIComponent(subject)}`,
      );
    }
    await perform('describe-secret', { id });
    await perform('who-can-reach', { id });
  }
  const findings = parse(answers.get('decided at 0')!).items ?? [];
  if (findings.length > 0) {
    const { id } = random.pick<{ id: string }>(findings);
    await get(`/findings/by-id/${id}`);
    await perform('explain-finding', { id });
  }
}

/** The body of an answer; of one that is none, an empty object. */
function parse(answer: string): Record<string, any> {
  try {
    return JSON.parse(answer.slice(4).split('\n')[0]);
  } catch {
    return {};
  }
}
