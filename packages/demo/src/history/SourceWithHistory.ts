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

import type { PastChange } from '@internal/estate';
import type {
  SecretsSource,
  SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import {
  type ObservationBatch,
  OBSERVATION_VERSION,
  type SecretObservation,
} from '@keyward/observation';
import { observeOnce } from './observeOnce';

const SECRETS = 'v1/secrets';
/** A stream tells of a change so long before it that it did not happen yet. */
const JUST_BEFORE_MS = 1000;

/** What happened to the secrets of a cluster before the portal was started. */
export interface SourceHistory {
  /** Since when. */
  at: Date;
  /** The same cluster as it was then. */
  past: SecretsSource;
  /** The earliest first. */
  changes: PastChange[];
}

/**
 * A source of the simulated estate that was followed for a while already: what
 * was there then is observed from the cluster as it was, what changed since from
 * the cluster as it is, and both are told with the times of then. After that the
 * source goes on by itself. Nothing of this is made up twice: fingerprints,
 * classes and ages are those that the source observes.
 */
export class SourceWithHistory implements SecretsSource {
  readonly #source: SecretsSource;
  readonly #history: SourceHistory;
  #isTold = false;

  constructor(source: SecretsSource, history: SourceHistory) {
    this.#source = source;
    this.#history = history;
  }

  get id() {
    return this.#source.id;
  }

  get kind() {
    return this.#source.kind;
  }

  get title() {
    return this.#source.title;
  }

  get dashboardUrl() {
    return this.#source.dashboardUrl;
  }

  get mode() {
    return this.#source.mode;
  }

  get attributes() {
    return this.#source.attributes;
  }

  get warnings() {
    return this.#source.warnings;
  }

  async run(run: SourceRun): Promise<void> {
    // A portal that was started before knows its history.
    if (!this.#isTold && Object.keys(run.cursors).length === 0) {
      await this.#tell(run);
    }
    this.#isTold = true;
    await this.#source.run(run);
  }

  async #tell(run: SourceRun): Promise<void> {
    await run.report({ state: 'starting' });
    const { at, past, changes } = this.#history;
    const before = await observeOnce(past, run.signal);
    const now = await observeOnce(this.#source, run.signal);
    const secrets = new Map(
      now
        .flatMap(({ upserts }) => upserts)
        .filter((each): each is SecretObservation => each.type === 'secret')
        .map(secret => [`${secret.namespace}/${secret.name}`, secret]),
    );
    const cursors = new Map(
      now.flatMap(({ stream, cursor }) =>
        cursor === undefined ? [] : [[stream, cursor] as const],
      ),
    );
    // What is looked at again and again has no cursor: it was not followed until now.
    const followed = before.filter(({ stream }) => cursors.has(stream));
    // Secrets first, so that none is said to have been missing.
    const ordered = [
      ...followed.filter(({ stream }) => stream === SECRETS),
      ...followed.filter(({ stream }) => stream !== SECRETS),
    ];
    for (const { cursor, ...batch } of ordered) {
      await run.apply({ ...batch, observedAt: at.toISOString() });
    }
    for (const { namespace, name, at: time } of changes) {
      const secret = secrets.get(`${namespace}/${name}`);
      const cursor = cursors.get(SECRETS);
      if (!secret || cursor === undefined) {
        continue;
      }
      const just = new Date(Date.parse(time) - JUST_BEFORE_MS).toISOString();
      await run.apply(batchOf(SECRETS, just, { cursor }));
      await run.apply(batchOf(SECRETS, time, { upserts: [secret] }));
    }
    // All was followed until now: nothing came and went unseen.
    const observedAt = new Date().toISOString();
    for (const [stream, cursor] of cursors) {
      await run.apply(batchOf(stream, observedAt, { cursor }));
    }
  }
}

function batchOf(
  stream: string,
  observedAt: string,
  content: Partial<ObservationBatch>,
): ObservationBatch {
  return {
    version: OBSERVATION_VERSION,
    stream,
    upserts: [],
    gone: [],
    observedAt,
    ...content,
  };
}
