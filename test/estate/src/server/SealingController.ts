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

import { createPrivateKey, KeyObject } from 'node:crypto';
import { scopeOfAnnotations } from '@keyward/sealing';
import { KubernetesObject } from '../KubernetesObject';
import { openValue } from '../render/sealedValue';
import { labelOf } from '../render/sealedSecretOf';
import { ClusterStore } from './ClusterStore';

/** The label of Secrets that hold sealing keys. */
export const SEALING_KEY_LABEL = 'sealedsecrets.bitnami.com/sealed-secrets-key';

/** A Sealed Secrets controller, which has the keys that are in its namespace, and opens what they open. */
export class SealingController {
  readonly #store: ClusterStore;
  readonly #namespace: string;

  constructor(store: ClusterStore, namespace: string) {
    this.#store = store;
    this.#namespace = namespace;
  }

  /** Answers at `/v1/cert.pem` and `/v1/verify`. */
  async respond(path: string, request: Request): Promise<Response> {
    const keys = this.#keys();
    if (
      path === '/v1/cert.pem' &&
      request.method === 'GET' &&
      keys.length > 0
    ) {
      return new Response(decode(keys[0], 'tls.crt').toString('utf8'), {
        headers: { 'content-type': 'application/x-pem-file' },
      });
    }
    if (path === '/v1/verify' && request.method === 'POST') {
      return new Response(null, { status: await this.#verify(request) });
    }
    return new Response(null, { status: 404 });
  }

  /** The values that it makes a Secret of; undefined where none of its keys opens one. */
  open(sealedSecret: KubernetesObject): Map<string, Buffer> | undefined {
    const { metadata, spec } = sealedSecret;
    const label = labelOf(
      scopeOfAnnotations(metadata.annotations),
      metadata.namespace ?? '',
      metadata.name,
    );
    const keys = this.#keys().map(secret =>
      createPrivateKey(decode(secret, 'tls.key')),
    );
    if (typeof spec.data === 'string') {
      const opened = openByAny(spec.data, keys, label);
      const data = opened && JSON.parse(opened.toString('utf8')).data;
      return (
        data &&
        new Map(
          Object.entries<string>(data).map(([name, text]) => [
            name,
            Buffer.from(text, 'base64'),
          ]),
        )
      );
    }
    const values = new Map<string, Buffer>();
    for (const [name, sealed] of Object.entries<string>(spec.encryptedData)) {
      const value = openByAny(sealed, keys, label);
      if (!value) {
        return undefined;
      }
      values.set(name, value);
    }
    return values;
  }

  async #verify(request: Request): Promise<number> {
    try {
      return this.open(await request.json()) ? 200 : 409;
    } catch {
      return 500;
    }
  }

  /** The Secrets with its keys, the newest first. */
  #keys(): KubernetesObject[] {
    return this.#store
      .list('v1', 'Secret')
      .filter(
        ({ metadata: { namespace, labels } }) =>
          namespace === this.#namespace && labels?.[SEALING_KEY_LABEL],
      )
      .sort((a, b) =>
        String(b.metadata.creationTimestamp).localeCompare(
          String(a.metadata.creationTimestamp),
        ),
      );
  }
}

function openByAny(
  sealed: string,
  keys: KeyObject[],
  label: string,
): Buffer | undefined {
  for (const key of keys) {
    const value = openValue(sealed, key, label);
    if (value) {
      return value;
    }
  }
  return undefined;
}

function decode(secret: KubernetesObject, key: string): Buffer {
  return Buffer.from(secret.data[key], 'base64');
}
