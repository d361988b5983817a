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

import { ConflictError, InputError } from '@backstage/errors';
import type {
  SealCertificate,
  SealPlace,
} from '@keyward/backstage-plugin-secrets-common';
import type {
  SealedTarget,
  Sealer,
} from '@keyward/backstage-plugin-secrets-node';

const MOST_KEYS = 100;
const LARGEST = 8 * 1024 * 1024;
const TYPE = /^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/;
const MOST_TOLD = 10;

/**
 * Refuses targets that are not sealed, or not for a place where one may seal. What is
 * told of them quotes nothing that was sent but the names of places.
 *
 * @throws InputError for what is no sealed Secret, ConflictError for one that was sealed
 *   with another certificate than may be sealed with now
 */
export function checkTargets(
  targets: readonly SealedTarget[],
  places: readonly SealPlace[],
  sealer: Sealer,
): void {
  let size = 0;
  const seen = new Set<string>();
  for (const [position, target] of targets.entries()) {
    const where = `targets[${position}]`;
    const { sourceId, namespace, name, encryptedData } = target;
    const place = places.find(
      each => each.sourceId === sourceId && each.namespace === namespace,
    );
    if (!place) {
      throw new InputError(
        `${where} is in no confirmed namespace of the entity`,
      );
    }
    if (place.refusal) {
      throw new ConflictError(
        [place.refusal.reason, place.refusal.remedy].filter(Boolean).join(' '),
      );
    }
    const key = JSON.stringify([sourceId, namespace, name]);
    if (seen.has(key)) {
      throw new InputError(`${where} is the same Secret as one before it`);
    }
    seen.add(key);
    if (!TYPE.test(target.type)) {
      throw new InputError(`${where}.type is no type of a Secret`);
    }
    const keys = Object.keys(encryptedData);
    if (keys.length === 0 || keys.length > MOST_KEYS) {
      throw new InputError(
        `${where} has ${keys.length} keys; it needs 1 to ${MOST_KEYS}`,
      );
    }
    const { keyBits } = certificateOf(target, place, where);
    const problems = sealer.findProblems(target, keyBits);
    if (problems.length > 0) {
      throw new InputError(
        `${where} is not sealed as its controller would open it. ${problems
          .slice(0, MOST_TOLD)
          .join('; ')}`,
      );
    }
    size += Object.values(encryptedData).reduce(
      (sum, sealed) => sum + sealed.length,
      0,
    );
  }
  if (size > LARGEST) {
    throw new InputError(
      `What is sealed has ${size} bytes; a draft has room for ${LARGEST}`,
    );
  }
}

function certificateOf(
  { certificate }: SealedTarget,
  { controllers, sourceTitle }: SealPlace,
  where: string,
): SealCertificate {
  const found = controllers.find(
    each => each.certificate?.sha256 === certificate,
  );
  if (!found?.certificate) {
    throw new ConflictError(
      `${where} was sealed with a certificate that no controller of ${sourceTitle} is known to serve now. Reload the page and seal it again.`,
    );
  }
  return found.certificate;
}
