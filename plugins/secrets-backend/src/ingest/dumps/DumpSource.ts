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
  describeError,
  type SecretsSource,
  type SourceProblem,
  type SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import {
  DumpError,
  OBSERVATION_VERSION,
  type Observation,
  type ObservationBatch,
} from '@keyward/observation';
import { type Fingerprinter } from '@keyward/values';
import { accessLists } from '@keyward/kube-access';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDump, type OpenDump, versionOf } from './openDump';

const STREAM = 'dump';
const PAGE = 500;
/** Secrets are told apart, by namespace. */
const ACCESS_LISTS = new Set(
  Object.keys(accessLists).filter(list => list !== 'v1/secrets'),
);
const LOOK_AGAIN_MS = 30_000;

/** What the file says of itself, known before it is followed. */
export interface DumpDescription {
  kind: string;
  title: string;
  mode: string;
}

/** Reads a dump, and again whenever the file is another one. */
export class DumpSource implements SecretsSource {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly mode: string;
  readonly #path: string;
  readonly #fingerprinter: Fingerprinter | undefined;
  readonly #lookAgainMs: number;

  constructor(options: {
    id: string;
    path: string;
    description: DumpDescription;
    /** For the values of what kubectl printed; one with a random key without it. */
    fingerprinter?: Fingerprinter;
    lookAgainMs?: number;
  }) {
    this.id = options.id;
    this.kind = options.description.kind;
    this.title = options.description.title;
    this.mode = options.description.mode;
    this.#path = options.path;
    this.#fingerprinter = options.fingerprinter;
    this.#lookAgainMs = options.lookAgainMs ?? LOOK_AGAIN_MS;
  }

  async run(run: SourceRun): Promise<void> {
    let read = run.cursors[STREAM];
    let first = true;
    while (!run.signal.aborted) {
      try {
        const version = await versionOf(this.#path);
        if (version !== read) {
          await this.#read(run, version);
          read = version;
        } else if (first) {
          await run.report({ state: 'live', problems: [] });
        }
        first = false;
      } catch (error) {
        const problem = problemOf(error, this.#path);
        if (!problem) {
          throw error;
        }
        first = true;
        await run.report({ state: 'down', problems: [problem] });
      }
      await sleep(this.#lookAgainMs, undefined, { signal: run.signal }).catch(
        () => {},
      );
    }
  }

  /** Twice: what turns out to be cut off must not make the rest look gone. */
  async #read(run: SourceRun, version: string): Promise<void> {
    await run.report({ state: 'syncing' });
    const check = await openDump(this.#path, this.id);
    let total = 0;
    for await (const _ of check.observations) {
      total += 1;
    }
    const { listed, lists = [], warnings, unlistedKinds = [] } = check.end();

    const dump = await openDump(this.#path, this.id, this.#fingerprinter);
    const generation = randomUUID();
    const batch = (
      upserts: Observation[],
      rest: Partial<ObservationBatch> = {},
    ): ObservationBatch => ({
      version: OBSERVATION_VERSION,
      stream: STREAM,
      generation,
      upserts,
      gone: [],
      observedAt: dump.takenAt,
      ...rest,
    });
    let page: Observation[] = [];
    let done = 0;
    for await (const observation of dump.observations) {
      page.push(observation);
      if (page.length === PAGE) {
        await run.apply(batch(page));
        done += page.length;
        page = [];
        await run.report({ progress: { done, total, what: 'observations' } });
      }
    }
    await run.apply(batch(page, { complete: true, cursor: version }));
    for (const stream of [
      ...secretStreamsOf(listed),
      ...lists.filter(list => ACCESS_LISTS.has(list)),
    ]) {
      // Only says that all were listed there: what is absent is missing.
      await run.apply(batch([], { stream, complete: true }));
    }
    await run.report({
      state: 'live',
      problems: [],
      warnings: warnings.map(message => ({ code: 'dump', message })),
      unlistedKinds,
      followedTo: dump.takenAt,
    });
  }
}

function secretStreamsOf(listed: ReturnType<OpenDump['end']>['listed']) {
  if (listed === 'all') {
    return ['v1/secrets'];
  }
  return listed === 'none'
    ? []
    : listed.map(namespace => `v1/secrets@${namespace}`);
}

/** What is wrong with the file; undefined for any other error. */
export function problemOf(
  error: unknown,
  path: string,
): SourceProblem | undefined {
  if (error instanceof DumpError) {
    return {
      code: 'bad-dump',
      message: `${path}: ${describeError(error)}`,
      remedy: error.remedy,
    };
  }
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return syscall && code
    ? {
        code: 'unreadable',
        message: `The dump ${path} cannot be read: ${code}`,
        remedy:
          'Check secrets.dumps in the configuration and the rights on the file',
      }
    : undefined;
}
