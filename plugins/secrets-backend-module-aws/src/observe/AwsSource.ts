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
  type SecretsSource,
  type SourceProblem,
  type SourceRun,
  UnfitObservations,
} from '@keyward/backstage-plugin-secrets-node';
import {
  OBSERVATION_VERSION,
  type ObservationBatch,
  type SystemSecretObservation,
} from '@keyward/observation';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError, connectRegion, type RegionApi } from '../client';
import type { AwsService, AwsSettings } from '../config';
import { SYSTEM } from '../refs';
import { attributes } from './attributes';
import { observeParameter } from './observeParameter';
import { problems } from './problems';
import { readSecrets } from './readSecrets';
import { ResourcePolicies } from './ResourcePolicies';
import { VersionDates } from './VersionDates';

/**
 * One AWS account. Each service of each region is a stream of its own, so that what may
 * not be read of one keeps nothing else from being known. What could not be read whole
 * ends no sync: nothing is taken for deleted by silence.
 */
export class AwsSource implements SecretsSource {
  readonly id: string;
  readonly kind = SYSTEM;
  readonly title: string;
  readonly mode = 'metadata';
  readonly attributes = attributes;
  readonly #settings: AwsSettings;
  readonly #ownAccounts: readonly string[];
  readonly #dates = new Map<string, VersionDates>();
  readonly #policies = new Map<string, ResourcePolicies>();

  /** @param ownAccounts - those of other sources too: a policy that lets them in lets in nobody else */
  constructor(
    settings: AwsSettings,
    ownAccounts: readonly string[] = [settings.accountId],
  ) {
    this.id = settings.id;
    this.title = settings.title;
    this.#settings = settings;
    this.#ownAccounts = ownAccounts;
  }

  async run(run: SourceRun): Promise<void> {
    while (!run.signal.aborted) {
      await this.#look(run);
      await delay(this.#settings.everyMs, undefined, {
        signal: run.signal,
      }).catch(() => {});
    }
  }

  async #look(following: SourceRun): Promise<void> {
    const { regions, services } = this.#settings;
    const unfit = new UnfitObservations(attributes);
    const progress = { done: 0 };
    const run: SourceRun = {
      ...following,
      async apply(batch) {
        await following.apply(unfit.leaveOut(batch));
        progress.done += batch.upserts.length;
        if (batch.upserts.length > 0) {
          await following.report({
            progress: { done: progress.done, what: 'secrets' },
          });
        }
      },
    };
    const began = new Date().toISOString();
    const found: SourceProblem[] = [];
    const warnings: SourceProblem[] = [];
    let read = 0;
    for (const region of regions) {
      const api = connectRegion(this.#settings, region, run.signal);
      try {
        for (const service of services) {
          try {
            const told = await this.#read(api, run, region, service);
            found.push(...told.problems);
            warnings.push(...told.warnings);
            read += 1;
          } catch (error) {
            if (run.signal.aborted || !(error instanceof AwsError)) {
              throw error;
            }
            found.push(problems.failed(this.title, error));
          }
        }
      } finally {
        api.close();
      }
    }
    const isLive = found.length === 0;
    await run.report({
      state: stateOf(isLive, read),
      problems: found,
      warnings: [
        ...warnings,
        ...unfit.leftOut().map(each => problems.leftOut(each)),
      ],
      ...(isLive ? { followedTo: began } : {}),
    });
  }

  /** @returns what could not be taken, and what is not known of what was */
  async #read(
    api: RegionApi,
    run: SourceRun,
    region: string,
    service: AwsService,
  ): Promise<{ problems: SourceProblem[]; warnings: SourceProblem[] }> {
    const { accountId, requiresOwnKey } = this.#settings;
    const place = {
      sourceId: this.id,
      region,
      ...(requiresOwnKey ? { requiresOwnKey } : {}),
    };
    const stream = { service, region };
    if (service === 'parameter-store') {
      await apply(run, stream, observedParameters(api, place));
      return { problems: [], warnings: [] };
    }
    const dates = this.#dates.get(region) ?? new VersionDates();
    this.#dates.set(region, dates);
    const policies =
      this.#policies.get(region) ?? new ResourcePolicies(this.#ownAccounts);
    this.#policies.set(region, policies);
    const foreign = { count: 0 };
    await apply(
      run,
      stream,
      readSecrets(api, { ...place, accountId, dates, policies, foreign }),
    );
    dates.forgetOthers();
    const failure = policies.finish();
    return {
      problems:
        foreign.count > 0
          ? [problems.otherAccount(this.title, region, foreign.count)]
          : [],
      warnings: failure ? [problems.policiesNotKnown(this.title, failure)] : [],
    };
  }
}

function stateOf(isLive: boolean, read: number): 'live' | 'degraded' | 'down' {
  if (isLive) {
    return 'live';
  }
  return read > 0 ? 'degraded' : 'down';
}

async function* observedParameters(
  api: RegionApi,
  place: { sourceId: string; region: string; requiresOwnKey?: true },
): AsyncGenerator<SystemSecretObservation[]> {
  for await (const page of api.parameters()) {
    yield page.flatMap(entry => {
      const { Name } = entry;
      // A filter asks for them alone, which not every endpoint goes by.
      return typeof Name === 'string' && Name && entry.Type === 'SecureString'
        ? [observeParameter({ ...entry, Name }, place)]
        : [];
    });
  }
}

/** Hands on all there is of a stream, a page at a time. */
async function apply(
  run: SourceRun,
  { service, region }: { service: AwsService; region: string },
  pages: AsyncIterable<SystemSecretObservation[]>,
): Promise<void> {
  const generation = randomUUID();
  const batch = (upserts: SystemSecretObservation[]): ObservationBatch => ({
    version: OBSERVATION_VERSION,
    stream: `${service} ${region}`,
    covers: { kind: 'secret', location: [region, service] },
    generation,
    upserts,
    gone: [],
    observedAt: new Date().toISOString(),
  });
  for await (const page of pages) {
    await run.apply(batch(page));
  }
  await run.apply({ ...batch([]), complete: true });
}
