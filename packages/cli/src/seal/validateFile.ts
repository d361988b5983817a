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
  type PlacedObject,
  readManifests,
  type SealedSecretValidation,
  validateSealedSecret,
} from '@keyward/sealing';
import { emptyInput, readUtf8 } from '../input';
import type { CliIo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import type { Controller } from './connectController';
import { explainSealing } from './explainSealing';

const LARGEST = 64 * 1024 * 1024;

/** What was found out about one SealedSecret of a file. */
export interface FileValidation extends SealedSecretValidation {
  place: string;
  namespace?: string;
  name?: string;
  /** What the controller says, where it was asked. */
  opens?: boolean;
}

/** Looks at each SealedSecret of a file, and asks a controller where there is one. */
export async function validateFile(
  file: string,
  controller: Controller | undefined,
  io: CliIo,
): Promise<FileValidation[]> {
  const found: FileValidation[] = [];
  for (const { place, object } of await readSealedSecrets(file, io)) {
    const validation = validateSealedSecret(object);
    const isReadable = !validation.problems.some(
      ({ code }) => code === 'structure' || code === 'name',
    );
    found.push({
      place,
      ...(isReadable && namesOf(object)),
      ...validation,
      // The controller answers 500 to what is no SealedSecret.
      ...(controller &&
        isReadable && { opens: await controller.opens(object) }),
    });
  }
  return found;
}

async function readSealedSecrets(
  file: string,
  io: CliIo,
): Promise<PlacedObject[]> {
  const text = await readUtf8(file, io, LARGEST);
  if (text.trim() === '') {
    throw emptyInput(file);
  }
  let objects: PlacedObject[];
  try {
    objects = readManifests(text);
  } catch (error) {
    throw explainSealing(error, file);
  }
  const sealed = objects.filter(
    ({ object }) =>
      (object as { kind?: unknown } | null)?.kind === 'SealedSecret',
  );
  if (sealed.length === 0) {
    throw new UserError('There is no SealedSecret in it', {
      where: file,
      remedy: 'name a file with manifests of SealedSecrets',
    });
  }
  return sealed;
}

function namesOf(object: unknown): { namespace?: string; name: string } {
  const { metadata } = object as {
    metadata: { namespace?: string; name: string };
  };
  const { namespace, name } = metadata;
  return { ...(namespace !== undefined && { namespace }), name };
}
