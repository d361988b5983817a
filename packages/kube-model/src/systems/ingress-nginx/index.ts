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

import type { KnownSystem } from '../KnownSystem';

const PREFIXES = [
  'haproxy-ingress.github.io',
  'higress.io',
  'ingress.kubernetes.io',
  'mse.ingress.kubernetes.io',
  'nginx.ingress.kubernetes.io',
  'traefik.ingress.kubernetes.io',
];
const NAMES = [
  'auth-secret',
  'auth-tls-secret',
  'proxy-ssl-secret',
  'secure-crt-secret',
  'secure-verify-ca-secret',
];

/** ingress-nginx, HAProxy Ingress and the controllers that read their annotations: https://kubernetes.github.io/ingress-nginx/ */
export const ingressNginx: KnownSystem = {
  id: 'ingress-nginx',
  namingAnnotations: PREFIXES.flatMap(prefix =>
    NAMES.map(name => `${prefix}/${name}`),
  ),
};
