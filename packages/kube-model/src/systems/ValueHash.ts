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
import type { ObjectMetadata } from '../metadata';

/**
 * How an operator notes an unkeyed hash of the values that it wrote last. The
 * hash counts as a value: it is compared while the values are in hand, and only
 * whether they differ is kept.
 *
 * @public
 */
export interface ValueHash {
  /** The annotation with the hash, in hex. */
  annotation: string;
  algorithm: 'sha3-224';
  /**
   * Another hash that the operator noted, of a text that is no secret: it proves
   * that this version hashes in the same way. Undefined where it has not written
   * the whole Secret, so that its hash says nothing of a change.
   */
  proof(
    metadata: Pick<ObjectMetadata, 'namespace' | 'labels' | 'owners'>,
  ): { text: string; hash: string } | undefined;
  /** The text that is hashed: of each key with its value, in the order of the keys, and around them. */
  text: {
    start: string;
    entry(key: string, value: Uint8Array, index: number): string;
    end: string;
  };
}
