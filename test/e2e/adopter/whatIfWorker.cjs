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

// Run in the back end of a portal that the packages were installed in: asks the
// thread that works out what-if, whose file is an entry point of its package.
const { Worker } = require('node:worker_threads');

const apiVersion = 'rbac.authorization.k8s.io/v1';
const place = { namespace: 'shop', name: 'reader' };
const manifests = [
  {
    apiVersion,
    kind: 'Role',
    metadata: place,
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
  },
  {
    apiVersion,
    kind: 'RoleBinding',
    metadata: place,
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Role',
      name: 'reader',
    },
    subjects: [{ kind: 'User', name: 'ann' }],
  },
];

const worker = new Worker(
  require.resolve('@keyward/backstage-plugin-secrets-backend/what-if-worker', {
    paths: [process.cwd()],
  }),
);
worker.on('message', async answer => {
  await worker.terminate();
  if (answer.foretold?.summary.gaining !== 1) {
    console.error(`Nobody gains: ${JSON.stringify(answer)}`);
    process.exitCode = 1;
  }
});
worker.postMessage({
  objects: [{ kind: 'Secret', namespace: 'shop', name: 'db' }],
});
worker.postMessage({
  question: {
    manifests: manifests.map(each => JSON.stringify(each)).join('\n---\n'),
    complete: new Set(),
    longestMs: 10_000,
  },
});
