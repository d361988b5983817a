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
import { readBackup } from './readBackup';
import { keyOfCertificate, newestActiveKey } from './readKeys';
import type { CertificateAnswer, Controller, SealingKey } from './types';

const SYSTEM = 'kubernetes';

/** Controllers and their keys, as the inventory takes them. */
export function observeControllers(
  sourceId: string,
  controllers: readonly Controller[],
  now: Date,
): ResourceObservation[] {
  const keys = new Map(
    controllers.flatMap(({ keys: own = [] }) =>
      own.map(key => [`${key.namespace}/${key.name}`, key] as const),
    ),
  );
  return [
    ...controllers.map(controller =>
      observeController(sourceId, controller, now),
    ),
    ...[...keys.values()].map(key => observeKey(sourceId, key)),
  ];
}

/**
 * The certificates that controllers serve now. One that is of no active key may be
 * somebody else's, and is not kept for anybody to seal with.
 */
export function observeCertificates(
  sourceId: string,
  controllers: readonly Controller[],
  now: Date,
): ResourceObservation[] {
  return controllers.flatMap(({ namespace, name, certificate, keys = [] }) => {
    if (certificate.state !== 'read') {
      return [];
    }
    const key = keyOfCertificate(certificate, keys);
    if (!key) {
      return [];
    }
    const { pem, notBefore, notAfter, fingerprint, keyBits } = certificate;
    const own = `Certificate/${name}/${fingerprint}`;
    return {
      type: 'resource',
      kind: 'sealing-certificate',
      ref: formatResourceRef('sealing-certificate', sourceId, namespace, own),
      system: SYSTEM,
      location: [namespace],
      name: own,
      attributes: {
        controller: name,
        pem,
        notBefore,
        notAfter,
        fingerprint,
        keyBits,
        keyCreatedAt: key.createdAt!,
        // The day alone, so that it is not written anew at each look.
        servedOn: now.toISOString().slice(0, 10),
      },
    };
  });
}

function observeController(
  sourceId: string,
  controller: Controller,
  now: Date,
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
      ...backupAttributes(keys ?? [], now),
      ...certificateAttributes(certificate, keys),
    },
  };
}

function backupAttributes(keys: readonly SealingKey[], now: Date): Attributes {
  const backup = readBackup(keys, now);
  return {
    backup: backup.state,
    ...(backup.state === 'unknown' ? {} : { lastBackupAt: backup.lastAt }),
    ...(backup.state === 'incomplete'
      ? { keysWithoutBackup: backup.missing, withoutBackupSince: backup.since }
      : {}),
  };
}

/** The certificate that a controller serves is of one of its active keys, one that was created when it begins. */
function certificateAttributes(
  certificate: CertificateAnswer,
  keys: readonly SealingKey[] | undefined,
): Attributes {
  if (certificate.state !== 'read') {
    return { certificate: certificate.state };
  }
  const { notBefore, notAfter, fingerprint, keyBits } = certificate;
  const key = keyOfCertificate(certificate, keys ?? []);
  const state = key ? 'matches' : 'matches-no-key';
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
