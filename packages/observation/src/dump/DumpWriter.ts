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

import { once } from 'events';
import { type Writable } from 'stream';
import { type Observation } from '../observation';
import { printableJson } from '../text';
import {
  DUMP_VERSION,
  DUMPED_OBSERVATION_VERSION,
  type DumpEnd,
  type DumpHeader,
} from './types';

/** What a writer needs to know at first. @public */
export type DumpWriterOptions = Omit<
  DumpHeader,
  'version' | 'observationVersion'
>;

/**
 * Writes a dump, line by line, as fast as the output takes it. The output is
 * left open.
 *
 * @public
 */
export class DumpWriter {
  readonly #output: Writable;
  #observations = 0;
  #failure: Error | undefined;
  #header: string | undefined;

  constructor(output: Writable, options: DumpWriterOptions) {
    this.#output = output;
    output.on('error', this.#fail);
    const header: DumpHeader = {
      version: DUMP_VERSION,
      observationVersion: DUMPED_OBSERVATION_VERSION,
      kind: options.kind,
      sourceId: options.sourceId,
      title: options.title,
      takenAt: options.takenAt,
      mode: options.mode,
    };
    this.#header = printableJson({ keyward: 'dump', ...header });
  }

  /** Adds an observation. The same object may be written again: the last counts. */
  async write(observation: Observation): Promise<void> {
    await this.#start();
    this.#observations++;
    await this.#line(printableJson(observation));
  }

  /** Ends the dump. Without this a reader takes it for one that was cut off. */
  async end(
    end: Partial<Omit<DumpEnd, 'observations'>> = {},
  ): Promise<DumpEnd> {
    await this.#start();
    const written: DumpEnd = {
      observations: this.#observations,
      listed: end.listed ?? 'all',
      warnings: end.warnings ?? [],
      ...(end.lists && { lists: end.lists }),
      ...(end.unlistedKinds && { unlistedKinds: end.unlistedKinds }),
    };
    await this.#line(printableJson({ end: written }));
    await new Promise<void>((resolve, reject) =>
      this.#output.write('', error => (error ? reject(error) : resolve())),
    );
    this.#output.off('error', this.#fail);
    return written;
  }

  async #start(): Promise<void> {
    const header = this.#header;
    if (header) {
      this.#header = undefined;
      await this.#line(header);
    }
  }

  async #line(text: string): Promise<void> {
    if (this.#failure) {
      throw this.#failure;
    }
    if (!this.#output.write(`${text}\n`)) {
      await once(this.#output, 'drain');
    }
  }

  readonly #fail = (error: Error) => {
    this.#failure = error;
  };
}
