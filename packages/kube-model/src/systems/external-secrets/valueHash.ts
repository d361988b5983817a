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
import type { ValueHash } from '../ValueHash';
import { GROUP } from './names';

const MANAGED = 'reconcile.external-secrets.io/managed';
const CREATED_BY = 'reconcile.external-secrets.io/created-by';

/**
 * The hash that the operator notes of the data of each Secret that it writes.
 *
 * It labels a Secret that it owns (`creationPolicy: Owner`) with the hash of the
 * name of its ExternalSecret. Of other policies the hash says little: the operator
 * leaves the changes of an orphan alone, and into what it merges others write too.
 * Older versions hash by MD5, and so they hash the name.
 *
 * @see https://github.com/external-secrets/external-secrets/blob/v0.20.4/pkg/esutils/utils.go#L449
 */
export const valueHash: ValueHash = {
  annotation: 'reconcile.external-secrets.io/data-hash',
  algorithm: 'sha3-224',
  proof({ namespace, labels, owners }) {
    const owner = owners.find(
      ({ apiVersion, kind, controller }) =>
        controller === true &&
        kind === 'ExternalSecret' &&
        apiVersion.startsWith(`${GROUP}/`),
    );
    const hash = labels[CREATED_BY];
    return owner && hash && labels[MANAGED] === 'true'
      ? { text: `${namespace}/${owner.name}`, hash }
      : undefined;
  },
  // As Go prints a map of bytes: `map[key:[1 2 3] other:[]]`.
  text: {
    start: 'map[',
    entry: (key, value, index) =>
      `${index > 0 ? ' ' : ''}${key}:[${value.join(' ')}]`,
    end: ']',
  },
};
