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

import { at } from '@keyward/observation/json';
import { Extractor } from '../Extractor';
import { keptLabels } from '../../fields/keptMetadata';
import { compact, itemsAt, objectAt, textAt, textsAt } from '../../fields/read';
import { walkAll } from '../../references/walkAll';
import { tlsHostsOf } from '../../fields/tlsHosts';

/** No pods have more, and each name is looked for by all of them. */
const MOST_LABELS = 100;
/** Fields of an Istio server's `tls` that name Secrets. */
const CREDENTIALS = ['credentialName', 'caCertCredentialName'];

/**
 * A Gateway of Istio: its Secrets are looked up beside the pods that it selects,
 * and the authority of clients' certificates in one of another ending as well
 * (https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/).
 */
export const istioGateway: Extractor = context => {
  const { object, references } = context;
  const podsWith = keptLabels(objectAt(object, 'spec', 'selector'));
  const labels = Object.keys(podsWith).length;
  if (labels === 0 || labels > MOST_LABELS) {
    walkAll(context, { how: 'gatewayTls' });
  } else {
    for (const { index, item } of itemsAt(object, 'spec', 'servers')) {
      const path = `spec.servers[${index}].tls`;
      const names = [
        ...CREDENTIALS.flatMap(field => {
          const name = textAt(item, 'tls', field);
          return name === undefined ? [] : { field, name };
        }),
        ...textsAt(item, 'tls', 'credentialNames').map(name => ({
          field: 'credentialNames',
          name,
        })),
      ];
      for (const { field, name } of names) {
        const stated = { path: `${path}.${field}`, how: 'gatewayTls' as const };
        references.seek({ ...stated, name }, { podsWith });
        references.seek(
          {
            name: `${name}-cacert`,
            ...stated,
            how: 'convention',
            optional: true,
          },
          { podsWith },
        );
      }
    }
  }
  return {
    detail: compact({
      hosts: [
        ...new Set(
          itemsAt(context.object, 'spec', 'servers').flatMap(({ item }) =>
            textsAt(item, 'hosts'),
          ),
        ),
      ],
      tlsHosts: tlsHostsOf(
        itemsAt(context.object, 'spec', 'servers').map(({ item }) => ({
          name: at(item, 'tls', 'credentialName'),
          // They may be written as `namespace/host`.
          hosts: textsAt(item, 'hosts')
            .map(host => host.split('/').pop()!)
            .filter(host => !isWildcard(host)),
        })),
      ),
    }),
  };
};

/**
 * A DestinationRule of Istio: its Secrets are looked up beside the proxies that use
 * it. Those are pods of its namespace that it selects, or else gateways anywhere
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/).
 */
export const istioDestinationRule: Extractor = context => {
  const { object, references } = context;
  if (Object.keys(objectAt(object, 'spec', 'workloadSelector')).length > 0) {
    walkAll(context);
    return {};
  }
  const policies = [
    { path: 'spec', item: objectAt(object, 'spec') },
    ...itemsAt(object, 'spec', 'subsets').map(({ index, item }) => ({
      path: `spec.subsets[${index}]`,
      item,
    })),
  ].flatMap(({ path, item }) => [
    {
      path: `${path}.trafficPolicy`,
      item: objectAt(item, 'trafficPolicy'),
    },
    ...itemsAt(item, 'trafficPolicy', 'portLevelSettings').map(port => ({
      path: `${path}.trafficPolicy.portLevelSettings[${port.index}]`,
      item: port.item,
    })),
  ]);
  for (const { path, item } of policies) {
    const name = textAt(item, 'tls', 'credentialName');
    if (name !== undefined) {
      references.seek(
        { name, how: 'customResource', path: `${path}.tls.credentialName` },
        'unknown',
      );
    }
  }
  return {};
};

function isWildcard(host: string): boolean {
  return host.startsWith('*');
}
