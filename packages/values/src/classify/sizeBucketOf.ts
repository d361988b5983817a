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

import { type SizeBucket } from '@keyward/observation';

const BUCKETS: [below: number, bucket: SizeBucket][] = [
  [1, 'empty'],
  [12, '1-11 B'],
  [32, '12-31 B'],
  [128, '32-127 B'],
  [1024, '128 B-1 KiB'],
  [16 * 1024, '1-16 KiB'],
  [1024 * 1024 + 1, '16 KiB-1 MiB'],
];

/**
 * The bucket for a number of bytes.
 *
 * @public
 */
export function sizeBucketOf(bytes: number): SizeBucket {
  return BUCKETS.find(([below]) => bytes < below)?.[1] ?? 'over 1 MiB';
}
