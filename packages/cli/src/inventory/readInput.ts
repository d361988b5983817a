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
  isDump,
  type Observation,
  readDump,
  readWholeText,
} from '@keyward/observation';
import { observeKubectl } from '@keyward/kube-model';
import type { Readable } from 'stream';
import { emptyInput, withInput } from '../input';
import { UserError } from '../run/UserError';
import { type InventoryInput } from './buildInventory';

/** What a file held, and what there is to say of it. */
export interface ReadInput {
  input: InventoryInput;
  warnings: string[];
  /** What was listed to its end, where the file tells. */
  lists?: string[];
  /** What could not be read, where it stands; the rest was. */
  errors: { place: string; message: string }[];
}

const KUBECTL_SOURCE = 'kubectl';

/** Reads a dump, or what kubectl printed; `-` is standard input. */
export async function readInput(
  file: string,
  io: { stdin: Readable },
): Promise<ReadInput> {
  return await withInput(file, io, async ({ start, text }, name) =>
    isDump(start)
      ? await readAsDump(text)
      : readAsKubectl(await readWholeText(text), name),
  );
}

async function readAsDump(input: AsyncIterable<string>): Promise<ReadInput> {
  const dump = await readDump(input);
  const observations: Observation[] = [];
  for await (const observation of dump.observations) {
    observations.push(observation);
  }
  return {
    input: {
      sourceId: dump.header.sourceId,
      observations,
      listed: dump.end?.listed ?? 'none',
      unlistedKinds: dump.end?.unlistedKinds,
    },
    warnings: dump.end?.warnings ?? [],
    lists: dump.end?.lists,
    errors: [],
  };
}

function readAsKubectl(text: string, name: string): ReadInput {
  if (text.trim() === '') {
    throw emptyInput(name);
  }
  const { observations, warnings, errors } = observeKubectl(text, {
    sourceId: KUBECTL_SOURCE,
  });
  if (observations.length === 0 && errors.length > 0) {
    const [{ place, message }] = errors;
    throw new UserError(
      `This is neither a dump nor objects that kubectl printed: ${message}`,
      {
        where: `${name}, ${place}`,
        remedy:
          'take a dump with "keyward dump", or print the objects again with "kubectl get … -o json"',
      },
    );
  }
  return {
    input: { sourceId: KUBECTL_SOURCE, observations, listed: 'none' },
    warnings,
    errors,
  };
}
