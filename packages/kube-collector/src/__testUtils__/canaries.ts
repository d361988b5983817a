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

import type { RecordingSink } from './RecordingSink';

/** Stands for a value: nothing that a collector hands on may hold it. */
export const CANARY = 'canary-k7Qz-vP2x9LmTr4w';

/** A Secret with a canary. */
export function secret(name: string, resourceVersion = '101') {
  return {
    metadata: { namespace: 'payments', name, resourceVersion },
    type: 'Opaque',
    data: { password: Buffer.from(CANARY + name).toString('base64') },
  };
}

/** A page of Secrets. */
export function list(items: object[], metadata: object = {}) {
  return {
    kind: 'SecretList',
    metadata: { resourceVersion: '100', ...metadata },
    items,
  };
}

/** @throws if a sink was handed a canary */
export function refuseCanaries({ batches, reports }: RecordingSink) {
  const told = JSON.stringify([batches, reports]);
  if (
    told.includes('k7Qz') ||
    told.includes(Buffer.from(CANARY).toString('base64'))
  ) {
    throw new Error('A value got out');
  }
}
