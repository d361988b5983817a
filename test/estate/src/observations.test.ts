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

import { createFingerprinter } from '@keyward/values';
import {
  kubernetesSecretRef,
  Observation,
  ObjectObservation,
} from '@keyward/observation';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { KubernetesObject } from './KubernetesObject';
import { loadEstate } from './loadEstate';

const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 1),
  keyId: 'test',
});

function observe(sourceId: string, object: KubernetesObject): Observation {
  return object.kind === 'Secret'
    ? observeSecret(object, { sourceId, taken: 'fingerprint', fingerprinter })
    : observeObject(object, { sourceId });
}

/** Values that say nothing by themselves: user names, hosts, flags. */
const LEAST_LENGTH = 16;

describe('the observations of the estate', () => {
  const { clusters, planted } = loadEstate({
    now: new Date('2026-11-01T12:00:00Z'),
  });

  describe.each(clusters)('of $name', ({ name: cluster, objects }) => {
    const observations = objects.map(object => observe(cluster, object));
    const observed = observations.filter(
      (observation): observation is ObjectObservation =>
        observation.type === 'object',
    );
    const secrets = new Set(
      observations.flatMap(observation =>
        observation.type === 'secret' ? [observation.ref] : [],
      ),
    );
    const refOf = (target: { namespace: string; name: string }) =>
      kubernetesSecretRef(cluster, target.namespace, target.name);

    it('are one for each object', () => {
      expect(new Set(observations.map(({ ref }) => ref)).size).toBe(
        objects.length,
      );
    });

    it('have read each certificate, and opened each keystore', () => {
      const held = observations.flatMap(observation =>
        observation.type === 'secret'
          ? observation.keys.flatMap(({ name, certificates }) =>
              certificates ? [{ key: name, ...certificates }] : [],
            )
          : [],
      );
      expect(held.length).toBeGreaterThan(10);
      expect(held.flatMap(({ notes }) => notes)).toEqual([]);
      const [keystore] = held.filter(({ key }) => key === 'keystore.jks');
      expect(keystore).toMatchObject({
        format: 'jks',
        count: 1,
        certificates: [
          {
            sans: [`DNS:tracking.${cluster}.fernhill.example`],
            notAfter: '2027-08-29T00:00:00Z',
          },
        ],
      });
    });

    it('hold none of the values', () => {
      const text = JSON.stringify(observations);
      const leaked = objects
        .filter(({ kind }) => kind === 'Secret')
        .flatMap(({ metadata, data = {} }) =>
          Object.entries<string>(data).flatMap(([key, base64]) => {
            const value = Buffer.from(base64, 'base64').toString('utf8');
            const found =
              value.length >= LEAST_LENGTH &&
              [base64, value, JSON.stringify(value).slice(1, -1)].some(form =>
                text.includes(form),
              );
            return found
              ? [`${metadata.namespace}/${metadata.name} ${key}`]
              : [];
          }),
        );
      expect(leaked).toEqual([]);
    });

    it('refer to missing secrets only where that is planted', () => {
      const missing = observed.flatMap(({ references }) =>
        references.map(refOf).filter(ref => !secrets.has(ref)),
      );
      const expected = planted
        .filter(
          problem =>
            problem.cluster === cluster && /missing/.test(problem.problem),
        )
        .map(refOf);
      expect([...new Set(missing)].sort()).toEqual(expected.sort());
    });

    it('deliver missing secrets only where that failed or was not tried yet', () => {
      const failed = observed.filter(({ deliveries }) =>
        deliveries.some(delivery => !secrets.has(refOf(delivery))),
      );
      const tried = failed.filter(({ status }) => status);
      expect(tried.map(({ status }) => status?.ready)).toEqual(
        tried.map(() => 'false'),
      );
      expect(failed.length - tried.length).toBeLessThanOrEqual(1);
    });

    it('name for each secret of an operator the object that delivers it', () => {
      const delivered = new Set(
        observed.flatMap(({ deliveries }) => deliveries.map(refOf)),
      );
      const operators = [
        'Certificate',
        'ExternalSecret',
        'SealedSecret',
        'SecretProviderClass',
        'VaultStaticSecret',
      ];
      const without = observations.flatMap(observation =>
        observation.type === 'secret' &&
        operators.includes(observation.deliverer.kind) &&
        !delivered.has(observation.ref)
          ? [observation.ref]
          : [],
      );
      const leftBehind = planted
        .filter(
          problem =>
            problem.cluster === cluster && problem.rules?.includes('orphaned'),
        )
        .map(refOf);
      expect(without).toEqual(leftBehind);
      expect(delivered.size).toBeGreaterThan(30);
    });
  });

  it('show each way to refer to a secret that the estate has', () => {
    const ways = clusters.flatMap(({ name, objects }) =>
      objects
        .filter(({ kind }) => kind !== 'Secret')
        .flatMap(object =>
          observeObject(object, { sourceId: name }).references.map(
            ({ how }) => how,
          ),
        ),
    );
    expect([...new Set(ways)].sort()).toEqual([
      'customResource',
      'env',
      'envFrom',
      'gatewayTls',
      'imagePullSecret',
      'ingressTls',
      'projected',
      'serviceAccount',
      'storage',
      'volume',
    ]);
  });
});
