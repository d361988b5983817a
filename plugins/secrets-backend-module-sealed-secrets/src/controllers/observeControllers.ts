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
  type Attributes,
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { newestActiveKey } from './readKeys';
import type { CertificateAnswer, Controller, SealingKey } from './types';

const SYSTEM = 'kubernetes';

/** Controllers and their keys, as the inventory takes them. */
export function observeControllers(
  sourceId: string,
  controllers: readonly Controller[],
): ResourceObservation[] {
  const keys = new Map(
    controllers.flatMap(({ keys: own = [] }) =>
      own.map(key => [`${key.namespace}/${key.name}`, key] as const),
    ),
  );
  return [
    ...controllers.map(controller => observeController(sourceId, controller)),
    ...[...keys.values()].map(key => observeKey(sourceId, key)),
  ];
}

function observeController(
  sourceId: string,
  controller: Controller,
): ResourceObservation {
  const { namespace, renewal, keys, certificate } = controller;
  const name = `Deployment/${controller.name}`;
  const newest = keys && newestActiveKey(keys);
  const count = (state: SealingKey['state']) =>
    keys?.filter(key => key.state === state).length ?? 0;
  return {
    type: 'resource',
    kind: 'sealing-controller',
    ref: formatResourceRef('sealing-controller', sourceId, namespace, name),
    system: SYSTEM,
    location: [namespace],
    name,
    attributes: {
      isDeployed: controller.isDeployed,
      ...(controller.version ? { version: controller.version } : {}),
      renewal: renewal.state,
      ...(renewal.state === 'on' ? { renewalSeconds: renewal.seconds } : {}),
      ...(controller.namespaces ? { namespaces: controller.namespaces } : {}),
      selectsByLabel: controller.selectsByLabel,
      ...(controller.openTo ? { openTo: controller.openTo } : {}),
      keysKnown: keys !== undefined,
      activeKeys: count('active'),
      compromisedKeys: count('compromised'),
      ...(newest?.createdAt ? { newestKeyAt: newest.createdAt } : {}),
      ...certificateAttributes(certificate, keys),
    },
  };
}

/** The certificate that a controller serves is of one of its active keys, which were created when it begins. */
function certificateAttributes(
  certificate: CertificateAnswer,
  keys: readonly SealingKey[] | undefined,
): Attributes {
  if (certificate.state !== 'read') {
    return { certificate: certificate.state };
  }
  const { notBefore, notAfter, fingerprint, keyBits } = certificate;
  const isOurs = keys?.some(
    key => key.state === 'active' && key.createdAt === notBefore,
  );
  const state = isOurs ? 'matches' : 'matches-no-key';
  return {
    certificate: keys === undefined ? 'not-compared' : state,
    certificateNotBefore: notBefore,
    certificateNotAfter: notAfter,
    certificateFingerprint: fingerprint,
    certificateBits: keyBits,
  };
}

function observeKey(sourceId: string, key: SealingKey): ResourceObservation {
  const { namespace, state, createdAt, isMadeHere } = key;
  const name = `Secret/${key.name}`;
  return {
    type: 'resource',
    kind: 'sealing-key',
    ref: formatResourceRef('sealing-key', sourceId, namespace, name),
    system: SYSTEM,
    location: [namespace],
    name,
    attributes: {
      state,
      isMadeHere,
      ...(createdAt ? { createdAt } : {}),
    },
  };
}
