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

import { judgeResource, type ResourceFacts } from '@keyward/findings';
import type { ResourceObservation } from '@keyward/observation';
import { CERTIFICATE, NOT_BEFORE } from '../__testUtils__/certificate';
import { FakeCluster } from '../__testUtils__/FakeCluster';
import {
  deployment,
  sealedSecret,
  sealedValue,
  sealingKey,
} from '../__testUtils__/objects';
import type { ControllerSettings } from '../config';
import { sealedSecretsRules } from '../rules';
import { SealedSecretsObserver } from './SealedSecretsObserver';

const SEALED = '/apis/bitnami.com/v1alpha1/sealedsecrets';
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const KEYS = '/api/v1/secrets';
const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system';
const PROXY =
  '/api/v1/namespaces/kube-system/services/http:sealed-secrets-controller:http/proxy';
const CONTROLLER =
  'sealing-controller:prod/kube-system/Deployment%2Fsealed-secrets-controller';
const NOW = '2026-12-01T00:00:00.000Z';

const settings: ControllerSettings = {
  cluster: 'prod-eu',
  namespace: 'kube-system',
  name: 'sealed-secrets-controller',
  port: 'http',
  verify: false,
};

const refOf = (name: string, namespace = 'shop') =>
  `sealed-secret:prod/${namespace}/SealedSecret%2F${name}`;

/** The rules that find something in a resource. */
function findings(resource: ResourceObservation, now = NOW): string[] {
  const { kind, ref, name, location, attributes = {}, status } = resource;
  const facts: ResourceFacts = {
    id: 'id',
    sourceId: 'prod',
    system: 'kubernetes',
    labels: {},
    kind,
    ref,
    name,
    location,
    attributes,
    ...(status ? { status } : {}),
  };
  const { verdicts } = judgeResource(
    sealedSecretsRules,
    facts,
    { now, productionEnvironments: [] } as any,
    (_, error) => {
      throw error;
    },
  );
  for (const verdict of verdicts) {
    const rule = sealedSecretsRules.find(({ id }) => id === verdict.rule)!;
    expect(rule.sentence({ ...verdict, name })).not.toMatch(/undefined|NaN/);
  }
  return verdicts.map(({ rule }) => rule).sort();
}

describe('SealedSecretsObserver', () => {
  let cluster: FakeCluster;
  beforeEach(() => {
    cluster = new FakeCluster();
    cluster.lists[DEPLOYMENTS] = [deployment()];
    cluster.lists[KEYS] = [
      sealingKey('key-old', '2025-12-01T00:00:00Z'),
      sealingKey('key-new', NOT_BEFORE),
    ];
  });

  const look = async (controllers: ControllerSettings[] = []) => {
    const observer = new SealedSecretsObserver(
      { everyMs: 60_000, controllers },
      { now: () => new Date(NOW), pauseMs: 1 },
    );
    await cluster.look(each => observer.observe(each));
    for (const { kind, attributes } of Object.values(cluster.resources)) {
      expect(observer.attributes[kind].safeParse(attributes)).toEqual({
        success: true,
        data: attributes,
      });
    }
    return cluster.resources;
  };

  const writtenAt = (time: string, values: object = { 'f:password': {} }) => ({
    generation: 3,
    managedFields: [
      {
        manager: 'gitops',
        time,
        fieldsV1: { 'f:spec': { 'f:encryptedData': values } },
      },
      // The status is written by others, later.
      { manager: 'controller', time: NOW, subresource: 'status', fieldsV1: {} },
    ],
  });

  it('finds in each SealedSecret what is wrong with it, and nothing in a good one', async () => {
    const WIDE = { 'sealedsecrets.bitnami.com/cluster-wide': 'true' };
    const failed = {
      observedGeneration: 3,
      conditions: [
        {
          type: 'Synced',
          status: 'False',
          message: 'no key could decrypt secret (canary-5f1)',
        },
      ],
    };
    const late = writtenAt('2026-11-30T00:00:00Z');
    const items = {
      good: sealedSecret('good', { metadata: late }),
      failed: sealedSecret('failed', { metadata: late, status: failed }),
      // What a status says of an earlier generation, it does not say of this one.
      changed: sealedSecret('changed', {
        metadata: { ...late, generation: 4 },
        status: failed,
      }),
      broken: sealedSecret('broken', {
        metadata: late,
        spec: { encryptedData: { password: 'canary-5f1' } },
        status: failed,
      }),
      untried: sealedSecret('untried', {
        metadata: late,
        spec: { encryptedData: { password: 'canary-5f1' } },
        status: {},
      }),
      scope: sealedSecret('scope', {
        metadata: { ...late, annotations: WIDE },
        spec: { template: { metadata: {} } },
      }),
      wide: sealedSecret('wide', {
        metadata: { ...late, annotations: WIDE },
        spec: { template: { metadata: { annotations: WIDE } } },
      }),
      deprecated: sealedSecret('deprecated', {
        metadata: late,
        spec: { encryptedData: undefined, data: sealedValue() },
      }),
      stale: sealedSecret('stale', {
        metadata: writtenAt('2026-01-01T00:00:00Z'),
      }),
      'never-changed': sealedSecret('never-changed'),
      // Nothing says when it was written.
      unknown: sealedSecret('unknown', { metadata: { generation: 2 } }),
    };
    cluster.lists[SEALED] = Object.values(items);
    const resources = await look();
    const found = Object.fromEntries(
      Object.keys(items).map(name => [name, findings(resources[refOf(name)])]),
    );
    expect(found).toEqual({
      good: [],
      // Of these their Secrets have `delivery-failed`: one fault is one finding.
      failed: [],
      broken: [],
      changed: [],
      untried: ['sealed-secret-broken'],
      scope: ['sealed-secret-scope', 'sealed-secret-wide'],
      wide: ['sealed-secret-wide'],
      deprecated: ['sealed-secret-deprecated'],
      stale: ['sealed-secret-stale'],
      'never-changed': ['sealed-secret-stale'],
      unknown: [],
    });
    expect(JSON.stringify(cluster.batches)).not.toMatch(/canary|BwcHBwcH/);
    // Each generation ends, so that what is deleted goes.
    const last = cluster.batches.at(-1)!;
    expect(last).toMatchObject({ complete: true, upserts: [] });
    // Of Secrets the metadata alone is asked for.
    for (const { accept } of cluster.asked.filter(({ path }) =>
      path.startsWith(KEYS),
    )) {
      expect(accept).toContain('PartialObjectMetadata');
    }
  });

  it('says of a namespace that no controller serves that it is unreadable', async () => {
    cluster.lists[DEPLOYMENTS] = [
      deployment({ args: ['--additional-namespaces', 'shop, other'] }),
    ];
    cluster.lists[SEALED] = ['shop', 'other', 'kube-system', 'elsewhere'].map(
      namespace =>
        sealedSecret('db', {
          namespace,
          metadata: { generation: 2 },
          status: {},
        }),
    );
    const verdictIn = (namespace: string) =>
      findings(cluster.resources[refOf('db', namespace)]);
    await look();
    expect(verdictIn('elsewhere')).toEqual(['sealed-secret-unreadable']);
    for (const namespace of ['shop', 'other', 'kube-system']) {
      expect(verdictIn(namespace)).toEqual([]);
    }
    // Not where there may be others that are not seen.
    cluster.forbidden.add(DEPLOYMENTS);
    await look();
    expect(verdictIn('elsewhere')).toEqual([]);
    expect(cluster.problems).toMatchObject([
      { code: 'sealed-secrets-forbidden' },
    ]);
  });

  it('compares the certificate with the active keys', async () => {
    cluster.answer = path =>
      path === `${PROXY}/v1/cert.pem` ? CERTIFICATE : { status: 404 };
    const controller = async () => (await look([settings]))[CONTROLLER];
    expect(await controller()).toMatchObject({
      attributes: {
        certificate: 'matches',
        activeKeys: 2,
        newestKeyAt: new Date(NOT_BEFORE).toISOString(),
        certificateBits: 2048,
      },
    });
    expect(findings(cluster.resources[CONTROLLER])).toEqual([]);

    // The API server may create the key in a later second than the certificate begins.
    const begins = Date.parse(NOT_BEFORE);
    for (const [seconds, expected] of [
      [1, 'matches'],
      [-10, 'matches'],
      [11, 'matches-no-key'],
    ] as const) {
      const createdAt = new Date(begins + seconds * 1000).toISOString();
      cluster.lists[KEYS] = [sealingKey('key-new', createdAt)];
      expect((await controller()).attributes).toMatchObject({
        certificate: expected,
      });
    }

    // Of a key that is compromised none has to be sealed with.
    cluster.lists[KEYS] = [
      sealingKey('key-old', '2025-12-01T00:00:00Z'),
      sealingKey('key-new', NOT_BEFORE, { state: 'compromised' }),
    ];
    const lying = await controller();
    expect(lying.attributes).toMatchObject({ certificate: 'matches-no-key' });
    expect(findings(lying, '2025-12-02T00:00:00.000Z')).toEqual([
      'sealing-certificate',
    ]);
    expect(
      findings(
        cluster.resources['sealing-key:prod/kube-system/Secret%2Fkey-new'],
      ),
    ).toEqual(['sealing-key-compromised']);

    cluster.answer = () => '<html>canary-5f1</html>';
    expect(findings(await controller(), '2025-12-02T00:00:00.000Z')).toEqual([
      'sealing-certificate',
    ]);
    cluster.answer = () => ({ status: 503 });
    expect((await controller()).attributes).toMatchObject({
      certificate: 'no-answer',
    });
    expect(cluster.problems).toMatchObject([
      { code: 'sealed-secrets-no-answer', isOutage: true },
    ]);
    expect(JSON.stringify([cluster.batches, cluster.problems])).not.toContain(
      'canary',
    );
  });

  it('keeps each certificate that matched an active key, and no other', async () => {
    const certificates = () =>
      Object.values(cluster.resources).filter(
        ({ kind }) => kind === 'sealing-certificate',
      );
    cluster.answer = () => CERTIFICATE;
    cluster.lists[KEYS] = [sealingKey('key-old', '2025-12-01T00:00:00Z')];
    await look([settings]);
    expect(certificates()).toEqual([]);

    // What else is answered with it is not kept.
    cluster.answer = () => `${CERTIFICATE}canary-5f1\n`;
    cluster.lists[KEYS].push(sealingKey('key-new', NOT_BEFORE));
    await look([settings]);
    expect(certificates()).toMatchObject([
      {
        location: ['kube-system'],
        attributes: {
          controller: 'sealed-secrets-controller',
          pem: CERTIFICATE,
          notBefore: new Date(NOT_BEFORE).toISOString(),
          keyCreatedAt: new Date(NOT_BEFORE).toISOString(),
          servedOn: '2026-12-01',
        },
      },
    ]);
    expect(JSON.stringify(cluster.batches)).not.toContain('canary');
    // It stays when another one is served: its stream has no end.
    const batches = cluster.batches.filter(
      ({ stream }) => stream === 'sealed-secrets/certificates',
    );
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ gone: [] });
    expect(batches[0]).not.toHaveProperty('complete');
    expect(batches[0]).not.toHaveProperty('generation');
  });

  it('finds the key that is newer than the last backup', async () => {
    const controller = async () => (await look())[CONTROLLER];
    expect((await controller()).attributes).toMatchObject({
      backup: 'unknown',
    });
    cluster.lists[KEYS] = [
      sealingKey('key-old', '2025-12-01T00:00:00Z', {
        annotations: { 'keyward.io/backed-up-at': '2026-01-01T00:00:00Z' },
      }),
      sealingKey('key-new', NOT_BEFORE),
    ];
    const backed = await controller();
    expect(backed.attributes).toMatchObject({
      backup: 'incomplete',
      lastBackupAt: '2026-01-01T00:00:00.000Z',
      keysWithoutBackup: 1,
    });
    expect(findings(backed)).toEqual(['sealing-key-backup']);
  });

  it('says of a key of another size that it is foreign, where it knows all keys', async () => {
    cluster.answer = () => CERTIFICATE;
    cluster.lists[KEYS] = [sealingKey('key-new', NOT_BEFORE)];
    const spec = { encryptedData: { password: sealedValue(512) } };
    const metadata = { generation: 2 };
    cluster.lists[SEALED] = [
      sealedSecret('foreign', { spec, metadata, status: {} }),
      sealedSecret('opened', { spec }),
      sealedSecret('ours', { metadata, status: {} }),
    ];
    await look([settings]);
    expect(findings(cluster.resources[refOf('foreign')])).toEqual([
      'sealed-secret-unreadable',
    ]);
    // What its controller opened is not unreadable, whatever is known of keys.
    expect(findings(cluster.resources[refOf('opened')])).toEqual([
      'sealed-secret-stale',
    ]);
    expect(findings(cluster.resources[refOf('ours')])).toEqual([]);
  });

  it('asks what no status tells, each once, and waits when told to', async () => {
    let times = 0;
    cluster.answer = (path, body) => {
      if (path.endsWith('/v1/cert.pem')) {
        return CERTIFICATE;
      }
      times += 1;
      if (times === 1) {
        return { status: 429, retryAfterMs: 5 };
      }
      const { name } = JSON.parse(body!).metadata;
      return (
        { opens: '', foreign: { status: 409 } }[name as string] ?? {
          status: 500,
        }
      );
    };
    const metadata = { generation: 2 };
    cluster.lists[SEALED] = ['opens', 'foreign', 'garbage'].map(name =>
      sealedSecret(name, { metadata, status: {} }),
    );
    cluster.lists[SEALED].push(sealedSecret('told'));
    await look([{ ...settings, verify: true }]);
    expect(
      ['opens', 'foreign', 'garbage', 'told'].map(
        name => cluster.resources[refOf(name)].attributes?.opened,
      ),
    ).toEqual(['true', 'false', 'unknown', 'true']);
    expect(findings(cluster.resources[refOf('foreign')])).toEqual([
      'sealed-secret-not-opened',
    ]);
    expect(cluster.posted).toHaveLength(4);
  });

  it('tells who may reach a controller that gives values away', async () => {
    cluster.lists[DEPLOYMENTS] = [
      deployment({ image: 'bitnami/sealed-secrets-controller:v0.27.3' }),
    ];
    cluster.lists[`${RBAC}/roles`] = [
      {
        metadata: { name: 'proxier' },
        rules: [
          {
            apiGroups: [''],
            resources: ['services/proxy'],
            resourceNames: ['http:sealed-secrets-controller:'],
            verbs: ['create', 'get'],
          },
        ],
      },
    ];
    cluster.lists[`${RBAC}/rolebindings`] = [
      {
        metadata: { name: 'proxier' },
        roleRef: { kind: 'Role', name: 'proxier' },
        subjects: [{ kind: 'Group', name: 'system:authenticated' }],
      },
    ];
    const { [CONTROLLER]: controller } = await look();
    expect(controller.attributes).toMatchObject({
      version: '0.27.3',
      openTo: ['system:authenticated'],
    });
    expect(findings(controller)).toEqual(['sealing-controller-outdated']);
  });

  describe('tells who may reach it by ClusterRoles', () => {
    const CLUSTER = '/apis/rbac.authorization.k8s.io/v1';
    const clusterRole = (name: string, resourceNames?: string[]) => ({
      metadata: { name },
      rules: [
        {
          apiGroups: ['', 'apps'],
          resources: ['services', 'services/proxy'],
          verbs: ['create', 'delete'],
          ...(resourceNames ? { resourceNames } : {}),
        },
      ],
    });
    const binding = (role: string, group: string) => ({
      metadata: { name: role },
      roleRef: { kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'Group', name: group }],
    });
    const openTo = async () => {
      const { [CONTROLLER]: controller } = await look();
      expect(findings(controller)).toEqual(['sealing-controller-outdated']);
      return controller.attributes?.openTo;
    };

    beforeEach(() => {
      cluster.lists[DEPLOYMENTS] = [
        deployment({ image: 'bitnami/sealed-secrets-controller:v0.27.3' }),
      ];
      cluster.lists[`${CLUSTER}/clusterroles`] = [
        clusterRole('edit'),
        clusterRole('of-others', ['another']),
        { metadata: { name: 'view' }, rules: [] },
      ];
    });

    it('that are bound in its namespace', async () => {
      cluster.lists[`${RBAC}/rolebindings`] = [
        binding('edit', 'system:serviceaccounts:ci'),
        binding('of-others', 'system:authenticated'),
        binding('view', 'system:authenticated'),
        {
          ...binding('edit', 'system:unauthenticated'),
          roleRef: { kind: 'Role', name: 'edit' },
        },
      ];
      expect(await openTo()).toEqual(['system:serviceaccounts:ci']);
    });

    it('that are bound in the whole cluster', async () => {
      cluster.lists[`${CLUSTER}/clusterrolebindings`] = [
        binding('edit', 'system:serviceaccounts'),
        binding('edit', 'platform-team'),
        binding('of-others', 'system:authenticated'),
      ];
      expect(await openTo()).toEqual(['system:serviceaccounts']);
    });

    it('as far as they may be listed', async () => {
      cluster.forbidden.add(`${CLUSTER}/clusterroles`);
      cluster.lists[`${RBAC}/rolebindings`] = [
        binding('edit', 'system:authenticated'),
      ];
      expect(await openTo()).toBeUndefined();
      expect(cluster.problems).toMatchObject([
        {
          code: 'sealed-secrets-forbidden',
          message: expect.stringContaining('may not list roles and bindings'),
        },
      ]);
    });
  });

  it('lets go of nothing while it may not list', async () => {
    cluster.lists[SEALED] = [sealedSecret('good')];
    cluster.forbidden.add(SEALED);
    await look();
    expect(cluster.problems).toMatchObject([
      { code: 'sealed-secrets-not-listed' },
    ]);
    expect(
      cluster.batches.filter(
        ({ stream, complete }) =>
          stream === 'sealed-secrets/sealed-secrets' && complete,
      ),
    ).toEqual([]);
  });
});
