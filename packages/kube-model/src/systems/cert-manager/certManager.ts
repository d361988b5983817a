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
import { statusOf } from '../../fields/conditions';
import { Extractor } from '../Extractor';
import { isSecretName } from '../../fields/names';
import {
  compact,
  flagAt,
  numberAt,
  textAt,
  textsAt,
  timeAt,
} from '../../fields/read';
import { walkAll } from '../../references/walkAll';

/** A cert-manager Certificate makes the Secret that it names. */
export const certificate: Extractor = context => {
  const { object, namespace, references } = context;
  const secretName = at(object, 'spec', 'secretName');
  for (const store of ['jks', 'pkcs12']) {
    const path = ['keystores', store, 'passwordSecretRef'];
    references.add({
      name: at(object, 'spec', ...path, 'name'),
      how: 'customResource',
      keys: [at(object, 'spec', ...path, 'key')],
      path: `spec.${path.join('.')}`,
    });
  }
  const issuer = textAt(object, 'spec', 'issuerRef', 'name');
  const store =
    issuer &&
    `${textAt(object, 'spec', 'issuerRef', 'kind') ?? 'Issuer'}/${issuer}`;
  return {
    deliveries:
      namespace && isSecretName(secretName)
        ? [
            {
              namespace,
              name: secretName,
              from: [{ system: 'cert-manager', ...(store && { store }) }],
            },
          ]
        : [],
    status: statusOf(object, ['Ready']),
    detail: compact({
      issuer: store,
      commonName: textAt(object, 'spec', 'commonName'),
      dnsNames: textsAt(object, 'spec', 'dnsNames'),
      duration: textAt(object, 'spec', 'duration'),
      renewBefore: textAt(object, 'spec', 'renewBefore'),
      isCA: flagAt(object, 'spec', 'isCA'),
      notBefore: timeAt(object, 'status', 'notBefore'),
      notAfter: timeAt(object, 'status', 'notAfter'),
      renewalTime: timeAt(object, 'status', 'renewalTime'),
      failedAttempts: numberAt(object, 'status', 'failedIssuanceAttempts'),
      lastFailureTime: timeAt(object, 'status', 'lastFailureTime'),
    }),
  };
};

const ISSUER_TYPES = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'];

/** An Issuer or ClusterIssuer; that of ACME makes the Secret of its account's key itself. */
export const issuer: Extractor = context => {
  const { object, namespace } = context;
  walkAll(context);
  const account = at(object, 'spec', 'acme', 'privateKeySecretRef', 'name');
  return {
    deliveries:
      namespace && isSecretName(account)
        ? [{ namespace, name: account, from: [{ system: 'cert-manager' }] }]
        : [],
    status: statusOf(object, ['Ready']),
    detail: compact({
      type: ISSUER_TYPES.find(type => at(object, 'spec', type) !== undefined),
    }),
  };
};
