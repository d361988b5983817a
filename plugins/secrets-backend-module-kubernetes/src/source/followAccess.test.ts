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

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  SourceAccessQuestion,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterClient } from '@keyward/kube-collector';
import { KubeConfig } from '@kubernetes/client-node';
import { followAccess } from './followAccess';

const question = (user: string, allowed: boolean): SourceAccessQuestion => ({
  user,
  groups: ['system:authenticated'],
  verb: 'get',
  namespace: 'shop',
  name: 'db',
  allowed,
});

describe('followAccess', () => {
  let server: Server;
  /** Who may, and by whose word; a number is a status. */
  let answers: Record<string, string | number | undefined>;
  let specs: any[];

  beforeEach(async () => {
    answers = {};
    specs = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      const { spec } = JSON.parse(body);
      specs.push({ path: request.url, ...spec });
      const answer = answers[spec.user];
      response.statusCode = typeof answer === 'number' ? answer : 201;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          status: { allowed: answer !== undefined, reason: answer ?? '' },
        }),
      );
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  /** What is said after the first check; nothing if it says nothing at all. */
  async function check(
    questions: SourceAccessQuestion[],
    again?: SourceAccessQuestion[],
  ): Promise<SourceProblem[] | undefined> {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'c',
        server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        skipTLSVerify: true,
      },
      { name: 'u', token: 'token' },
    );
    const end = new AbortController();
    let said: SourceProblem[] | undefined;
    const following = followAccess(
      {
        client: new ClusterClient(config),
        signal: end.signal,
        questions: async differing =>
          differing ? again ?? [...differing] : questions,
        firstMs: 0,
        // The second one ends it.
        everyMs: 1,
        againMs: 0,
      },
      async warnings => {
        said = warnings;
        end.abort();
      },
    ).catch(() => {});
    const asked = () => specs.length > 4 * questions.length;
    while (!end.signal.aborted && !asked()) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    end.abort();
    await following;
    return said;
  }

  it('says nothing where both answer the same', async () => {
    answers.ann = 'RBAC: allowed by RoleBinding "ann/shop"';
    expect(
      await check([question('ann', true), question('bob', false)]),
    ).toEqual([]);
    expect(specs).toContainEqual({
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      user: 'ann',
      groups: ['system:authenticated'],
      resourceAttributes: {
        verb: 'get',
        resource: 'secrets',
        namespace: 'shop',
        name: 'db',
      },
    });
  });

  it('says that another authorizer also grants', async () => {
    answers.bob = 'allowed by the identity system of the cloud';
    expect(await check([question('bob', false)])).toEqual([
      expect.objectContaining({
        code: 'other-authorizer-grants',
        message:
          'Another authorizer of the API server also grants rights to read Secrets, 1 of 1 that were asked about: bob (system:authenticated) may get shop/db',
      }),
    ]);
  });

  it('says where RBAC itself answers otherwise, and where something is refused', async () => {
    answers.bob = 'RBAC: allowed by ClusterRoleBinding "x"';
    expect(
      await check([question('bob', false), question('ann', true)]),
    ).toEqual([
      expect.objectContaining({
        code: 'access-answers-differ',
        message: expect.stringMatching(
          /2 of 2 .*bob .* may get shop\/db; ann .* may not get shop\/db$/,
        ),
      }),
    ]);
  });

  it('takes back what was right a moment later', async () => {
    answers.bob = 'RBAC: allowed by RoleBinding "new/shop"';
    expect(
      await check([question('bob', false)], [question('bob', true)]),
    ).toEqual([]);
  });

  it('says that it is not checked where it may not ask', async () => {
    answers.bob = 403;
    expect(await check([question('bob', false)])).toEqual([
      expect.objectContaining({
        code: 'access-not-checked',
        message: expect.stringContaining('create subjectaccessreviews'),
      }),
    ]);
  });

  it.each([404, 500])('says nothing where the answer is %s', async status => {
    answers.bob = status;
    expect(await check([question('bob', false)])).toBeUndefined();
  });
});
