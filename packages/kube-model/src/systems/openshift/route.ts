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
import { compact, textAt } from '../../fields/read';
import { tlsHostsOf } from '../../fields/tlsHosts';

/** An OpenShift Route; the key and certificate that may stand in it are not read. */
export const route: Extractor = ({ object, references }) => {
  references.add({
    name: at(object, 'spec', 'tls', 'externalCertificate', 'name'),
    how: 'ingressTls',
    path: 'spec.tls.externalCertificate',
  });
  const host = textAt(object, 'spec', 'host');
  const name = at(object, 'spec', 'tls', 'externalCertificate', 'name');
  const hosts = host ? [host] : [];
  return {
    detail: compact({ hosts, tlsHosts: tlsHostsOf([{ name, hosts }]) }),
  };
};
