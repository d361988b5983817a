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
  createSealedSecret,
  readSealingCertificate,
  validateSealedSecret,
} from '@keyward/sealing';
import type { KubernetesObject } from './KubernetesObject';
import { SealingController } from './server/SealingController';
import { startEstate, type RunningEstate } from './startEstate';

const NAMESPACE = 'sealed-secrets';

const nameOf = ({ metadata: { namespace, name } }: KubernetesObject) =>
  `${namespace}/${name}`;

/** Values as a Secret has them. */
const dataOf = (values: Map<string, Buffer> | undefined) =>
  values &&
  Object.fromEntries(
    [...values].map(([key, value]) => [key, value.toString('base64')]),
  );

describe('Sealed Secrets of the estate', () => {
  let estate: RunningEstate;

  beforeAll(async () => {
    estate = await startEstate({ watchFiles: false });
  });
  afterAll(() => estate.stop());

  const sealedSecretsOf = (cluster: string) =>
    estate.cluster(cluster).list('bitnami.com/v1alpha1', 'SealedSecret');

  const ask = (cluster: string, path: string, init: RequestInit = {}) => {
    const { url, token } = estate.clusters.find(
      ({ name }) => name === cluster,
    )!;
    const service = `${url}/api/v1/namespaces/${NAMESPACE}/services/http:sealed-secrets-controller:http/proxy`;
    return fetch(service + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });
  };
  const verify = async (cluster: string, object: object) => {
    const body = JSON.stringify(object);
    const { status } = await ask(cluster, '/v1/verify', {
      method: 'POST',
      body,
    });
    return status;
  };

  it.each(['development', 'staging', 'production'])(
    'say of themselves in %s what its controller does with them',
    cluster => {
      const store = estate.cluster(cluster);
      const controller = new SealingController(store, NAMESPACE);
      const secrets = new Map(
        store.list('v1', 'Secret').map(object => [nameOf(object), object.data]),
      );
      const sealed = sealedSecretsOf(cluster);
      expect(sealed.length).toBeGreaterThan(10);
      const told = Object.fromEntries(
        sealed
          .filter(({ status }) => status)
          .map(object => [
            nameOf(object),
            object.status.conditions[0].status === 'True'
              ? secrets.get(nameOf(object))
              : undefined,
          ]),
      );
      const opened = Object.fromEntries(
        sealed
          .filter(({ status }) => status)
          .map(object => [nameOf(object), dataOf(controller.open(object))]),
      );
      expect(opened).toEqual(told);
    },
  );

  it('are sound to who has no key, but for those that are broken in form', () => {
    const verdictOf = (object: KubernetesObject) =>
      [object.metadata.name, validateSealedSecret(object).verdict] as const;
    const broken = sealedSecretsOf('production')
      .map(verdictOf)
      .filter(([, verdict]) => verdict !== 'cannot-tell');
    expect(broken).toEqual([
      ['pricing-feed', 'broken'],
      ['directory-sync', 'broken'],
      ['labels-printer', 'broken'],
    ]);
  });

  it('open what is sealed with the certificate that is served, and nothing else', async () => {
    const certificateOf = async (cluster: string) => {
      const response = await ask(cluster, '/v1/cert.pem');
      return await readSealingCertificate(await response.text(), {
        now: new Date(),
      });
    };
    const target = {
      namespace: 'payments',
      name: 'new',
      scope: 'strict',
    } as const;
    const sealed = await createSealedSecret({
      ...target,
      certificate: await certificateOf('production'),
      values: new Map([['token', Buffer.from('a value')]]),
    });
    expect(await verify('production', sealed)).toBe(200);
    expect(await verify('staging', sealed)).toBe(409);
    const renamed = {
      ...sealed,
      metadata: { ...sealed.metadata, name: 'old' },
    };
    expect(await verify('production', renamed)).toBe(409);
    expect(await verify('production', {})).toBe(500);
  });

  it('are of a controller that answers those who may ask it', async () => {
    const authorization = 'Bearer kubernetes-plugin';
    const refused = await ask('production', '/v1/cert.pem', {
      headers: { authorization },
    });
    expect(refused.status).toBe(403);
    expect((await ask('production', '/v1/other')).status).toBe(404);
  });
});
