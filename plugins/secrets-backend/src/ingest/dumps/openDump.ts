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
  decodeInput,
  DumpError,
  type DumpEnd,
  isDump,
  type Observation,
  readDump,
  readWholeText,
} from '@keyward/observation';
import { type Fingerprinter } from '@keyward/values';
import {
  observeKubectl,
  type ObserveKubectlOptions,
} from '@keyward/kube-model';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What kubectl printed is read at once, while the portal answers nobody: more would be noticed. */
const LONGEST_RAW = 32 * 1024 * 1024;

/** A file of observations, whoever wrote it. */
export interface OpenDump {
  kind: string;
  title?: string;
  mode: string;
  /** ISO 8601 */
  takenAt: string;
  /** To be read once, to the end. */
  observations: AsyncIterable<Observation>;
  /** Where Secrets were listed and what to warn of; once the observations were read. */
  end(): Omit<DumpEnd, 'observations'>;
  close(): void;
}

/**
 * Refuses what is no file: a pipe or a device may have no end, and keeps a thread of
 * the process for as long.
 *
 * @returns what says that it is another one
 */
export async function versionOf(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) {
    throw new DumpError(
      1,
      'this is no file',
      'Give a file that `keyward dump` wrote, or what `kubectl get -o json` or `-o yaml` printed',
    );
  }
  return `${found.mtimeMs}-${found.size}`;
}

/** Opens what `keyward dump` wrote, or what kubectl printed. */
export async function openDump(
  path: string,
  sourceId: string,
  fingerprinter?: Fingerprinter,
): Promise<OpenDump> {
  const file = createReadStream(path);
  try {
    const { start, text } = await decodeInput(file);
    return isDump(start)
      ? await openOwn(text, sourceId, () => file.destroy())
      : await openKubectl(path, await readWholeText(text, LONGEST_RAW), {
          sourceId,
          fingerprinter,
        });
  } catch (error) {
    file.destroy();
    throw error;
  }
}

async function openOwn(
  text: AsyncIterable<string>,
  sourceId: string,
  close: () => void,
): Promise<OpenDump> {
  const dump = await readDump(text, { sourceId });
  const { kind, title, mode, takenAt } = dump.header;
  return {
    kind,
    title,
    mode,
    takenAt,
    observations: dump.observations,
    end() {
      if (!dump.end) {
        throw new Error('The dump was not read to its end');
      }
      return dump.end;
    },
    close,
  };
}

async function openKubectl(
  path: string,
  text: string,
  options: ObserveKubectlOptions,
): Promise<OpenDump> {
  const { mtime } = await stat(path);
  const { observations, errors, warnings } = observeKubectl(text, options);
  if (observations.length === 0) {
    throw new DumpError(
      1,
      'it is neither a dump of Keyward nor holds an object that kubectl printed',
      'Give a file that `keyward dump` wrote, or what `kubectl get -o json` or `-o yaml` printed',
    );
  }
  return {
    kind: 'kubernetes',
    mode: 'fingerprint',
    takenAt: mtime.toISOString(),
    observations: (async function* all() {
      yield* observations;
    })(),
    // Nothing says what was asked for, hence nothing is known to be missing.
    end: () => ({
      listed: 'none',
      warnings: [
        ...warnings,
        ...errors.map(({ place, message }) => `${place}: ${message}`),
      ],
    }),
    close() {},
  };
}
