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

// The whole way of a value, on real servers: sealed by a person in Chromium, or as a browser
// seals it and requested by the routes of a portal, proposed to a Gitea, merged there, applied
// as GitOps would, and opened by the controller of a cluster. Nobody but that controller can
// read it on the way.
import {
  expectDone,
  fillIn,
  openTab,
  request as requestIn,
  seal as sealIn,
  signInAs,
} from '@internal/e2e';
import { type Canary, CanaryScanner } from '@internal/estate';
import {
  readManifests,
  readSealingCertificate,
  sealValues,
  type SealingScope,
} from '@keyward/sealing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAllRows } from '../database/readAllRows';
import { withKnex } from '../database/withKnex';
import { GiteaProxy } from '../gitea/GiteaProxy';
import { type GiteaUser, LivingGitea } from '../gitea/LivingGitea';
import { packageFolder } from '../packageFolder';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { ensureBrowser, PortalBrowser } from '../portal/PortalBrowser';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import {
  type PostgresProcess,
  startPostgresProcess,
} from '../portal/startPostgresProcess';
import { until } from '../portal/until';
import {
  type SealedSecretsController,
  startSealedSecrets,
} from '../sealed-secrets/startSealedSecrets';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'living';
const API = '/api/secrets';
const ENTITY = 'component:default/web';
const GREEDY = 'component:default/greedy';
/** Of production: what is requested for it needs an approval. */
const LIVE_ENTITY = 'component:default/live';
const LIVE = 'payments-live';
const OWNER = 'user:default/guest';
const FOLDER = 'apps/payments';
const PATIENCE_MS = 180_000;
const TEST_MS = 600_000;
const REPOSITORY = 'payments/deploy';
const FOREIGN = 'checkout/deploy';

const templateFile = join(
  packageFolder,
  '../../templates/seal-secret/template.yaml',
);

/** A comment in it stays. */
const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the shop
spec:
  template:
    spec:
      containers:
      - name: main
        image: example.com/web
`;

type Values = Record<string, Uint8Array>;

describe('a request on real servers', () => {
  const cluster = useLivingCluster({
    clusterName: NAME,
    controllerManager: false,
    scheduler: false,
    kwok: false,
    apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
  });
  let controller: SealedSecretsController;
  let gitea: LivingGitea;
  let proxy: GiteaProxy;
  let bot: GiteaUser;
  let reviewer: GiteaUser;
  let postgres: PostgresProcess;
  let config: object;
  let folder: string;
  let chromium: string;
  let portal: PortalProcess;
  let guest: PortalApi;
  let olga: PortalApi;
  const canaries: Canary[] = [];
  const answers: string[] = [];
  const logs: string[] = [];

  const urlOf = (repository: string) => `${proxy.url}/${repository}`;
  const destination = () => ({
    repository: urlOf(REPOSITORY),
    branch: 'main',
    path: FOLDER,
  });

  async function startPortal() {
    portal = await startPortalProcess({ config, logLevel: 'debug' });
    guest = await until(() => portal.signIn(OWNER), PATIENCE_MS);
    olga = await portal.signIn('user:default/olga');
  }

  const killPortal = async () => await portal.kill();

  /** As `kill -9` ends it, and another replica begins after the lease is over. */
  async function restartPortal() {
    logs.push(portal.log());
    await withDatabase(async knex => {
      await knex('requests').update({ expires_at: 0, due_at: 0 });
    });
    await startPortal();
  }

  async function withDatabase<T>(
    work: Parameters<typeof withKnex<T>>[1],
  ): Promise<T> {
    const url = new URL(postgres.connectionString);
    url.pathname = '/backstage_plugin_secrets';
    return await withKnex({ client: 'pg', connection: url.href }, work);
  }

  beforeAll(async () => {
    chromium = await ensureBrowser();
    folder = await mkdtemp(join(tmpdir(), 'keyward-requests-'));
    controller = await startSealedSecrets(cluster(), {
      version: '0.40.0',
      args: ['--kubeclient-qps=-1'],
    });
    for (const namespace of ['payments', LIVE, 'checkout']) {
      await cluster().kubectl(['create', 'namespace', namespace]);
    }
    gitea = await LivingGitea.start();
    proxy = await GiteaProxy.start(gitea);
    bot = await gitea.createUser('keyward-bot');
    reviewer = await gitea.createUser('reviewer');
    for (const [repository, owner] of [
      [REPOSITORY, 'payments'],
      [FOREIGN, 'checkout'],
    ]) {
      const [organization, name] = repository.split('/');
      await gitea.createRepository({
        organization,
        name,
        files: {
          [`${FOLDER}/.keyward.yaml`]: `owner: group:default/${owner}\n`,
          [`${FOLDER}/kustomization.yaml`]: 'resources: []\n',
          [`${FOLDER}/web.yaml`]: WORKLOAD,
          'other/app.yaml': 'kind: ConfigMap\n',
        },
        writers: [bot.name, reviewer.name],
      });
    }
    const catalogFile = join(folder, 'catalog.yaml');
    await writeFile(
      catalogFile,
      [
        component('web', `${urlOf(REPOSITORY)}/src/branch/main/${FOLDER}`),
        component(
          'live',
          `${urlOf(REPOSITORY)}/src/branch/main/${FOLDER}`,
          LIVE,
        ),
        // Names what belongs to others, and what leads out of its own folder.
        component(
          'greedy',
          [
            `${urlOf(FOREIGN)}/src/branch/main/${FOLDER}`,
            `${urlOf(REPOSITORY)}/src/branch/main/${FOLDER}/../../other`,
          ].join(','),
        ),
      ]
        .map(each => JSON.stringify(each))
        .join('\n---\n'),
    );
    postgres = await startPostgresProcess();
    const ofCluster: any = clusterConfig(cluster(), {
      token: await readerToken(cluster()),
      postgres: postgres.connectionString,
    });
    config = {
      ...ofCluster,
      catalog: {
        locations: [
          {
            type: 'file',
            target: catalogFile,
            rules: [{ allow: ['Component'] }],
          },
          {
            type: 'file',
            target: templateFile,
            rules: [{ allow: ['Template'] }],
          },
        ],
      },
      integrations: {
        gitea: [
          {
            host: new URL(proxy.url).host,
            baseUrl: proxy.url,
            password: bot.token,
          },
        ],
      },
      secrets: {
        ...ofCluster.secrets,
        scopes: [
          {
            owner: 'group:default/payments',
            cluster: NAME,
            namespaces: ['payments', LIVE],
          },
        ],
        findings: {
          environments: [
            { name: 'production', namespaces: [LIVE] },
            { name: 'development', namespaces: ['payments'] },
          ],
        },
        requests: {
          approval: { required: 'production' },
          pollInterval: { seconds: 1 },
        },
        sealedSecrets: {
          everySeconds: 2,
          controllers: [
            { cluster: NAME, namespace: 'kube-system', url: controller.url },
          ],
        },
      },
    };
    await startPortal();
  }, 15 * 60_000);

  afterAll(async () => {
    await portal?.stop();
    await proxy?.stop();
    await gitea?.stop();
    await controller?.stop();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  async function ask(
    method: string,
    path: string,
    body?: object,
    who: PortalApi = guest,
  ) {
    const answer = await who.request(
      method,
      `${API}${path}`,
      body && JSON.stringify(body),
    );
    answers.push(JSON.stringify(answer.body));
    return answer;
  }

  /** Once the controller is known with a certificate that can be trusted. */
  async function certificateOf(entityRef: string) {
    return await until(async () => {
      const { body } = await ask(
        'GET',
        `/seal/targets?entityRef=${encodeURIComponent(entityRef)}`,
      );
      const [place] = body.places;
      expect(place).toMatchObject({ sourceId: NAME, namespace: 'payments' });
      const [{ certificate }] = place.controllers;
      expect(certificate.pem).toContain('BEGIN CERTIFICATE');
      return certificate;
    }, PATIENCE_MS);
  }

  /** What nobody may find anywhere afterwards. */
  function remember(name: string, values: Values) {
    for (const [key, value] of Object.entries(values)) {
      canaries.push({ place: `${name}/${key}`, value: Buffer.from(value) });
    }
  }

  /** Seals as the form does, of which the portal gets the ciphertext alone. */
  async function sealed(
    name: string,
    values: Values,
    {
      mode = 'create',
      namespace = 'payments',
      scope = 'strict' as SealingScope,
    } = {},
  ) {
    remember(name, values);
    const { pem, sha256 } = await certificateOf(ENTITY);
    const certificate = await readSealingCertificate(pem, { now: new Date() });
    expect(certificate.fingerprint).toBe(sha256);
    return {
      sourceId: NAME,
      namespace,
      name,
      type: 'Opaque',
      scope,
      certificate: sha256,
      mode,
      encryptedData: await sealValues(
        new Map(Object.entries(values)),
        certificate,
        { namespace, name, scope },
      ),
    };
  }

  async function draftOf(
    target: object,
    entityRef: string = ENTITY,
  ): Promise<string> {
    const { status, body } = await ask('POST', '/drafts', {
      entityRef,
      targets: [target],
    });
    expect([status, body.error]).toEqual([200, undefined]);
    return body.id;
  }

  async function requested(
    draftId: string,
    references?: object[],
  ): Promise<any> {
    const body = { draftId, destinations: [{ ...destination(), references }] };
    const looked = await ask('POST', '/requests/preflight', body);
    expect(looked.body).toMatchObject({ refusals: [] });
    const made = await ask('POST', '/requests', body);
    expect([made.status, made.body.error]).toEqual([200, undefined]);
    return made.body.items[0];
  }

  const read = async (id: string) =>
    (await ask('GET', `/requests/by-id/${id}`)).body;

  const comesTo = async (id: string, state: string) =>
    await until(async () => {
      const request = await read(id);
      expect(request).toMatchObject({ state });
      return request;
    }, PATIENCE_MS);

  const pulls = async (repository = REPOSITORY): Promise<any[]> =>
    await gitea.call('GET', `/repos/${repository}/pulls?state=all&limit=50`);

  const pullsOf = async (id: string) =>
    (await pulls()).filter(({ head }) => head.label === `keyward/${id}`);

  const branches = async (): Promise<string[]> =>
    (await gitea.call('GET', `/repos/${REPOSITORY}/branches?limit=50`)).map(
      ({ name }: { name: string }) => name,
    );

  async function merge(number: number) {
    await until(
      async () =>
        await gitea.call('POST', `/repos/${REPOSITORY}/pulls/${number}/merge`, {
          body: { Do: 'merge' },
          token: reviewer.token,
        }),
    );
  }

  /** As GitOps does it: what stands in the branch, server-side. */
  async function applyMerged(name: string) {
    const path = `${FOLDER}/${name}.sealedsecret.yaml`;
    expect(
      await gitea.readFile(REPOSITORY, `${FOLDER}/kustomization.yaml`),
    ).toContain(`${name}.sealedsecret.yaml`);
    const [{ object }] = readManifests(await gitea.readFile(REPOSITORY, path));
    await cluster().api.call(
      'PATCH',
      `/apis/bitnami.com/v1alpha1/namespaces/payments/sealedsecrets/${name}?fieldManager=gitops&force=true`,
      { contentType: 'application/apply-patch+yaml', body: object },
    );
  }

  const holds = async (name: string, values: Values) =>
    await until(async () => {
      const { data } = await cluster().api.call(
        'GET',
        `/api/v1/namespaces/payments/secrets/${name}`,
      );
      expect(data).toEqual(
        Object.fromEntries(
          Object.entries(values).map(([key, value]) => [
            key,
            Buffer.from(value).toString('base64'),
          ]),
        ),
      );
    }, PATIENCE_MS);

  /** What Kubernetes would run, had it nodes. */
  async function run(name: string, secretName: string) {
    await cluster().api.call('POST', '/api/v1/namespaces/payments/pods', {
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'example.com/web',
              envFrom: [{ secretRef: { name: secretName } }],
            },
          ],
        },
      },
    });
  }

  it(
    'brings exact bytes into the pod that a person seals in Chromium',
    async () => {
      const name = 'db';
      const values: Values = {
        password: Buffer.from(`Kw9 ${name} Grüße 🔑\n"quoted" ${secret()}`),
        'key.bin': randomBytes(600),
      };
      remember(name, values);
      await certificateOf(ENTITY);
      const browser = await PortalBrowser.open(chromium, portal.url);
      try {
        const { page, log } = browser;
        await signInAs(page, 'Guest');
        await openTab(page, 'web');
        await fillIn(page, {
          place: `${NAME} / payments`,
          name,
          key: 'password',
          value: values.password.toString(),
        });
        // The last one makes a key of each file that is picked.
        await page
          .locator('input[type=file]')
          .last()
          .setInputFiles({
            name: 'key.bin',
            mimeType: 'application/octet-stream',
            buffer: Buffer.from(values['key.bin']),
          });
        await sealIn(page);
        await requestIn(page, 'A person asked for it');
        const id = new URL(page.url()).pathname.split('/').at(-1)!;
        const [pull, ...more] = await pullsOf(id);
        expect(more).toEqual([]);
        await merge(pull.number);
        await expectDone(page, 'Merged');
        await applyMerged(name);
        // GitOps applies the workload beside it: its pod waits for the Secret.
        await run(`with-${name}`, name);
        await holds(name, values);
        for (const step of ['Applied', 'Unsealed', 'Used']) {
          await expectDone(page, step);
        }
        answers.push(await browser.kept(), ...log.texts);
        expect(log.texts.join('\n')).toContain('encryptedData');
        expect(log.texts.join('\n')).toContain('A person asked for it');
        await comesTo(id, 'used');
      } finally {
        await browser.close();
      }
    },
    TEST_MS,
  );

  it.each<[SealingScope, string]>([
    ['namespace-wide', 'mail'],
    ['cluster-wide', 'queue'],
  ])(
    'brings exact bytes into the pod, sealed with the scope %s',
    async (scope, name) => {
      const values: Values = {
        password: Buffer.from(`Kw9 ${name} Grüße 🔑\n"quoted" ${secret()}`),
        binary: randomBytes(600),
        empty: new Uint8Array(0),
      };
      const draft = await draftOf(await sealed(name, values, { scope }));
      const { id, state } = await requested(draft);
      expect(state).toBe('preparing');
      const opened = await comesTo(id, 'opened');
      const [pull] = await pullsOf(id);
      expect(opened.change).toMatchObject({
        number: pull.number,
        url: pull.html_url,
        headSha: pull.head.sha,
      });
      expect(pull).toMatchObject({
        state: 'open',
        user: { login: bot.name },
        base: { ref: 'main' },
      });
      await merge(pull.number);
      await comesTo(id, 'merged');
      await applyMerged(name);
      // GitOps applies the workload beside it: its pod waits for the Secret.
      await run(`with-${name}`, name);
      await holds(name, values);
      const used = await comesTo(id, 'used');
      expect(used.targets[0].usedHow).toMatch(/^Inferred: /);
      expect(used.history.map((each: any) => each.state)).toEqual(
        expect.arrayContaining(['preparing', 'opened', 'merged', 'used']),
      );
      expect(used.blocked).toBeUndefined();
    },
    TEST_MS,
  );

  it(
    'replaces one value, and leaves the others as they are',
    async () => {
      const before: Values = {
        a: Buffer.from(secret()),
        b: Buffer.from(secret()),
      };
      const first = await requested(await draftOf(await sealed('api', before)));
      await comesTo(first.id, 'opened');
      await merge((await pullsOf(first.id))[0].number);
      await applyMerged('api');
      await holds('api', before);
      await comesTo(first.id, 'unsealed');
      const after: Values = { b: Buffer.from(secret()) };
      const second = await requested(
        await draftOf(await sealed('api', after, { mode: 'replace' })),
      );
      await comesTo(second.id, 'opened');
      const [pull] = await pullsOf(second.id);
      const files = await gitea.call(
        'GET',
        `/repos/${REPOSITORY}/pulls/${pull.number}/files`,
      );
      expect(files).toEqual([
        expect.objectContaining({
          filename: `${FOLDER}/api.sealedsecret.yaml`,
          additions: 1,
          deletions: 1,
        }),
      ]);
      await merge(pull.number);
      await applyMerged('api');
      await holds('api', { ...before, ...after });
      await comesTo(second.id, 'unsealed');
    },
    TEST_MS,
  );

  it(
    'is made by the template of the scaffolder, as whoever begins the task',
    async () => {
      const values: Values = { key: Buffer.from(secret()) };
      const draftId = await draftOf(await sealed('templated', values));
      const begin = async (who: PortalApi) => {
        const { body } = await until(async () => {
          const answer = await who.request(
            'POST',
            '/api/scaffolder/v2/tasks',
            JSON.stringify({
              templateRef: 'template:default/seal-secret',
              values: { entity: ENTITY, sealed: draftId, reason: 'for mail' },
            }),
          );
          expect(answer.status).toBe(201);
          return answer;
        }, PATIENCE_MS);
        return await until(async () => {
          const task = await who.get(`/api/scaffolder/v2/tasks/${body.id}`);
          expect(['completed', 'failed']).toContain(task.status);
          return task;
        }, PATIENCE_MS);
      };
      // Whoever knows the id of a draft of somebody else gets nothing by it.
      expect((await begin(olga)).status).toBe('failed');
      const before = await pulls();
      const dry = await guest.request(
        'POST',
        '/api/scaffolder/v2/dry-run',
        JSON.stringify({
          template: {
            apiVersion: 'scaffolder.backstage.io/v1beta3',
            kind: 'Template',
            metadata: { name: 'dry' },
            spec: {
              owner: 'guest',
              type: 'secret',
              parameters: {},
              steps: [
                {
                  id: 'seal',
                  name: 'x',
                  action: 'secrets:seal',
                  input: { draftId },
                },
              ],
            },
          },
          values: {},
          directoryContents: [],
        }),
      );
      expect(dry.status).toBe(200);
      expect(await pulls()).toEqual(before);
      const task = await begin(guest);
      answers.push(JSON.stringify(task));
      expect(task.status).toBe('completed');
      const [pull] = (await pulls()).filter(({ title }) =>
        title.includes('payments/templated'),
      );
      expect(pull.body).toContain('for mail');
      await merge(pull.number);
      await applyMerged('templated');
      await holds('templated', values);
    },
    TEST_MS,
  );

  it(
    'takes one of two requests at once for a Secret',
    async () => {
      const drafts = [
        await draftOf(await sealed('twice', { a: Buffer.from(secret()) })),
        await draftOf(await sealed('twice', { a: Buffer.from(secret()) })),
      ];
      const made = await Promise.all(
        drafts.map(draftId =>
          ask('POST', '/requests', {
            draftId,
            destinations: [destination()],
          }),
        ),
      );
      expect(made.map(({ status }) => status).sort()).toEqual([200, 409]);
      const [{ id }] = made.find(({ status }) => status === 200)!.body.items;
      await comesTo(id, 'opened');
      const about = (await pulls()).filter(({ title }) =>
        title.includes('payments/twice'),
      );
      expect(about).toHaveLength(1);
      const late = await ask('POST', '/requests/preflight', {
        draftId: await draftOf(
          await sealed('twice', { a: Buffer.from(secret()) }),
        ),
        destinations: [destination()],
      });
      expect(late.body.refusals).toEqual([
        expect.objectContaining({ code: 'request-open', name: 'twice' }),
      ]);
      expect((await ask('POST', `/requests/by-id/${id}/withdraw`)).status).toBe(
        204,
      );
      await comesTo(id, 'withdrawn');
      expect(await branches()).not.toContain(`keyward/${id}`);
      expect((await pullsOf(id))[0]).toMatchObject({
        state: 'closed',
        merged: false,
      });
    },
    TEST_MS,
  );

  it(
    'has a workload use the Secret',
    async () => {
      const values: Values = { token: Buffer.from(secret()) };
      const draft = await draftOf(await sealed('referred', values));
      const { id } = await requested(draft, [
        { kind: 'Deployment', name: 'web', as: 'env', reloader: true },
      ]);
      await comesTo(id, 'opened');
      await merge((await pullsOf(id))[0].number);
      await applyMerged('referred');
      const text = await gitea.readFile(REPOSITORY, `${FOLDER}/web.yaml`);
      expect(text).toContain('name: web # the shop');
      const [{ object }] = readManifests(text) as any[];
      expect(object.metadata.annotations).toEqual({
        'secret.reloader.stakater.com/reload': 'referred',
      });
      // What the Deployment would run, had the cluster nodes and controllers.
      await cluster().api.call('POST', '/api/v1/namespaces/payments/pods', {
        body: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'web' },
          spec: object.spec.template.spec,
        },
      });
      await holds('referred', values);
      const { targets } = await comesTo(id, 'used');
      expect(targets[0].usedHow).toMatch(/^Inferred: /);
    },
    TEST_MS,
  );

  it(
    'is planned again where another one was merged into the same kustomization',
    async () => {
      const ids: string[] = [];
      for (const name of ['first', 'second']) {
        const target = await sealed(name, { a: Buffer.from(secret()) });
        ids.push((await requested(await draftOf(target))).id);
      }
      for (const id of ids) {
        await comesTo(id, 'opened');
      }
      for (const id of ids) {
        await merge((await pullsOf(id))[0].number);
        await comesTo(id, 'merged');
      }
      const list = `${FOLDER}/kustomization.yaml`;
      expect(await gitea.readFile(REPOSITORY, list)).toMatch(
        /first\.sealedsecret\.yaml[^]*second\.sealedsecret\.yaml/,
      );
      expect((await read(ids[1])).history).toContainEqual(
        expect.objectContaining({
          note: expect.stringContaining('planned again'),
        }),
      );
      expect(await pullsOf(ids[1])).toHaveLength(1);
    },
    TEST_MS,
  );

  it(
    'is resumed after the portal was killed, with one pull request',
    async () => {
      const values: Values = { token: Buffer.from(secret()) };
      const draft = await draftOf(await sealed('killed', values));
      const stops: [string, 'asked' | 'answered'][] = [
        ['/branches', 'answered'],
        ['/contents', 'answered'],
        ['/pulls', 'asked'],
        ['/pulls', 'answered'],
      ];
      let id: string | undefined;
      for (const [end, phase] of stops) {
        const killed = proxy.stopOnce(
          request =>
            request.phase === phase &&
            request.what.startsWith('POST ') &&
            request.what.endsWith(end),
          killPortal,
        );
        id ??= (await requested(draft)).id;
        expect(await killed).toContain(end);
        await restartPortal();
      }
      await comesTo(id!, 'opened');
      const [pull, ...more] = await pullsOf(id!);
      expect(more).toEqual([]);
      const ofRequest = (await branches()).filter(name => name.includes(id!));
      expect(ofRequest).toEqual([`keyward/${id}`]);
      await merge(pull.number);
      await applyMerged('killed');
      await holds('killed', values);
      await comesTo(id!, 'unsealed');
    },
    TEST_MS,
  );

  it('writes to no folder of others, and to none outside of its own', async () => {
    const before = await pulls(FOREIGN);
    const target = await sealed('stray', { a: Buffer.from(secret()) });
    const draftId = await draftOf(target);
    for (const place of [
      { ...destination(), repository: urlOf(FOREIGN) },
      { ...destination(), repository: `${gitea.url}/${REPOSITORY}` },
      { ...destination(), path: 'other' },
      { ...destination(), path: `${FOLDER}/../../other` },
      { ...destination(), path: `${FOLDER}/..` },
      { ...destination(), path: '' },
      { ...destination(), branch: 'release' },
    ]) {
      const body = { draftId, destinations: [place] };
      const looked = await ask('POST', '/requests/preflight', body);
      expect([place, looked.body.refusals]).toEqual([
        place,
        [expect.objectContaining({ code: 'repository-unconfirmed' })],
      ]);
      expect((await ask('POST', '/requests', body)).status).toBe(409);
    }
    const { body } = await ask(
      'GET',
      `/seal/targets?entityRef=${encodeURIComponent(GREEDY)}`,
    );
    expect(
      body.repositories.map((each: any) => [
        each.repository,
        each.path,
        each.confirmedBy,
        each.refusal.code,
      ]),
    ).toEqual([
      [urlOf(FOREIGN), FOLDER, undefined, 'repository-unconfirmed'],
      // What its URL means, once its dots are followed.
      [urlOf(REPOSITORY), 'other', undefined, 'repository-unconfirmed'],
    ]);
    const greedy = await draftOf(target, GREEDY);
    for (const repository of [urlOf(FOREIGN), urlOf(REPOSITORY)]) {
      const refused = await ask('POST', '/requests', {
        draftId: greedy,
        destinations: [{ ...destination(), repository }],
      });
      expect(refused.status).toBe(409);
    }
    // Somebody of another team, with the draft's id.
    for (const path of ['/requests', '/requests/preflight']) {
      const stolen = await ask(
        'POST',
        path,
        { draftId, destinations: [destination()] },
        olga,
      );
      expect(stolen.status).toBe(404);
    }
    expect(await pulls(FOREIGN)).toEqual(before);
    expect(
      (await pulls()).filter(({ title }) => title.includes('stray')),
    ).toEqual([]);
  }, 240_000);

  it(
    'is approved by somebody else for one commit, and no forged status counts',
    async () => {
      const pat = await portal.signIn('user:default/pat');
      const target = await sealed(
        'ledger',
        { a: Buffer.from(secret()) },
        { namespace: LIVE },
      );
      const { id } = await requested(await draftOf(target, LIVE_ENTITY));
      const { change } = await comesTo(id, 'opened');
      const approve = async (who: PortalApi, headSha: string) =>
        (await ask('POST', `/requests/by-id/${id}/approve`, { headSha }, who))
          .status;
      const shows = async (sha: string, status: string, by: string) =>
        await until(async () => {
          const { statuses } = await gitea.call(
            'GET',
            `/repos/${REPOSITORY}/commits/${sha}/status`,
          );
          expect(statuses).toEqual([
            expect.objectContaining({
              context: 'keyward/approval',
              status,
              creator: expect.objectContaining({ login: by }),
            }),
          ]);
        }, PATIENCE_MS);
      await shows(change.headSha, 'pending', bot.name);
      // Whoever can push can set a status as well.
      const forge = async (sha: string) =>
        await gitea.call('POST', `/repos/${REPOSITORY}/statuses/${sha}`, {
          body: { context: 'keyward/approval', state: 'success' },
          token: reviewer.token,
        });
      await forge(change.headSha);
      await shows(change.headSha, 'pending', bot.name);
      const forged = await read(id);
      expect(forged.approval.state).toBe('waiting');
      expect(forged.history).toContainEqual(
        expect.objectContaining({
          kind: 'forged',
          note: expect.stringContaining(`The account ${reviewer.name} set`),
        }),
      );
      expect(await approve(guest, change.headSha)).toBe(403);
      expect(await approve(olga, change.headSha)).toBe(404);
      expect(await approve(pat, 'f'.repeat(40))).toBe(409);
      expect(await approve(pat, change.headSha)).toBe(204);
      await shows(change.headSha, 'success', bot.name);
      // Somebody pushes to it, forges the status and merges.
      const { commit } = await gitea.call(
        'POST',
        `/repos/${REPOSITORY}/contents/${FOLDER}/more.yaml`,
        {
          body: {
            branch: `keyward/${id}`,
            content: Buffer.from('kind: ConfigMap\n').toString('base64'),
          },
          token: reviewer.token,
        },
      );
      expect(await approve(pat, change.headSha)).toBe(409);
      await forge(commit.sha);
      await merge(change.number);
      const merged = await comesTo(id, 'merged');
      expect(merged).toMatchObject({
        change: { headSha: commit.sha, mergedBy: reviewer.name },
        approval: {
          state: 'missing',
          approvals: [
            { by: 'user:default/pat', headSha: change.headSha, counts: false },
          ],
        },
      });
      expect(merged.history.at(-1).note).toContain(
        `It was merged by the account ${reviewer.name}`,
      );
    },
    TEST_MS,
  );

  it('leaves no value in the database, the logs, the answers and the repository', async () => {
    logs.push(portal.log());
    const scanner = new CanaryScanner(canaries);
    const found = (text: string) => scanner.scan(Buffer.from(text));
    const long = canaries.filter(({ value }) => value.length >= 12);
    expect(long.length).toBeGreaterThan(10);
    for (const { value } of long) {
      expect(found(`x${value.toString('base64')}`).length).toBeGreaterThan(0);
    }
    let rows = 0;
    const tables = new Set<string>();
    await readAllRows(postgres.connectionString, (place, text) => {
      rows += 1;
      tables.add(place);
      expect([place, found(text)]).toEqual([place, []]);
    });
    expect([...tables]).toEqual(
      expect.arrayContaining([
        'backstage_plugin_secrets.public.requests',
        'backstage_plugin_secrets.public.request_events',
        'backstage_plugin_secrets.public.drafts',
        'backstage_plugin_scaffolder.public.tasks',
      ]),
    );
    expect(rows).toBeGreaterThan(100);
    for (const log of logs) {
      expect(found(log)).toEqual([]);
    }
    expect(logs.join('')).toContain('request-create');
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.flatMap(found)).toEqual([]);
    const all = await pulls();
    expect(all.length).toBeGreaterThan(5);
    expect(found(JSON.stringify(all))).toEqual([]);
    for (const { number } of all) {
      const diff = await gitea.call<string>(
        'GET',
        `/repos/${REPOSITORY}/pulls/${number}.diff`,
      );
      expect(diff).toContain('encryptedData');
      expect(found(diff)).toEqual([]);
    }
  }, 240_000);
});

function component(
  name: string,
  manifests: string,
  namespace: string = 'payments',
) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'backstage.io/kubernetes-namespace': namespace,
        'keyward.io/manifests': manifests,
      },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/payments',
    },
  };
}

/** Long enough that it is found nowhere by chance. */
function secret(): string {
  return `Kw9-${randomBytes(18).toString('base64url')}`;
}
