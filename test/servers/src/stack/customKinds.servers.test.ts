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
// Custom kinds that nobody knows, on a real API server: found by their schemas, or
// named by the configuration, and what is said of those that are not seen.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { definitionOf } from '../manifests/definitionOf';
import { packageFolder } from '../packageFolder';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'kinds';
const ROLE = join(
  dirname(dirname(packageFolder)),
  'deploy/kubernetes/reader-custom-kinds.yaml',
);
const READER = 'system:serviceaccount:keyward:keyward-reader';
const PATIENCE_MS = 120_000;
/** A CustomResourceDefinition can have about so much, and eight of them more than is read. */
const GIANT_TEXT = 'x'.repeat(1_200_000);
const GIANTS = ['as', 'bs', 'cs', 'ds', 'es', 'fs', 'gs', 'hs'];

const cluster = useLivingCluster({
  clusterName: NAME,
  audit: true,
  scheduler: false,
  kwok: false,
});

const text = { type: 'string' };
const secretRef = {
  type: 'object',
  properties: { secretRef: { type: 'object', properties: { name: text } } },
};

function definition(
  group: string,
  plural: string,
  spec: object,
  description?: string,
) {
  const kind = plural[0].toUpperCase() + plural.slice(1, -1);
  return definitionOf(group, kind, plural, {
    schema: {
      type: 'object',
      ...(description && { description }),
      properties: { spec },
    },
  });
}

const list = (...items: object[]) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const apply = async (input: string) =>
  await cluster().kubectl(['apply', '--server-side', '-f', '-'], input);

function secret(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    stringData: { login: `planted-${name}` },
  };
}

/** The lines that a remedy gives to paste. */
function linesOf({ remedy }: { remedy: string }): string {
  return remedy.slice(remedy.indexOf('\n\n') + 2);
}

describe('custom kinds of a real API server', () => {
  let portal: PortalProcess;
  let pat: PortalApi;

  const source = async () => {
    const { items } = await pat.get('/api/secrets/sources');
    return items.find(({ id }: { id: string }) => id === NAME);
  };
  const warning = async (code: string) =>
    (await source()).warnings.find((each: any) => each.code === code);
  const detailOf = async (name: string) => {
    const items: any[] = await pat.list('/api/secrets/secrets');
    const { id } = items.find(
      each => each.sourceId === NAME && each.name === name,
    );
    return await pat.get(`/api/secrets/secrets/by-id/${id}`);
  };
  /** How often the reader listed a resource, from the audit log. */
  const listed = async (resource: string) =>
    (await readFile(cluster().auditLogFile, 'utf8'))
      .split('\n')
      .filter(line => line.includes(READER))
      .map(line => JSON.parse(line))
      .filter(
        ({ stage, verb, objectRef }) =>
          stage === 'ResponseComplete' &&
          verb === 'list' &&
          objectRef?.resource === resource,
      ).length;

  beforeAll(async () => {
    for (const plural of GIANTS) {
      await apply(
        list(definition('giant.example.com', plural, secretRef, GIANT_TEXT)),
      );
    }
    await apply(
      list(
        definition('data.example.com', 'databases', secretRef),
        definition('data.example.com', 'sizes', {
          type: 'object',
          properties: { replicas: { type: 'integer' } },
        }),
        definition('queue.example.com', 'brokers', secretRef),
      ),
    );
    await apply(await readFile(ROLE, 'utf8'));
    await apply(
      list({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: {
          name: 'data-view',
          labels: { 'keyward.io/aggregate-to-reader': 'true' },
        },
        rules: [
          {
            apiGroups: ['data.example.com', 'giant.example.com'],
            resources: ['*'],
            verbs: ['list', 'watch'],
          },
        ],
      }),
    );
    const custom = (apiVersion: string, kind: string, name: string) => ({
      apiVersion,
      kind,
      metadata: { name: 'main', namespace: 'default' },
      spec: { secretRef: { name } },
    });
    await until(
      async () =>
        await apply(
          list(
            secret('db-login'),
            secret('giant-login'),
            secret('broker-login'),
            custom('data.example.com/v1', 'Database', 'db-login'),
            custom('giant.example.com/v1', 'A', 'giant-login'),
            custom('queue.example.com/v1', 'Broker', 'broker-login'),
          ),
        ),
      PATIENCE_MS,
    );
    const config: any = clusterConfig(cluster(), {
      token: await readerToken(cluster()),
    });
    config.secrets.kubernetes.customKinds = [
      { group: 'giant.example.com', resource: 'as' },
    ];
    portal = await startPortalProcess({ config });
    pat = await until(() => portal.signIn('user:default/pat'));
    await until(async () => {
      const { state } = await source();
      if (state !== 'live') {
        throw new Error(`The source is ${state}`);
      }
    }, PATIENCE_MS);
  }, 600_000);

  afterAll(async () => {
    await portal?.stop();
  });

  it('are read where their schema has a place for a reference', async () => {
    expect(await source()).toMatchObject({ problems: [] });
    expect(await detailOf('db-login')).toMatchObject({
      consumerList: [{ kind: 'Database', name: 'main' }],
      usage: { state: 'used' },
    });
    expect(await listed('databases')).toBe(1);
  });

  it('are not listed where it has none', async () => {
    expect(await listed('sizes')).toBe(0);
  });

  it('are read where the configuration names them, although their schema is not', async () => {
    expect(await detailOf('giant-login')).toMatchObject({
      consumerList: [{ kind: 'A', name: 'main' }],
      usage: { state: 'used' },
    });
  });

  it('whose schemas are too large are named, with the lines that have them read', async () => {
    const { message, remedy } = await warning('kinds-left-out');
    expect(message).toContain('the document with their schemas is too large');
    expect(remedy).toContain('- { group: giant.example.com, resource: bs }');
    expect(remedy).not.toContain('resource: as }');
    expect(await listed('bs')).toBe(0);
  });

  it('that may not be listed are asked for once, and make it not known what is unused', async () => {
    expect(await detailOf('broker-login')).toMatchObject({
      consumerList: [],
      usage: {
        state: 'unknown',
        doubt: {
          kind: 'unlistedKind',
          of: expect.stringContaining('brokers.queue.example.com'),
        },
      },
    });
    expect(await listed('brokers')).toBe(1);
  });

  it('are read once the lines of the remedy are applied', async () => {
    await apply(linesOf(await warning('unlisted-kinds')));
    await until(async () => {
      // The cluster takes a moment to put the roles together.
      await pat.request('POST', `/api/secrets/sources/${NAME}/sync`);
      await new Promise(resolve => setTimeout(resolve, 3000));
      expect(await warning('unlisted-kinds')).toBeUndefined();
      expect(await detailOf('broker-login')).toMatchObject({
        consumerList: [{ kind: 'Broker', name: 'main' }],
        usage: { state: 'used' },
      });
    }, PATIENCE_MS);
  }, 180_000);
});
