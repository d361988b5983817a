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

import { formatSecretRef } from '@keyward/observation';
import type { AwsService } from '../config';

/** The kind of system. */
export const SYSTEM = 'aws';

/** A secret of an account. Names have slashes that separate nothing to AWS, so that one is a single part of the ref. */
export function refOf(
  sourceId: string,
  place: { region: string; service: AwsService; name: string },
): string {
  return formatSecretRef(
    SYSTEM,
    sourceId,
    place.region,
    place.service,
    place.name,
  );
}
