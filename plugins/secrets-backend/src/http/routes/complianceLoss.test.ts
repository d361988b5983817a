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

import {
  factSources,
  type Tally,
  tallyCheck,
  type Verdict,
} from '@keyward/compliance';
import { defaultRuleSettings } from '@keyward/findings';
import {
  type AnyObservation,
  formatObjectRef,
  kubernetesSecretRef,
  type ObjectObservation,
  type TransitSecurity,
} from '@keyward/observation';
import {
  controlPlaneAttributes,
  stored,
} from '../../__testUtils__/complianceTest';
import { Random } from '../../__testUtils__/hidden/Random';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  addSource,
  createTestInventory,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { component } from '../../__testUtils__/testLinker';
import { enqueueAll } from '../../store/analyses/analyses';

jest.setTimeout(120_000);

const SOURCES = ['prod', 'staging-1', 'third'];
const NAMESPACES = ['shop', 'pay-staging', 'ops'];
const SERVICES = ['shop', 'pay', 'ops'];
const RBAC = 'rbac.authorization.k8s.io/v1';
const DAY = 24 * 60;

/** A check and a framework of a module, beside those of the product. */
const TOY_CHECK = tallyCheck({
  id: 'toy-sealed',
  title: 'Toys are sealed',
  source: factSources.managers,
  remedy: 'Seal them.',
  counts: ['toy', 'toys'],
  good: 'is so',
  bad: 'is not so',
});
const TOY_FRAMEWORK = {
  file: 'toys.yaml',
  text: `schema: 1
id: toys
version: '1'
title: Toys
url: https://example.com/toys
controls:
  - id: A
    title: A
    asks: Something.
    reference: { number: '1' }
    checks: [toy-sealed]
    remedy: Do it.
`,
};

const SCOPES = [
  '/compliance',
  ...SOURCES.map(id => `/compliance?sourceId=${id}`),
  ...['payments', 'checkout'].map(
    owner => `/compliance?owner=group:default/${owner}`,
  ),
  '/compliance?owner=none',
  '/compliance?system=system:default/money',
  '/compliance?environment=staging',
  '/compliance?environment=none&owner=group:default/payments',
  ...SERVICES.map(name => `/compliance?entityRef=component:default/${name}`),
];

/** How a scope stands. */
interface Standing {
  score?: number;
  /** By framework and control. */
  controls: Map<string, Verdict>;
  /** By check: how many are good, and how many there are. */
  checks: Map<string, { good: number; total: number }>;
}

const entities = SERVICES.map((name, index) =>
  component(
    name,
    { 'backstage.io/kubernetes-id': name },
    { owner: `group:default/${index === 0 ? 'payments' : 'checkout'}` },
  ),
);

/** Puts random objects of all kinds that checks ask about into a source. */
async function fillSource(
  test: TestInventory,
  random: Random,
  sourceId: string,
): Promise<void> {
  let generation = 0;
  const sync = async (stream: string, upserts: AnyObservation[]) => {
    generation += 1;
    await test.inventory.apply(
      { sourceId, fence: 1, attributes: controlPlaneAttributes },
      batch(stream, upserts, {
        generation: `g${generation}`,
        complete: true,
        observedAt: at(190 * DAY),
      }),
    );
  };
  const place = (observed: ObjectObservation): ObjectObservation => ({
    ...observed,
    namespace: observed.namespace || undefined,
    ref: formatObjectRef({
      ...observed,
      namespace: observed.namespace || undefined,
      sourceId,
    }),
  });
  const transit = (): TransitSecurity =>
    random.pick(['encrypted', 'plaintext', 'unverified', 'unstated', 'local']);
  const names = NAMESPACES.flatMap(namespace =>
    Array.from({ length: random.below(4) }, (_, index) => ({
      namespace,
      name: `s${index}`,
    })),
  );
  await sync(
    'v1/secrets',
    names.map(({ namespace, name }) => {
      const isRead = random.chance(0.8);
      const set = at(random.below(190) * DAY);
      return secret(namespace, name, {
        ref: kubernetesSecretRef(sourceId, namespace, name),
        taken: isRead ? 'fingerprint' : 'metadata',
        class: random.pick(['password', 'tls', 'service-account-token']),
        ...(random.chance(0.4) && {
          deliverer: {
            kind: random.pick(['ExternalSecret', 'Helm', 'SealedSecret']),
            name,
            basis: 'owner' as const,
          },
        }),
        keys: [
          key('value', '', {
            class: random.pick(['password', 'token', 'connection-string']),
            // Few, so that secrets of several sources have the same.
            fingerprint: isRead ? `v${random.below(6)}` : undefined,
            transit: isRead ? transit() : undefined,
            age: { earliest: set, latest: set, basis: 'managed-fields' },
          }),
        ],
      });
    }),
  );
  await sync(
    'v1/namespaces',
    NAMESPACES.map(name => place(object('Namespace', '', name))),
  );
  await sync(
    'apps/v1/deployments',
    names
      .filter(() => random.chance(0.7))
      .map(({ namespace, name }, index) =>
        place(
          object('Deployment', namespace, `d${index}`, {
            labels: { 'backstage.io/kubernetes-id': random.pick(SERVICES) },
            references: [
              reference(namespace, name, {
                how: random.pick(['env', 'volume']),
              }),
            ],
            detail: { serviceAccountName: 'app' },
          }),
        ),
      ),
  );
  const account = {
    kind: 'ServiceAccount',
    namespace: random.pick(NAMESPACES),
    name: 'app',
  };
  await sync(`${RBAC}/clusterroles`, [
    place(
      object('ClusterRole', '', 'reader', {
        detail: {
          rules: [
            {
              apiGroups: [random.pick(['', '*'])],
              resources: [random.pick(['secrets', '*', 'pods'])],
              verbs: [random.pick(['get', 'list', '*'])],
            },
          ],
        },
      }),
    ),
  ]);
  await sync(
    `${RBAC}/clusterrolebindings`,
    random.chance(0.5)
      ? [
          place(
            object('ClusterRoleBinding', '', 'reader', {
              detail: {
                roleRef: {
                  kind: 'ClusterRole',
                  name: random.pick(['reader', 'cluster-admin']),
                },
                subjects: [
                  random.pick([{ kind: 'User', name: 'ann' }, account]),
                ],
              },
            }),
          ),
        ]
      : [],
  );
  await sync(`${RBAC}/roles`, []);
  await sync(
    `${RBAC}/rolebindings`,
    random.chance(0.7)
      ? [
          place(
            object('RoleBinding', account.namespace, 'app', {
              detail: {
                roleRef: { kind: 'ClusterRole', name: 'reader' },
                subjects: [account],
              },
            }),
          ),
        ]
      : [],
  );
  await sync('v1/serviceaccounts', [
    place(object('ServiceAccount', account.namespace, 'app')),
  ]);
  await sync('v1/pods', []);
  await sync(
    'networking.k8s.io/v1/ingresses',
    Array.from({ length: random.below(3) }, (_, index) =>
      place(
        object('Ingress', 'shop', `i${index}`, {
          apiGroup: 'networking.k8s.io',
          detail: { transit: transit(), hosts: ['shop.example.com'] },
        }),
      ),
    ),
  );
  await sync(
    'external-secrets.io/v1/secretstores',
    Array.from({ length: random.below(3) }, (_, index) =>
      place(
        object('SecretStore', 'shop', `v${index}`, {
          apiGroup: 'external-secrets.io',
          detail: { transit: transit() },
        }),
      ),
    ),
  );
  if (random.chance(0.7)) {
    await sync('control-plane', [
      {
        type: 'resource',
        kind: 'cluster',
        ref: `cluster:${sourceId}/${sourceId}`,
        system: 'kubernetes',
        location: [],
        name: sourceId,
        attributes: {
          evidence: JSON.stringify(
            random.chance(0.6) ? stored : { apiServers: 1 },
          ),
        },
      } as any,
    ]);
  }
  if (random.chance(0.7)) {
    await test
      .knex('sources')
      .where({ id: sourceId })
      .update({ observed_since: at(0), unlisted_kinds: '[]' });
  }
}

/** A portal over a random estate of three clusters, analysed. */
async function createEstate(seed: number) {
  const random = new Random(seed);
  const test = await createTestInventory('SQLITE_3');
  test.clock.minutes = 200 * DAY;
  for (const id of SOURCES.slice(1)) {
    await addSource(test.knex, id);
  }
  for (const id of SOURCES) {
    await fillSource(test, random, id);
  }
  const toys = new Map<string, Tally>(
    SOURCES.map(id => [
      id,
      {
        good: random.below(3),
        bad: random.chance(0.3) ? 1 : 0,
        unknown: random.chance(0.2) ? 1 : 0,
      },
    ]),
  );
  const failing = new Set<string>();
  const api = await createTestApi({
    test,
    policy: undefined,
    entities,
    access: { trustAnnotations: true },
    compliance: {
      // Counted as they are asked about, or from what was stored.
      liveSecrets: seed % 2 === 0 ? undefined : -1,
      facts: [
        {
          async countSource({ id }) {
            if (failing.has(id)) {
              throw new Error('no');
            }
            return { 'toy-sealed': toys.get(id)! };
          },
        },
      ],
    },
    checks: [TOY_CHECK],
    frameworks: [TOY_FRAMEWORK],
  });
  await api.link();
  const analyse = async (ids: readonly string[]) => {
    for (const sourceId of ids) {
      const fence = { sourceId, fence: 1 };
      await enqueueAll(test.knex, sourceId, at(0));
      await analyseAll(
        createTestEngine(test, {
          held: () => [fence],
          settings: defaultRuleSettings,
        }),
        fence,
      );
    }
  };
  await analyse(SOURCES);
  await analyse(SOURCES);
  await api.keepDay();
  return { test, api, random, failing, analyse };
}

type Estate = Awaited<ReturnType<typeof createEstate>>;

async function standingOf({ api }: Estate, path: string): Promise<Standing> {
  const { status, body } = await api.ask('platform', path);
  expect(status).toBe(200);
  return {
    score: body.score,
    controls: new Map(
      body.frameworks.flatMap(({ id, controls }: any) =>
        controls.map((each: any) => [`${id}/${each.id}`, each.verdict]),
      ),
    ),
    checks: new Map(
      body.checks.map(({ id, evidence }: any) => [
        id,
        {
          good:
            evidence.find(({ verdict }: any) => verdict === 'pass')?.count ?? 0,
          total: evidence[0]?.total ?? 0,
        },
      ]),
    ),
  };
}

async function standings(estate: Estate): Promise<Map<string, Standing>> {
  const result = new Map<string, Standing>();
  for (const path of SCOPES) {
    result.set(path, await standingOf(estate, path));
  }
  return result;
}

/** What looks better than before. */
function gainsOf(
  before: Map<string, Standing>,
  after: Map<string, Standing>,
): string[] {
  const gains: string[] = [];
  for (const [path, now] of after) {
    const then = before.get(path)!;
    // A scope with nothing in it has no score.
    if (then.score !== undefined && (now.score ?? 101) > then.score) {
      gains.push(`${path}: ${then.score} became ${now.score}`);
    }
    for (const [control, verdict] of now.controls) {
      const known = then.controls.get(control);
      if (
        (verdict === 'pass' || verdict === 'not-applicable') &&
        known !== verdict
      ) {
        gains.push(`${path}: ${control} was ${known} and is ${verdict}`);
      }
    }
    for (const [check, { good, total }] of now.checks) {
      const known = then.checks.get(check)!;
      // Of what is known of nothing the share is nought.
      if (good * Math.max(known.total, 1) > known.good * Math.max(total, 1)) {
        gains.push(
          `${path}: of ${check} ${known.good}/${known.total} became ${good}/${total}`,
        );
      }
    }
  }
  return gains;
}

/** By what a source is lost. */
const LOSSES: Record<string, (estate: Estate, id: string) => Promise<unknown>> =
  {
    removed: async ({ test }, id) =>
      test
        .knex('sources')
        .where({ id })
        .update({ retired_at: at(test.clock.minutes) }),
    silent: async ({ test }, id) =>
      test
        .knex('sources')
        .where({ id })
        .update({ heartbeat_at: at(0) }),
    'without a credential': async ({ test }, id) =>
      test.knex('sources').where({ id }).update({ state: 'noCredential' }),
    'without its module': async ({ failing }, id) => failing.add(id),
  };

async function restore({ test, failing }: Estate) {
  failing.clear();
  await test.knex('sources').update({
    retired_at: null,
    state: 'live',
    heartbeat_at: '2099-01-01T00:00:00.000Z',
  });
}

describe('compliance of an estate that loses sources', () => {
  let estate: Estate;

  afterEach(async () => {
    await estate.test.knex.destroy();
  });

  it.each([1, 2, 3, 5])(
    'never looks better, in the random estate %s',
    async seed => {
      estate = await createEstate(seed);
      const { api, analyse, random } = estate;
      const before = await standings(estate);
      const known = [...before.values()].flatMap(({ controls }) => [
        ...controls.values(),
      ]);
      expect(new Set(known)).toEqual(
        new Set(['pass', 'fail', 'unknown', 'not-applicable']),
      );
      for (const [how, lose] of Object.entries(LOSSES)) {
        const lost = random.pick(SOURCES);
        await lose(estate, lost);
        const soon = gainsOf(before, await standings(estate));
        expect([`${lost} ${how}`, soon]).toEqual([`${lost} ${how}`, []]);
        // What rests on the source in others is asked again, and counted again.
        await analyse(SOURCES.filter(id => id !== lost));
        await api.recount();
        const later = gainsOf(before, await standings(estate));
        expect([`${lost} ${how}`, later]).toEqual([`${lost} ${how}`, []]);
        await restore(estate);
        await api.recount();
      }
      // One after the other, until there is none left.
      let last = before;
      for (const lost of SOURCES) {
        await LOSSES[random.pick(Object.keys(LOSSES).slice(0, 3))](
          estate,
          lost,
        );
        const now = await standings(estate);
        expect([lost, gainsOf(last, now)]).toEqual([lost, []]);
        last = now;
      }
      expect(last.get('/compliance')!.score).toBe(0);
    },
  );
});
