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

import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  describeError,
  type SecretsSource,
  type SourceAccessQuestion,
  type SourceReport,
} from '@keyward/backstage-plugin-secrets-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitAtMost } from '../../concurrency';
import { LeaseLostError } from '../../store/sources/checkFence';
import { type Inventory } from '../inventory';
import type { Lease, LeaseStore } from '../../store/sources/LeaseStore';
import type { SourceStore } from '../../store/sources/SourceStore';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** A source that does not listen to its signal must not keep the others waiting. */
const REST_MS = 3000;
/** A run that lasted this long was well, whatever ended it. */
const WELL_MS = 60_000;

/** Answers questions about access to the secrets of a source. */
export type AnswersAccess = (
  sourceId: string,
  again?: readonly SourceAccessQuestion[],
) => Promise<SourceAccessQuestion[]>;

/** Runs one source for as long as it is held, again and again where it fails. */
export class SourceRunner {
  readonly source: SecretsSource;
  readonly lease: Lease;
  readonly #inventory: Inventory;
  readonly #leases: LeaseStore;
  readonly #sources: SourceStore;
  readonly #logger: LoggerService;
  readonly #accessQuestions: AnswersAccess | undefined;
  readonly #stopped = new AbortController();
  /** Ends the run of now; the next one follows unless the runner is stopped. */
  #run = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(options: {
    source: SecretsSource;
    lease: Lease;
    inventory: Inventory;
    leases: LeaseStore;
    sources: SourceStore;
    logger: LoggerService;
    accessQuestions?: AnswersAccess;
  }) {
    this.source = options.source;
    this.lease = options.lease;
    this.#inventory = options.inventory;
    this.#leases = options.leases;
    this.#sources = options.sources;
    this.#logger = options.logger;
    this.#accessQuestions = options.accessQuestions;
  }

  start(): void {
    this.#done = this.#loop().catch(error => {
      this.#logger.error(
        `The source ${this.source.id} stopped: ${describeError(error)}`,
      );
    });
  }

  /** Ends the run of now and begins anew, with the cursors that are stored by then. */
  restart(): void {
    this.#run.abort();
  }

  /** Resolves once the source has come to rest, or has had its time to do so. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#run.abort();
    await waitAtMost(REST_MS, this.#done);
    this.#inventory.forget(this.source.id);
  }

  async #loop(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    const stopped = this.#stopped.signal;
    await this.#report({
      state: 'starting',
      problems: [],
      warnings: this.source.warnings ?? [],
    });
    while (!stopped.aborted) {
      this.#run = new AbortController();
      const { signal } = this.#run;
      const began = Date.now();
      try {
        await this.#runOnce(signal);
        // It has nothing to follow: rests until somebody asks for a sync.
        await aborted(signal);
      } catch (error) {
        if (error instanceof LeaseLostError) {
          return;
        }
        if (!signal.aborted) {
          pause = Date.now() - began > WELL_MS ? FIRST_PAUSE_MS : pause;
          await this.#reportFailure(error, pause);
          await sleep(pause * (0.75 + Math.random() / 2), undefined, {
            signal,
          }).catch(() => {});
          pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        }
      }
    }
  }

  async #runOnce(signal: AbortSignal): Promise<void> {
    const cursors = await this.#leases.loadCursors(this.lease.sourceId);
    const fence = {
      ...this.lease,
      mode: this.source.mode,
      system: this.source.kind,
      attributes: this.source.attributes,
    };
    const questions = this.#accessQuestions;
    await this.source.run({
      signal,
      cursors,
      isApplied: (stream, ref, version) =>
        this.#inventory.isApplied(fence, stream, ref, version),
      secretRefs: () => this.#leases.loadSecretRefs(this.lease.sourceId),
      ...(questions && {
        accessQuestions: again => questions(this.lease.sourceId, again),
      }),
      apply: async batch => {
        signal.throwIfAborted();
        await this.#inventory.apply(fence, batch);
      },
      report: async report => {
        // What a run says on its way out is of no account.
        if (signal.aborted) {
          return;
        }
        await this.#report(report);
      },
    });
  }

  async #report(report: SourceReport): Promise<void> {
    if (await this.#sources.report(this.lease, report)) {
      this.#inventory.noteReport(this.lease.sourceId);
    }
  }

  async #reportFailure(error: unknown, pauseMs: number): Promise<void> {
    const message = describeError(error);
    this.#logger.warn(
      `The source ${this.source.id} failed, next try in about ${Math.round(
        pauseMs / 1000,
      )} s: ${message}`,
    );
    await this.#report({
      state: 'down',
      problems: [{ code: 'failed', message }],
    }).catch(reportError => {
      this.#logger.warn(
        `The state of ${this.source.id} could not be stored: ${describeError(
          reportError,
        )}`,
      );
    });
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await new Promise<void>(resolve => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
