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

import { SecretSpec, ServiceSpec } from './ServiceSpec';

/** The parts of a pod that secrets change. */
export interface PodParts {
  spec: Record<string, any>;
  /** Container added later to a running pod, by somebody who debugs. */
  ephemeral: Record<string, any>;
}

/** The pod of a service, using its secrets as these say. */
export function podTemplate(
  service: ServiceSpec,
  secrets: SecretSpec[],
): PodParts {
  const name = service.service;
  const main: Record<string, any> = {
    name,
    image: `registry.fernhill.example/${service.team}/${name}:1.8.2`,
    env: Object.entries({
      ...service.env,
      ...Object.fromEntries(
        Object.keys(service.envValues ?? {}).map(key => [key, '']),
      ),
    }).map(([key, value]) => ({ name: key, value })),
    envFrom: hasConfig(service)
      ? [{ configMapRef: { name: `${name}-config` } }]
      : [],
    volumeMounts: [],
  };
  const init: Record<string, any> = {
    name: 'prepare',
    image: `registry.fernhill.example/${service.team}/${name}-migrate:1.8.2`,
    env: [],
    envFrom: [],
    volumeMounts: [],
  };
  const ephemeral: Record<string, any> = {
    name: 'debugger',
    image: 'registry.fernhill.example/platform/toolbox:2.0.0',
    env: [],
    envFrom: [],
    volumeMounts: [],
  };
  const spec: Record<string, any> = {
    serviceAccountName: name,
    containers: [main],
    volumes: [],
    imagePullSecrets: [],
  };

  for (const secret of secrets) {
    for (const use of usesOf(secret)) {
      const [first, ...rest] = use.split(' ');
      if (first === 'init') {
        useSecret(rest, secret, spec, init);
        spec.initContainers = [init];
      } else if (first === 'ephemeral') {
        useSecret(rest, secret, spec, ephemeral);
      } else {
        useSecret([first, ...rest], secret, spec, main);
      }
    }
  }
  return { spec: withoutEmpty(spec), ephemeral: withoutEmpty(ephemeral) };
}

/** Whether a service has a ConfigMap. */
export function hasConfig({ config, configValues }: ServiceSpec): boolean {
  return config !== undefined || configValues !== undefined;
}

/** The ways in which a secret is used. */
export function usesOf({ use, type = '' }: SecretSpec): string[] {
  // Helm keeps its releases for itself.
  const usual = type.startsWith('helm.sh/') ? 'none' : 'envFrom';
  return [use ?? usual].flat().filter(way => way !== 'none');
}

function useSecret(
  [way, argument]: string[],
  secret: SecretSpec,
  spec: Record<string, any>,
  container: Record<string, any>,
): void {
  const { name } = secret;
  const optional = secret.optional ? { optional: true } : {};
  const keys = Object.keys(secret.keys ?? {});
  switch (way) {
    case 'envFrom':
      container.envFrom.push({ secretRef: { name, ...optional } });
      break;
    case 'env':
      for (const key of argument ? [argument] : keys) {
        container.env.push({
          name: `${name}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, '_'),
          valueFrom: { secretKeyRef: { name, key, ...optional } },
        });
      }
      break;
    case 'volume':
      addVolume(spec, { name, secret: { secretName: name, ...optional } });
      mount(container, name, argument);
      break;
    case 'projected':
      addVolume(spec, {
        name: `${name}-all`,
        projected: {
          sources: [
            { secret: { name, ...optional } },
            { serviceAccountToken: { path: 'token', audience: 'vault' } },
          ],
        },
      });
      mount(container, `${name}-all`, argument);
      break;
    case 'csi':
      addVolume(spec, {
        name,
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          readOnly: true,
          volumeAttributes: { secretProviderClass: name },
        },
      });
      mount(container, name, argument);
      break;
    case 'imagePullSecret':
      spec.imagePullSecrets.push({ name });
      break;
    // These are not the pod's.
    case 'ingress':
    case 'serviceAccount':
    case 'serviceAccountPull':
      break;
    default:
      throw new Error(`${name}: there is no use "${way}"`);
  }
}

function addVolume(
  spec: Record<string, any>,
  volume: Record<string, any>,
): void {
  if (!spec.volumes.some((known: any) => known.name === volume.name)) {
    spec.volumes.push(volume);
  }
}

function mount(
  container: Record<string, any>,
  name: string,
  mountPath = `/etc/${name}`,
): void {
  container.volumeMounts.push({ name, mountPath, readOnly: true });
}

function withoutEmpty(spec: Record<string, any>): Record<string, any> {
  return Object.fromEntries(
    Object.entries(spec)
      .map(([key, value]) =>
        /^(initC|c)ontainers$/.test(key)
          ? [key, value.map(withoutEmpty)]
          : [key, value],
      )
      .filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}
