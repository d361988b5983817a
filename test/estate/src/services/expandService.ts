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

import { Manifest } from '../Manifest';
import { generateValue } from '../render/generateValue';
import { RenderContext } from '../render/renderManifest';
import { markOf } from './deliveryOf';
import { expandSecret } from './expandSecret';
import { isIn, overlay } from './overlay';
import { hasConfig, podTemplate, usesOf } from './podTemplate';
import { SecretSpec, ServiceSpec } from './ServiceSpec';
import { workload } from './workload';

/** All objects of a service in a cluster; none if it does not run there. */
export function expandService(
  spec: ServiceSpec,
  context: RenderContext,
): Manifest[] {
  const { cluster } = context;
  if (!isIn(spec, cluster)) {
    return [];
  }
  const service = overlay(spec, cluster);
  const secrets = (service.secrets ?? [])
    .filter(secret => isIn(secret, cluster))
    .map(secret => overlay(secret, cluster) as SecretSpec);
  const { service: name, namespace, component = name } = service;

  const labels = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': component,
    'backstage.io/kubernetes-id': component,
    ...service.labels,
  };
  const pod = podTemplate(service, secrets);
  for (const { name: key, ...rest } of pod.spec.containers[0].env ?? []) {
    const description = service.envValues?.[key];
    if (description) {
      Object.assign(
        pod.spec.containers[0].env.find((entry: any) => entry.name === key),
        rest,
        {
          value: generateValue(description, {
            ...context,
            seed: `${cluster}/${namespace}/${name}/${key}`,
          }).toString(),
        },
      );
    }
  }

  const controlled = workload(service, pod, {
    labels,
    cluster,
    isWaiting: secrets.some(({ missing, optional }) => missing && !optional),
  }).map(object => (object['x-manager'] ? object : marked(object, service)));
  return [
    ...secrets.flatMap(secret => expandSecret(secret, service)),
    ...controlled,
    ...around(service, secrets).map(object => marked(object, service)),
  ];
}

/** What a service has besides its workload and secrets. */
function around(service: ServiceSpec, secrets: SecretSpec[]): Manifest[] {
  const { service: name, namespace, age, port, host } = service;
  const using = (way: string) =>
    secrets.filter(secret => usesOf(secret).includes(way));
  const references = (way: string) =>
    using(way).map(({ name: secret }) => ({ name: secret }));
  const metadata = { name, namespace };
  const objects: Manifest[] = [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      'x-age': age,
      metadata,
      ...(using('serviceAccount').length > 0
        ? { secrets: references('serviceAccount') }
        : {}),
      ...(using('serviceAccountPull').length > 0
        ? { imagePullSecrets: references('serviceAccountPull') }
        : {}),
    },
  ];
  if (hasConfig(service)) {
    objects.push({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      'x-age': age,
      metadata: { name: `${name}-config`, namespace },
      data: service.config ?? {},
      'x-values': service.configValues,
    });
  }
  if (host) {
    objects.push({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      'x-age': age,
      metadata,
      spec: {
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: {
                    service: { name, port: { number: port ?? 8080 } },
                  },
                },
              ],
            },
          },
        ],
        tls: using('ingress').map(({ name: secretName }) => ({
          hosts: [host],
          secretName,
        })),
      },
    });
  }
  return objects;
}

/** An object with the marks of what delivers its service. */
function marked(object: Manifest, service: ServiceSpec): Manifest {
  const { component = service.service } = service;
  const [group] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : [''];
  const { metadata } = object;
  const mark = markOf(
    service.by,
    object.kind,
    group,
    service.namespace,
    metadata.name,
  );
  const controllers = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'];
  const confirmation: Record<string, string> =
    service.confirm && controllers.includes(object.kind)
      ? { 'keyward.io/entity': `component:default/${component}` }
      : {};
  return {
    ...object,
    'x-manager': mark.manager,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...mark.labels },
      annotations: {
        ...metadata.annotations,
        ...mark.annotations,
        ...confirmation,
      },
    },
  };
}
