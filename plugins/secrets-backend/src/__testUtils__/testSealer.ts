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

import { createHash } from 'node:crypto';
import type {
  AttributesSchema,
  Sealer,
} from '@keyward/backstage-plugin-secrets-node';
import { type AnyObservation, formatResourceRef } from '@keyward/observation';
import { SOURCE } from './observations';

/** What has the form of a value sealed with a key of 4,096 bits. */
export const SEALED = Buffer.concat([
  Buffer.from([2, 0]),
  Buffer.alloc(512 + 16 + 8, 7),
]).toString('base64');

/** What the toy controller is served with. */
export const CERTIFICATE = 'ce'.repeat(32);

const digestOf = (text: string) =>
  createHash('sha256').update(text).digest('hex');

const anything: AttributesSchema = {
  safeParse: data => ({ success: true, data: data as {} }),
};

/** How the attributes of what the toy is about are read. */
export const toyAttributes = {
  'toy-controller': anything,
  'toy-sealed': anything,
};

/** Seals nothing: what is "sealed" says so at its beginning. */
export const testSealer: Sealer = {
  id: 'toy',
  controllerKinds: ['toy-controller'],
  delivererKind: 'ToySealed',
  takeOverAnnotation: 'toy.example.com/take-over',
  findControllers: (namespace, resources) =>
    resources
      .filter(({ attributes }) =>
        ([] as unknown[]).concat(attributes.serves).includes(namespace),
      )
      .map(({ id, namespace: place, name, attributes }) => ({
        namespace: place,
        name,
        ...(attributes.trusted === true
          ? {
              certificate: {
                id,
                sha256: String(attributes.sha256),
                notBefore: '2026-01-01T00:00:00.000Z',
                notAfter: '2036-01-01T00:00:00.000Z',
                keyBits: 4096,
                pem: 'the certificate',
              },
            }
          : {
              refusal: {
                code: 'certificate-changed',
                reason: 'It is of no known key.',
              },
            }),
      })),
  findProblems: ({ encryptedData }) =>
    Object.entries(encryptedData).flatMap(([key, value]) =>
      /^(sealed-|AgA)/.test(value) ? [] : [`${key} is not sealed`],
    ),
  resourceOf: name => ({ kind: 'toy-sealed', name: `ToySealed/${name}` }),
  scopeOf: ({ attributes }) => attributes.scope as 'strict',
  digestsOf: encryptedData =>
    Object.fromEntries(
      Object.entries(encryptedData).map(([key, value]) => [
        key,
        digestOf(value),
      ]),
    ),
  progressOf(digests, resource) {
    const { sealed, opened } = resource?.attributes ?? {};
    const there = ([] as unknown[]).concat(sealed ?? []);
    if (
      !Object.entries(digests).every(([key, digest]) =>
        there.includes(`${key}:${digest}`),
      )
    ) {
      return 'absent';
    }
    if (opened === 'true') {
      return 'unsealed';
    }
    return opened === 'false' ? 'not-opened' : 'applied';
  },
};

/** A controller that serves some namespaces. */
export function toyController(
  serves: string[],
  attributes: { trusted?: boolean; sha256?: string } = {},
): AnyObservation {
  return {
    type: 'resource',
    kind: 'toy-controller',
    ref: formatResourceRef('toy-controller', SOURCE, 'system', 'controller'),
    system: 'kubernetes',
    location: ['system'],
    name: 'controller',
    attributes: { serves, trusted: true, sha256: CERTIFICATE, ...attributes },
  };
}

/** What was sealed, as it is seen in the cluster. */
export function toySealed(
  namespace: string,
  name: string,
  encryptedData: Record<string, string>,
  opened: 'true' | 'false' | 'unknown' = 'unknown',
): AnyObservation {
  const { kind, name: full } = testSealer.resourceOf(name);
  return {
    type: 'resource',
    kind,
    ref: formatResourceRef(kind, SOURCE, namespace, full),
    system: 'kubernetes',
    location: [namespace],
    name: full,
    attributes: {
      scope: 'strict',
      opened,
      sealed: Object.entries(testSealer.digestsOf(encryptedData)).map(
        ([key, digest]) => `${key}:${digest}`,
      ),
    },
  };
}
