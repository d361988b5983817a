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

import { mockServices } from '@backstage/backend-test-utils';
import type {
  DelivererObservation,
  Observation,
  SecretObservation,
} from '@keyward/observation';
import { at, batch, object, secret } from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
} from '../__testUtils__/testInventory';
import { Environments } from '../store/environments/Environments';
import { loadSecretFacts } from './loadSecretFacts';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const CERTIFICATES = 'cert-manager.io/v1/certificates';
const EXTERNAL = 'external-secrets.io/v1/externalsecrets';
const APPLICATIONS = 'argoproj.io/v1alpha1/applications';
const KUSTOMIZATIONS = 'kustomize.toolkit.fluxcd.io/v1/kustomizations';

const made = (
  name: string,
  deliverer: DelivererObservation,
  overrides: Partial<SecretObservation> = {},
) => secret('a', name, { deliverer, ...overrides });

const of = (
  kind: string,
  apiGroup: string,
  name: string,
  namespace = 'a',
  deliveries: { namespace: string; name: string }[] = [],
) => object(kind, namespace, name, { apiGroup, deliveries });

const release = (name: string) =>
  secret('a', `sh.helm.release.v1.${name}.v3`, {
    secretType: 'helm.sh/release.v1',
    deliverer: { kind: 'Helm', namespace: 'a', name, basis: 'type' },
  });

describe.each(databases.eachSupportedId())(
  'absent deliverers on %s',
  databaseId => {
    async function setUp(secrets: Observation[]) {
      const test = await createTestInventory(databaseId);
      await test.sync(SECRETS, secrets);
      const environments = new Environments(
        mockServices.rootConfig({ data: {} }),
      );
      const absent = async () => {
        const ids = await test.knex('secrets').pluck('id');
        const facts = await loadSecretFacts(
          test.knex,
          test.fence.sourceId,
          ids,
          environments,
        );
        return Object.fromEntries(
          facts
            .filter(({ deliverer }) => deliverer.absent !== undefined)
            .map(({ name, deliverer }) => [name, deliverer.absent]),
        );
      };
      return { test, absent };
    }

    it('are told of certificates and external secrets', async () => {
      const certificate = (name: string) =>
        made(name, {
          kind: 'Certificate',
          apiGroup: 'cert-manager.io',
          namespace: 'a',
          name,
          basis: 'annotation',
        });
      const external = (name: string) =>
        made(name, {
          kind: 'ExternalSecret',
          apiGroup: 'external-secrets.io',
          namespace: 'a',
          basis: 'label',
        });
      const { test, absent } = await setUp([
        certificate('left-tls'),
        certificate('kept-tls'),
        external('left'),
        external('kept'),
        made('owned', {
          kind: 'ExternalSecret',
          namespace: 'a',
          name: 'gone',
          basis: 'owner',
        }),
        secret('a', 'by-hand'),
      ]);
      expect(await absent()).toEqual({});
      await test.sync(CERTIFICATES, [
        of('Certificate', 'cert-manager.io', 'kept-tls'),
      ]);
      await test.sync(EXTERNAL, [
        of('ExternalSecret', 'external-secrets.io', 'other-name', 'a', [
          { namespace: 'a', name: 'kept' },
        ]),
      ]);
      // What an object says that it makes has that as its deliverer: `kept`.
      expect(await absent()).toEqual({
        'left-tls': true,
        'kept-tls': false,
        left: true,
      });
    });

    it('are told of entities that secrets name and the catalog does not have', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync(SECRETS, [
        secret('a', 'web', { labels: { 'keyward.io/entity': 'web' } }),
        secret('a', 'gone', { labels: { 'keyward.io/entity': 'gone' } }),
        secret('a', 'plain'),
      ]);
      const entities = async () => {
        const facts = await loadSecretFacts(
          test.knex,
          test.fence.sourceId,
          await test.knex('secrets').pluck('id'),
          new Environments(mockServices.rootConfig({ data: {} })),
        );
        return Object.fromEntries(
          facts.map(({ name, entity }) => [name, entity]),
        );
      };
      const web = { ref: 'component:default/web' };
      const gone = { ref: 'component:default/gone' };
      await test.store.setAbsentEntities([]);
      expect(await entities()).toEqual({ web, gone, plain: undefined });
      await test.store.setAbsentEntities([gone.ref, web.ref]);
      test.clock.minutes += 60;
      await test.store.setAbsentEntities([gone.ref]);
      // Since when it is absent stays.
      expect(await entities()).toEqual({
        web,
        gone: { ...gone, absentSince: at(10) },
        plain: undefined,
      });
    });

    it('are not told while a kind is not listed to its end, or elsewhere', async () => {
      const { test, absent } = await setUp([
        made('tls', {
          kind: 'Certificate',
          namespace: 'a',
          name: 'tls',
          basis: 'annotation',
        }),
      ]);
      await test.apply(
        batch(CERTIFICATES, [of('Certificate', 'cert-manager.io', 'x')], {
          generation: 'open',
        }),
      );
      expect(await absent()).toEqual({});
      await test.sync(`${CERTIFICATES}@b`, []);
      expect(await absent()).toEqual({});
      await test.sync(`${CERTIFICATES}@a`, []);
      expect(await absent()).toEqual({ tls: true });
    });

    it('are looked for in other clusters where tools reach across', async () => {
      const tracked = (name: string) =>
        made(name, { kind: 'Argo CD', name, basis: 'annotation' });
      const applied = (name: string) =>
        made(`flux-${name}`, {
          kind: 'Flux',
          namespace: 'flux',
          name,
          basis: 'label',
        });
      const { test, absent } = await setUp([
        tracked('here'),
        tracked('hub'),
        tracked('team_app'),
        tracked('left'),
        applied('here'),
        applied('left'),
      ]);
      await addSource(test.knex, 'hub');
      await test.knex('streams').insert({
        source_id: 'hub',
        stream: APPLICATIONS,
        blank: false,
        open: false,
        completed_at: at(1),
      });
      await test.knex('objects').insert({
        source_id: 'hub',
        ref: 'hub/argoproj.io/Application/argocd/hub',
        stream: APPLICATIONS,
        relations: '',
        api_group: 'argoproj.io',
        api_version: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: 'argocd',
        name: 'hub',
        labels: '{}',
        pod_labels: '{}',
        annotations: '[]',
      });
      // With no Application of its own the cluster may be somebody else's.
      expect(await absent()).toEqual({ hub: false });
      await test.sync(APPLICATIONS, [
        of('Application', 'argoproj.io', 'here', 'argocd'),
        of('Application', 'argoproj.io', 'app', 'team'),
      ]);
      await test.sync(KUSTOMIZATIONS, [
        of('Kustomization', 'kustomize.toolkit.fluxcd.io', 'here', 'flux'),
      ]);
      expect(await absent()).toEqual({
        here: false,
        hub: false,
        team_app: false,
        left: true,
        'flux-here': false,
        'flux-left': true,
      });
    });

    it.each([
      'v1/secrets:helm-releases',
      'v1/secrets:helm-releases@a',
      'v1/secrets:metadata',
    ])('are told of Helm where %s has its releases', async releases => {
      const charted = (name: string, basis: 'annotation' | 'label') =>
        made(`chart-${name}`, { kind: 'Helm', namespace: 'a', name, basis });
      const { test, absent } = await setUp([
        charted('kept', 'annotation'),
        charted('left', 'annotation'),
        charted('elsewhere', 'annotation'),
        charted('rendered', 'label'),
      ]);
      await test.sync(releases, []);
      expect(await absent()).toEqual({});
      await test.sync(releases, [release('kept')]);
      await test.sync('v1/configmaps', [
        object('ConfigMap', 'a', 'sh.helm.release.v1.elsewhere.v1'),
      ]);
      expect(await absent()).toEqual({
        'chart-kept': false,
        'chart-left': true,
        'chart-elsewhere': false,
      });
    });
  },
);
