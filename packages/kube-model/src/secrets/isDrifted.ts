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
import { createHash } from 'crypto';
import type { SecretValue } from '@keyward/observation';
import type { ObjectMetadata } from '../metadata';
import type { ValueHash } from '../systems/ValueHash';

/**
 * Whether the values of a Secret are other ones than what delivers it wrote last,
 * by the hash that it noted.
 *
 * @returns undefined where that cannot be told: nothing is noted, it is hashed in
 *   an unknown way, or others may write to the Secret as well
 */
export function isDrifted(
  metadata: ObjectMetadata,
  values: ReadonlyMap<string, SecretValue>,
  hashes: readonly ValueHash[],
): boolean | undefined {
  for (const { annotation, algorithm, proof, text } of hashes) {
    const noted = metadata.annotations[annotation];
    const known = noted ? proof(metadata) : undefined;
    if (
      known &&
      createHash(algorithm).update(known.text).digest('hex') === known.hash
    ) {
      return noted !== hashOf(values, algorithm, text);
    }
  }
  return undefined;
}

function hashOf(
  values: ReadonlyMap<string, SecretValue>,
  algorithm: ValueHash['algorithm'],
  { start, entry, end }: ValueHash['text'],
): string {
  const hash = createHash(algorithm).update(start);
  [...values.keys()].sort().forEach((key, index) => {
    values.get(key)!.use(bytes => {
      hash.update(entry(key, bytes, index));
    });
  });
  return hash.update(end).digest('hex');
}
