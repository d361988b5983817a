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

import { isJson, Json } from '@keyward/observation';
import { namespacedName } from './names';
import { objectAt, textAt } from './read';
import { ReferenceCollector } from './ReferenceCollector';

/** Prefixes under which controllers built on ingress-nginx's or HAProxy Ingress's annotations read them. */
const PREFIXES = [
  'haproxy-ingress.github.io',
  'higress.io',
  'ingress.kubernetes.io',
  'mse.ingress.kubernetes.io',
  'nginx.ingress.kubernetes.io',
  'traefik.ingress.kubernetes.io',
];
const PREFIXED = [
  'auth-secret',
  'auth-tls-secret',
  'proxy-ssl-secret',
  'secure-crt-secret',
  'secure-verify-ca-secret',
];

/** Annotations of which the text is a Secret's name, or `namespace/name`. */
const NAMES = new Set([
  ...PREFIXES.flatMap(prefix => PREFIXED.map(name => `${prefix}/${name}`)),
  // https://github.com/haproxytech/kubernetes-ingress/tree/master/documentation
  'haproxy.org/auth-secret',
  'haproxy.org/client-ca',
  'haproxy.org/server-ca',
  'haproxy.org/server-crt',
  // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
  'nginx.com/jwt-key',
  'nginx.org/basic-auth-secret',
  // https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/
  'konghq.com/ca-certificates-secret',
  'konghq.com/client-cert',
  'configuration.konghq.com/client-cert',
  // https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengcreatingloadbalancer.htm
  'service.beta.kubernetes.io/oci-load-balancer-tls-backendset-secret',
  'service.beta.kubernetes.io/oci-load-balancer-tls-secret',
]);

/** Annotations that hold an object as JSON, and its fields that name Secrets; without a field each may. */
const OBJECTS: { key: RegExp; field?: string }[] = [
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
  { key: /^alb\.ingress\.kubernetes\.io\/auth-idp-oidc$/, field: 'secretName' },
  // https://www.linode.com/docs/products/compute/kubernetes/
  {
    key: /^service\.beta\.kubernetes\.io\/linode-loadbalancer-port-\d+$/,
    field: 'tls-secret-name',
  },
  // https://github.com/netscaler/netscaler-k8s-ingress-controller/tree/master/docs
  { key: /^ingress\.citrix\.com\/(ca|backend|backend-ca)-secret$/ },
];

/** What ends so may be a Secret's name, whatever controller reads it. */
const MAY_BE_NAME = /(^|[/.-])(secrets?|secret-?name)$/i;
const LONGEST_JSON = 16 * 1024;

/** The Secrets that controllers are told by annotations of an object. */
export function walkAnnotations(
  object: Json,
  references: ReferenceCollector,
): void {
  const annotations = objectAt(object, 'metadata', 'annotations');
  for (const [key, value] of Object.entries(annotations)) {
    const path = `metadata.annotations[${key}]`;
    if (NAMES.has(key)) {
      references.add({
        ...namespacedName(textAt(annotations, key)),
        how: 'annotation',
        path,
      });
      continue;
    }
    const known = OBJECTS.find(each => each.key.test(key));
    if (known) {
      for (const name of namesIn(value, known.field)) {
        references.add({ ...namespacedName(name), how: 'annotation', path });
      }
    } else if (MAY_BE_NAME.test(key)) {
      references.guessText({ name: value, path });
    }
  }
}

function namesIn(text: unknown, field: string | undefined): string[] {
  if (typeof text !== 'string' || text.length > LONGEST_JSON) {
    return [];
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isJson(value)) {
    return [];
  }
  const names = field === undefined ? Object.values(value) : [value[field]];
  return names.filter(name => typeof name === 'string');
}
