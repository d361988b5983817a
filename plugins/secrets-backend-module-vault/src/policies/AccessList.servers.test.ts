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

// What policies grant, beside what a real Vault says of real tokens with them.
import { LivingVault } from '@internal/servers';
import { request as httpsRequest } from 'node:https';
import {
  createRandom,
  PATH_PARTS,
  randomPath,
  randomPolicy,
} from '../__testUtils__/randomPolicies';
import {
  NOT_UNDERSTOOD,
  REFUSED,
  TAKEN,
} from '../__testUtils__/refusedPolicies';
import { AccessList, type Identity, mayRequest, parsePolicy } from '.';

const START_MS = 15 * 60_000;
const POLICIES = 1_200;
const TOKENS = 1_000;
const PATHS = 40;
const METHODS = {
  create: 'POST',
  update: 'POST',
  read: 'GET',
  delete: 'DELETE',
};

describe('policies, as a real Vault has them', () => {
  let vault: LivingVault;
  let alice: Identity;
  let templates: string[];

  const call = async (method: string, path: string, body?: object) =>
    await vault.client().call(method, `/v1/${path}`, { body });

  beforeAll(async () => {
    vault = await LivingVault.start();
    const accessor = (await call('GET', 'sys/auth')).data['token/'].accessor;
    const metadata = { team: 'ab', odd: 'a/b' };
    const { id } = (
      await call('POST', 'identity/entity', { name: 'alice', metadata })
    ).data;
    const alias = (
      await call('POST', 'identity/entity-alias', {
        name: 'alice',
        canonical_id: id,
        mount_accessor: accessor,
        custom_metadata: { tier: 'data' },
      })
    ).data;
    const group = (
      await call('POST', 'identity/group', {
        name: 'team',
        member_entity_ids: [id],
        metadata: { area: 'abc' },
      })
    ).data;
    await call('POST', 'auth/token/roles/alice', {
      allowed_policies_glob: ['*'],
      allowed_entity_aliases: ['alice'],
      token_no_default_policy: true,
    });
    alice = {
      id,
      name: 'alice',
      metadata,
      aliases: [
        {
          accessor,
          id: alias.id,
          name: 'alice',
          customMetadata: { tier: 'data' },
        },
      ],
      groups: [{ id: group.id, name: 'team', metadata: { area: 'abc' } }],
    };
    templates = [
      'identity.entity.name',
      ' identity.entity.name ',
      'identity.entity.id',
      'identity.entity.metadata.team',
      'identity.entity.metadata.odd',
      'identity.entity.metadata.none',
      `identity.entity.aliases.${accessor}.name`,
      `identity.entity.aliases.${accessor}.id`,
      `identity.entity.aliases.${accessor}.custom_metadata.tier`,
      `identity.entity.aliases.${accessor}.metadata.none`,
      'identity.entity.aliases.other.name',
      'identity.groups.names.team.id',
      'identity.groups.names.team.metadata.area',
      `identity.groups.ids.${group.id}.name`,
      'identity.groups.names.other.name',
      'nothing.of.that',
    ].map(selector => `{{${selector}}}`);
  }, START_MS);

  afterAll(async () => {
    await vault?.stop();
  });

  it('are taken and refused as Vault does', async () => {
    const rows = [...TAKEN, ...REFUSED, ...NOT_UNDERSTOOD];
    const isTaken: boolean[] = [];
    for (const policy of rows) {
      const { status } = await vault
        .client()
        .request('PUT', '/v1/sys/policies/acl/asked', { body: { policy } });
      isTaken.push(status === 204);
    }
    const taken = new Set([...TAKEN, ...NOT_UNDERSTOOD]);
    expect(rows.filter((_, index) => isTaken[index])).toEqual(
      rows.filter(policy => taken.has(policy)),
    );
  });

  it('grant what sys/capabilities answers, of a thousand tokens', async () => {
    const random = createRandom(20261128);
    const policies = Array.from({ length: POLICIES }, () =>
      randomPolicy(random, templates),
    );
    for (const [index, policy] of policies.entries()) {
      await call('PUT', `sys/policies/acl/p${index}`, { policy });
    }
    const who = alice;
    let asked = 0;
    let granted = 0;
    let denied = 0;
    for (let index = 0; index < TOKENS; index++) {
      const names = Array.from({ length: 1 + random.number(3) }, (_, number) =>
        number === 0 ? index % POLICIES : random.number(POLICIES),
      );
      const isAlice = random.number(4) > 0;
      const { auth } = await call(
        'POST',
        `auth/token/create${isAlice ? '/alice' : ''}`,
        {
          policies: names.map(name => `p${name}`),
          no_default_policy: true,
          ...(isAlice ? { entity_alias: 'alice' } : {}),
        },
      );
      const paths = Array.from({ length: PATHS }, () =>
        randomPath(
          random,
          random.number(20) === 0 ? [who.id!, ...PATH_PARTS] : PATH_PARTS,
        ),
      ).filter(path => /[^/]/.test(path));
      const { data } = await call('POST', 'sys/capabilities', {
        token: auth.client_token,
        paths,
      });
      const list = new AccessList(
        names.flatMap(name => parsePolicy(policies[name])),
        isAlice ? who : undefined,
      );
      for (const path of paths) {
        const answer = [data[path]].flat();
        asked += 1;
        granted += Number(answer[0] !== 'deny');
        denied += Number(answer[0] === 'deny');
        if (list.capabilitiesOf(path).join() !== answer.join()) {
          // Only then, as it is long.
          throw new Error(
            `${path}: ${list.capabilitiesOf(
              path,
            )} instead of ${answer} by\n${names
              .map(name => policies[name])
              .join('\n')}`,
          );
        }
      }
    }
    expect(asked).toBeGreaterThan(TOKENS * 30);
    expect(granted).toBeGreaterThan(asked / 10);
    expect(denied).toBeGreaterThan(asked / 10);
  }, 600_000);

  it('let through the requests that Vault does', async () => {
    await call('POST', 'sys/mounts/kv', { type: 'kv' });
    const random = createRandom(7);
    const values = ['"x"', '"xy"', '"x*"', '"*y"', '"*"', '1', 'true', '""'];
    const parameters = () =>
      random
        .some(['a', 'b', 'A', '*'], 2)
        .map(name => `"${name}" = [${random.some(values, 4).join(', ')}]`)
        .join('\n');
    let letThrough = 0;
    const requests = 400;
    for (let index = 0; index < requests; index++) {
      const blocks = Array.from(
        { length: 1 + random.number(2) },
        () => `path "kv/+" {
  capabilities = ${JSON.stringify(
    random.some(['create', 'update', 'read', 'delete', 'list'], 2),
  )}
  ${random.number(2) ? `allowed_parameters = {\n${parameters()}\n}` : ''}
  ${random.number(3) ? '' : `denied_parameters = {\n${parameters()}\n}`}
  ${
    random.number(4)
      ? ''
      : `required_parameters = ["${random.pick(['a', 'B'])}"]`
  }
  ${
    random.number(6) ? '' : `max_wrapping_ttl = "${random.pick(['1m', '90s'])}"`
  }
  ${random.number(6) ? '' : `min_wrapping_ttl = ${random.pick(['"10s"', 5])}`}
}`,
      );
      const policy = blocks.join('\n');
      const token = await vault.createToken({ asked: policy });
      const operation = random.pick([
        'create',
        'update',
        'read',
        'delete',
      ] as const);
      const name = operation === 'create' ? `new-${index}` : 'there';
      await call('POST', 'kv/there', { a: 'x' });
      const body = Object.fromEntries(
        random
          .some(['a', 'b', 'c'], 2)
          .map(key => [
            key,
            random.pick<unknown>(['x', 'xy', 'yy', 1, true, '']),
          ]),
      );
      const isWrite = operation === 'create' || operation === 'update';
      const wrapSeconds = random.pick([undefined, undefined, 7, 60, 3600]);
      const { statusCode } = await request(vault, {
        method: METHODS[operation],
        path: `/v1/kv/${name}`,
        token,
        ...(isWrite ? { body } : {}),
        wrapSeconds,
      });
      const said = mayRequest(new AccessList(parsePolicy(policy)), {
        path: `kv/${name}`,
        operation,
        parameters: isWrite ? body : {},
        wrapSeconds,
      });
      letThrough += Number(said);
      expect({ policy, operation, body, wrapSeconds, may: said }).toEqual({
        policy,
        operation,
        body,
        wrapSeconds,
        may: statusCode !== 403,
      });
    }
    expect(letThrough).toBeGreaterThan(requests / 10);
    expect(letThrough).toBeLessThan(requests / 2);
  }, 300_000);

  it('opens with sudo alone what asks for it', async () => {
    for (const capabilities of [['read'], ['sudo'], ['read', 'sudo']]) {
      const policy = `path "sys/audit" { capabilities = ${JSON.stringify(
        capabilities,
      )} }`;
      const token = await vault.createToken({ audited: policy });
      const { status } = await vault
        .client({ token })
        .request('GET', '/v1/sys/audit');
      expect([
        capabilities,
        mayRequest(new AccessList(parsePolicy(policy)), {
          path: 'sys/audit',
          operation: 'read',
          needsSudo: true,
        }),
      ]).toEqual([capabilities, status === 200]);
    }
  });
});

/** A request with a header that the client of the tests has no word for. */
async function request(
  vault: LivingVault,
  options: {
    method: string;
    path: string;
    token: string;
    body?: object;
    wrapSeconds?: number;
  },
): Promise<{ statusCode?: number }> {
  return await new Promise((done, fail) => {
    const sent = httpsRequest(
      new URL(options.path, vault.url),
      {
        method: options.method,
        ca: vault.ca,
        agent: false,
        headers: {
          'X-Vault-Token': options.token,
          ...(options.wrapSeconds === undefined
            ? {}
            : { 'X-Vault-Wrap-TTL': String(options.wrapSeconds) }),
        },
      },
      response => {
        response.resume();
        response.once('end', () => done(response));
      },
    );
    sent.once('error', fail);
    sent.end(options.body && JSON.stringify(options.body));
  });
}
