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

import { createServer } from 'node:http';
import type { Served, ServeOptions } from '../lib/startServer';

/** Of the engine `secret`: so many secrets in each folder, so many folders in each team. */
const SECRETS_PER_FOLDER = 20;
const FOLDERS_PER_TEAM = 25;
const ROLES = 40;
const TIME = '2026-11-01T12:00:00Z';

const METADATA = {
  created_time: '2026-01-01T12:00:00Z',
  updated_time: TIME,
  current_version: 3,
  oldest_version: 1,
  max_versions: 10,
  cas_required: false,
  custom_metadata: { 'keyward.io/owner': 'group:default/payments', tier: 'a' },
  versions: Object.fromEntries(
    [1, 2, 3].map(version => [
      version,
      { created_time: TIME, deletion_time: '', destroyed: false },
    ]),
  ),
};

/** Answers of a Vault of that size, by path. Those that many secrets share are made once. */
function createAnswers(secrets: number): (path: string) => unknown {
  const folders = Math.ceil(secrets / SECRETS_PER_FOLDER);
  const teams = Math.ceil(folders / FOLDERS_PER_TEAM);
  const answers = new Map<string, unknown>([
    [
      'sys/health',
      {
        initialized: true,
        sealed: false,
        standby: false,
        enterprise: false,
        version: '1.19.0',
        server_time_utc: Math.floor(Date.now() / 1000),
      },
    ],
    ['sys/leader', { ha_enabled: true, is_self: true, leader_address: 'x' }],
    [
      'sys/mounts',
      { data: { 'secret/': { type: 'kv', options: { version: '2' } } } },
    ],
    [
      'sys/auth',
      { data: { 'kubernetes/': { type: 'kubernetes', accessor: 'a1' } } },
    ],
    ['sys/audit', { data: { 'one/': {}, 'two/': {} } }],
    ['secret/metadata/', list(teams, team => `team-${team}/`)],
    ['auth/kubernetes/role/', list(ROLES, role => `role-${role}`)],
  ]);
  for (let team = 0; team < teams; team += 1) {
    const first = team * FOLDERS_PER_TEAM;
    const count = Math.min(FOLDERS_PER_TEAM, folders - first);
    answers.set(
      `secret/metadata/team-${team}/`,
      list(count, folder => `service-${first + folder}/`),
    );
    for (let folder = first; folder < first + count; folder += 1) {
      const before = folder * SECRETS_PER_FOLDER;
      answers.set(
        `secret/metadata/team-${team}/service-${folder}/`,
        list(Math.min(SECRETS_PER_FOLDER, secrets - before), at => `s-${at}`),
      );
    }
  }
  for (let role = 0; role < ROLES; role += 1) {
    answers.set(`auth/kubernetes/role/role-${role}`, {
      data: {
        bound_service_account_names: ['api', 'worker'],
        bound_service_account_namespaces: [`ns-${role}`],
        token_policies: [`policy-${role}`],
      },
    });
    answers.set(`sys/policies/acl/policy-${role}`, {
      data: {
        policy: `path "secret/data/team-${role}/*" { capabilities = ["read"] }
path "secret/data/+/service-${role}/s-1" { capabilities = ["read"] }`,
      },
    });
  }
  answers.set('sys/policies/acl/default', {
    data: {
      policy: 'path "auth/token/lookup-self" { capabilities = ["read"] }',
    },
  });
  const metadata = { data: METADATA };
  const subkeys = { data: { subkeys: { username: null, password: null } } };
  return path => {
    const own = answers.get(path);
    if (own !== undefined) {
      return own;
    }
    return path.startsWith('secret/subkeys/')
      ? subkeys
      : path.startsWith('secret/metadata/') && metadata;
  };
}

function list(count: number, nameOf: (at: number) => string) {
  return {
    data: { keys: Array.from({ length: count }, (_, at) => nameOf(at)) },
  };
}

process.once('message', ({ secrets }: ServeOptions) => {
  const answerOf = createAnswers(secrets);
  // Texts of answers, so that the server costs little beside its clients.
  const texts = new Map<unknown, Buffer>();
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    const path = decodeURIComponent(
      request.url!.slice('/v1/'.length).split('?', 1)[0],
    );
    const answer = answerOf(path);
    const text =
      texts.get(answer) ??
      Buffer.from(JSON.stringify(answer || { errors: [] }));
    texts.set(answer, text);
    response.writeHead(answer ? 200 : 404, {
      'content-type': 'application/json',
      'content-length': text.length,
    });
    response.end(text);
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    process.send!({ port } satisfies Served);
  });
  process.on('message', () => {
    process.send!({ calls } satisfies Served);
    calls = 0;
  });
});
process.once('disconnect', () => process.exit());
