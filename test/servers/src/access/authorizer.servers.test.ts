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

import { setTimeout as delay } from 'node:timers/promises';
import { createAccessIndex } from '@keyward/kube-access';
import { useLivingCluster } from '../useLivingCluster';
import { createRandom } from './createRandom';
import { generateQuestions } from './generateQuestions';
import { generateRbac } from './generateRbac';
import { readCluster } from './readCluster';
import { reviewAll } from './subjectAccessReview';

const SEED = 20_261_123;
const QUESTIONS = 12_000;

const cluster = useLivingCluster({
  clusterName: 'access',
  // It fills the aggregated ClusterRoles.
  controllerManager: true,
  scheduler: false,
  kwok: false,
  apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
});

const pod = (name: string, nodeName: string, more: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: {
    nodeName,
    serviceAccountName: 'api',
    containers: [{ name: 'main', image: 'example.com/api:1', ...more }],
    volumes: [
      { name: 'db', secret: { secretName: 'db' } },
      { name: 'settings', configMap: { name: 'tls' } },
    ],
  },
});

async function untilAggregated() {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/sum-';
  for (let part = 0; part < 7; part++) {
    for (let tries = 0; tries < 300; tries++) {
      const { rules } = await cluster().api.call('GET', `${path}${part}`);
      if (rules?.length > 0) {
        break;
      }
      await delay(100);
    }
  }
}

describe('the access index', () => {
  it(`answers ${QUESTIONS} questions as the API server does`, async () => {
    const random = createRandom(SEED);
    await cluster().putObjects(generateRbac(random, 150));
    for (const name of ['n1', 'n2']) {
      await cluster().api.call('POST', '/api/v1/nodes', {
        body: { apiVersion: 'v1', kind: 'Node', metadata: { name } },
      });
    }
    const tls = { secretRef: { name: 'tls' } };
    await cluster().putObjects([
      pod('api', 'n1', {}),
      pod('db', 'n2', { envFrom: [tls] }),
    ]);
    await untilAggregated();
    // The authorizers hear of objects a moment after they are stored.
    await delay(2_000);

    const index = createAccessIndex(await readCluster(cluster().api));
    const questions = [...generateQuestions(random, QUESTIONS)];
    const expected = await reviewAll(cluster().api, questions);
    const wrong = questions.filter(
      (question, at) => index.allows(question) !== expected[at],
    );
    expect(wrong).toEqual([]);
    // Neither side may win by always saying the same.
    const allowed = expected.filter(Boolean).length / QUESTIONS;
    expect(allowed).toBeGreaterThan(0.15);
    expect(allowed).toBeLessThan(0.85);
    const byNode = questions.filter(
      ({ user, resource }, at) =>
        user?.startsWith('system:node:n') &&
        resource === 'secrets' &&
        expected[at],
    );
    expect(byNode.length).toBeGreaterThan(0);
  }, 180_000);
});
