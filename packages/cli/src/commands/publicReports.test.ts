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

// Reports about tools that do this job: a Secret that is used was called unused,
// or one that is there was missed. Each is a small input with invented names.
import { dumpOf } from '../__testUtils__/dumpOf';
import { usesIn, usesOf, type Objects } from '../__testUtils__/uses';

/** Equal in all of them, as in a copy. */
const data = { password: 'c3VwZXItbG9uZy1wYXNzd29yZC0xMjM0NTY3OA==' };

const secret = (place: string, more: object = {}) => {
  const [namespace, name] = place.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    data,
    ...more,
  };
};

const object = (type: string, place: string, fields: object) => {
  const [, apiVersion, kind] = /^(.+)\/([^/]+)$/.exec(type)!;
  const [name, namespace] = place.split('/').reverse();
  return { apiVersion, kind, metadata: { namespace, name }, ...fields };
};

const template = (spec: object, labels: object = {}) => ({
  template: { metadata: { labels }, spec },
});

const container = (more: object) => ({ containers: [{ name: 'c', ...more }] });

interface Report {
  /** What it is about. */
  about: string;
  address: string;
  objects: Objects;
  /** The Secrets that there are, each with what is right for it. */
  uses: Record<string, string>;
}

const REPORTS: Report[] = [
  {
    about: 'what a ReplicaSet names to which a Deployment may be rolled back',
    address: 'https://github.com/micnncim/kubectl-reap/issues/96',
    objects: [
      object('apps/v1/Deployment', 'shop/web', {
        spec: template(
          container({ envFrom: [{ secretRef: { name: 'web-new' } }] }),
        ),
      }),
      object('apps/v1/ReplicaSet', 'shop/web-1', {
        metadata: {
          name: 'web-1',
          namespace: 'shop',
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name: 'web',
              uid: 'u',
              controller: true,
            },
          ],
        },
        spec: {
          replicas: 0,
          ...template(
            container({ envFrom: [{ secretRef: { name: 'web-old' } }] }),
          ),
        },
      }),
    ],
    uses: {
      'shop/web-new': 'Deployment/web',
      'shop/web-old': 'not known: Deployment/web',
      'edge/web-old': 'unused',
      'shop/web-older': 'unused',
    },
  },
  {
    about:
      'the certificate of a DestinationRule, which a gateway elsewhere reads',
    address: 'https://github.com/istio/istio/issues/32202',
    objects: [
      object('networking.istio.io/v1/DestinationRule', 'shop/partner', {
        spec: {
          host: 'partner.example.com',
          trafficPolicy: {
            portLevelSettings: [
              {
                port: { number: 443 },
                tls: { mode: 'MUTUAL', credentialName: 'partner-client' },
              },
            ],
          },
        },
      }),
      object('networking.istio.io/v1/DestinationRule', 'shop/own', {
        spec: {
          host: 'own.example.com',
          workloadSelector: { matchLabels: { app: 'web' } },
          trafficPolicy: {
            tls: { mode: 'MUTUAL', credentialName: 'own-client' },
          },
        },
      }),
    ],
    uses: {
      'istio-system/partner-client': 'not known: DestinationRule/partner',
      'shop/own-client': 'DestinationRule/own',
      'istio-system/own-client': 'unused',
    },
  },
  {
    about: "the certificate of an Istio Gateway in its team's namespace",
    address: 'https://github.com/yonahd/kor/issues/497',
    objects: [
      object('networking.istio.io/v1/Gateway', 'echo/gw', {
        spec: {
          selector: { app: 'echo-gateway' },
          servers: ['echo-apps', 'echo-ext'].map(credentialName => ({
            tls: { mode: 'SIMPLE', credentialName },
          })),
        },
      }),
      object('apps/v1/Deployment', 'echo/echo-gateway', {
        spec: template(container({}), { app: 'echo-gateway' }),
      }),
    ],
    uses: {
      'echo/echo-apps': 'Gateway/gw',
      'echo/echo-ext': 'Gateway/gw',
      'echo/echo-int': 'unused',
    },
  },
  {
    about: 'custom kinds and what operators read by the API',
    address: 'https://github.com/derailed/popeye/issues/578',
    objects: [
      object('external-secrets.io/v1/ClusterSecretStore', 'doppler', {
        spec: {
          provider: {
            doppler: {
              auth: {
                secretRef: {
                  dopplerToken: {
                    name: 'doppler-token',
                    namespace: 'external-secrets',
                    key: 'token',
                  },
                },
              },
            },
          },
        },
      }),
      object('k8s.mariadb.com/v1alpha1/MariaDB', 'db/orders', {
        spec: {
          rootPasswordSecretKeyRef: { name: 'orders-root', key: 'password' },
          metrics: {
            passwordSecretKeyRef: { name: 'orders-metrics', key: 'password' },
          },
          tls: { serverCertSecretRef: { name: 'orders-tls' } },
        },
      }),
      object('cert-manager.io/v1/ClusterIssuer', 'public', {
        spec: { acme: { privateKeySecretRef: { name: 'account' } } },
      }),
      object('gateway.networking.k8s.io/v1/Gateway', 'edge/web', {
        spec: {
          listeners: [
            {
              tls: {
                certificateRefs: [
                  { name: 'web-tls' },
                  { name: 'shop-tls', namespace: 'shop' },
                ],
              },
            },
          ],
        },
      }),
    ],
    uses: {
      'external-secrets/doppler-token': 'ClusterSecretStore/doppler',
      'db/orders-root': 'MariaDB/orders',
      'db/orders-metrics': 'MariaDB/orders',
      'db/orders-tls': 'MariaDB/orders',
      'certs/account': 'not known: ClusterIssuer/public',
      'edge/web-tls': 'Gateway/web',
      'shop/shop-tls': 'Gateway/web',
      'edge/shop-tls': 'unused',
    },
  },
  {
    about: 'routes, middlewares and transports of Traefik',
    address: 'https://github.com/yonahd/kor/issues/232',
    objects: [
      object('traefik.io/v1alpha1/IngressRoute', 'web/shop', {
        spec: { tls: { secretName: 'shop-tls' } },
      }),
      object('traefik.io/v1alpha1/Middleware', 'web/login', {
        spec: { basicAuth: { secret: 'users' } },
      }),
      object('traefik.io/v1alpha1/TLSOption', 'web/mutual', {
        spec: { clientAuth: { secretNames: ['clients-ca'] } },
      }),
      object('traefik.io/v1alpha1/ServersTransport', 'web/inner', {
        spec: {
          rootCAsSecrets: ['inner-ca'],
          certificatesSecrets: ['inner-client'],
        },
      }),
    ],
    uses: {
      'web/shop-tls': 'IngressRoute/shop',
      'web/users': 'Middleware/login',
      'web/clients-ca': 'TLSOption/mutual',
      'web/inner-ca': 'ServersTransport/inner',
      'web/inner-client': 'ServersTransport/inner',
      'other/shop-tls': 'unused',
    },
  },
  {
    about: 'a certificate that is reflected to where a gateway reads it',
    address: 'https://github.com/skyhook-io/radar/issues/1638',
    objects: [
      object('cert-manager.io/v1/Certificate', 'shop/api', {
        spec: { secretName: 'api-tls', issuerRef: { name: 'x' } },
      }),
      object('networking.istio.io/v1/Gateway', 'istio-system/api', {
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [{ tls: { mode: 'SIMPLE', credentialName: 'api-tls' } }],
        },
      }),
      object('v1/Pod', 'istio-system/ingressgateway', {
        metadata: {
          name: 'ingressgateway',
          namespace: 'istio-system',
          labels: { istio: 'ingressgateway' },
        },
        spec: container({}),
      }),
      secret('istio-system/api-tls', {
        metadata: {
          name: 'api-tls',
          namespace: 'istio-system',
          annotations: {
            'reflector.v1.k8s.emberstack.com/reflects': 'shop/api-tls',
          },
        },
      }),
    ],
    uses: {
      'shop/api-tls': 'Secret/api-tls',
      'istio-system/api-tls': 'Gateway/api',
      'shop/other-tls': 'unused',
    },
  },
  {
    about: 'a TLS entry of an Ingress without a Secret',
    address: 'https://github.com/k8sgpt-ai/k8sgpt/issues/1075',
    objects: [
      object('networking.k8s.io/v1/Ingress', 'radio/web', {
        spec: {
          tls: [{ hosts: ['radio.example.com'] }, { secretName: '' }],
        },
      }),
    ],
    uses: { 'radio/web-tls': 'unused' },
  },
  {
    about: 'the tokens of ServiceAccounts, which are there',
    address: 'https://github.com/derailed/popeye/issues/49',
    objects: [
      object('v1/ServiceAccount', 'kube-system/dns', {
        secrets: [{ name: 'dns-token-tb78n' }],
        imagePullSecrets: [{ name: 'registry' }],
      }),
    ],
    uses: {
      'kube-system/dns-token-tb78n': 'ServiceAccount/dns',
      'kube-system/registry': 'ServiceAccount/dns',
      'kube-system/dns-token-old': 'unused',
    },
  },
  {
    about:
      'containers for debugging, volumes of storages, releases of Crossplane',
    address: 'https://github.com/skyhook-io/radar/pull/1067',
    objects: [
      object('v1/Pod', 'shop/web', {
        spec: {
          ...container({}),
          ephemeralContainers: [
            { name: 'debug', envFrom: [{ secretRef: { name: 'debug' } }] },
          ],
          volumes: [
            { name: 'a', cephfs: { secretRef: { name: 'ceph' } } },
            { name: 'b', azureFile: { secretName: 'share' } },
            { name: 'c', csi: { nodePublishSecretRef: { name: 'csi' } } },
            { name: 'd', flexVolume: { secretRef: { name: 'flex' } } },
          ],
        },
      }),
      object('helm.m.crossplane.io/v1beta1/Release', 'shop/chart', {
        spec: {
          forProvider: {
            chart: { pullSecretRef: { name: 'chart-login' } },
            valuesFrom: [{ secretKeyRef: { name: 'values', key: 'y' } }],
            patchesFrom: [{ secretKeyRef: { name: 'patches', key: 'y' } }],
          },
        },
      }),
    ],
    uses: {
      ...Object.fromEntries(
        ['debug', 'ceph', 'share', 'csi', 'flex'].map(name => [
          `shop/${name}`,
          'Pod/web',
        ]),
      ),
      'shop/chart-login': 'Release/chart',
      'shop/values': 'Release/chart',
      'shop/patches': 'Release/chart',
      'edge/chart-login': 'unused',
    },
  },
  {
    about: 'init containers',
    address: 'https://github.com/yonahd/kor/issues/63',
    objects: [
      object('apps/v1/Deployment', 'test/admin', {
        spec: template({
          ...container({}),
          initContainers: [
            {
              name: 'migrate',
              env: [
                {
                  name: 'PASSWORD',
                  valueFrom: {
                    secretKeyRef: { name: 'first-admin', key: 'password' },
                  },
                },
              ],
            },
          ],
        }),
      }),
    ],
    uses: {
      'test/first-admin': 'Deployment/admin',
      'test/second-admin': 'unused',
    },
  },
  {
    about: 'projected volumes',
    address: 'https://github.com/derailed/popeye/issues/365',
    objects: [
      object('apps/v1/StatefulSet', 'dsp/raven', {
        spec: template({
          ...container({}),
          volumes: [
            {
              name: 'all',
              projected: {
                sources: [
                  { secret: { name: 'raven-cert' } },
                  { configMap: { name: 'raven' } },
                ],
              },
            },
          ],
        }),
      }),
    ],
    uses: { 'dsp/raven-cert': 'StatefulSet/raven', 'dsp/raven': 'unused' },
  },
  {
    about: 'workloads that do not run now',
    address: 'https://github.com/cristian98149/kcmsu/issues/16',
    objects: [
      object('batch/v1/CronJob', 'ops/backup', {
        spec: {
          suspend: true,
          jobTemplate: {
            spec: template({
              ...container({}),
              imagePullSecrets: [{ name: 'registry' }],
            }),
          },
        },
      }),
      object('apps/v1/StatefulSet', 'ops/cache', {
        spec: {
          replicas: 0,
          ...template(
            container({ envFrom: [{ secretRef: { name: 'cache' } }] }),
          ),
        },
      }),
    ],
    uses: {
      'ops/registry': 'CronJob/backup',
      'ops/cache': 'StatefulSet/cache',
      'ops/other': 'unused',
    },
  },
  {
    about: 'what k3s keeps of its nodes',
    address: 'https://github.com/yonahd/kor/pull/270',
    objects: [],
    uses: {
      'kube-system/node-1.node-password.k3s': 'read by k3s',
      'kube-system/k3s-serving': 'read by k3s',
      'shop/k3s-serving': 'unused',
    },
  },
];

describe('keyward inventory: what was reported about others', () => {
  it.each(REPORTS)(
    'is right about $about ($address)',
    async ({ objects, uses }) => {
      const placeOf = ({ kind, metadata }: any) =>
        kind === 'Secret' ? `${metadata.namespace}/${metadata.name}` : '';
      const there = objects.map(placeOf);
      const others = Object.keys(uses)
        .filter(place => !there.includes(place))
        .map(place => secret(place));
      // Whatever comes first.
      expect(await usesOf([...objects, ...others])).toEqual(uses);
      expect(await usesOf([...others, ...objects])).toEqual(uses);
    },
  );

  it.each(REPORTS)(
    'misses nothing of it in a whole cluster: $about',
    async ({ objects, uses }) => {
      const found = await usesIn(
        await dumpOf(
          [...Object.keys(uses).map(place => secret(place)), ...objects],
          { listed: 'all' },
        ),
      );
      expect(Object.values(found)).not.toContain('missing');
    },
  );
});
