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
  type Coverage,
  OBSERVATION_VERSION,
  type ObservationBatch,
  type ResourceObservation,
  type SystemSecretObservation,
} from '@keyward/observation';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError, connectRegion, type RegionApi } from '../client';
import type { AwsService, AwsSettings } from '../config';
import { SYSTEM } from '../refs';
import { attributes } from './attributes';
import { Identities, type KnownIdentities } from './Identities';
import { observeParameter } from './observeParameter';
import { observeRole, ROLE } from './observeRole';
import { problems } from './problems';
import { readSecrets } from './readSecrets';
import { ResourcePolicies } from './ResourcePolicies';
import { VersionDates } from './VersionDates';
import { withReaders } from './withReaders';

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
  readonly #identities: Identities;

  /** @param ownAccounts - those of other sources too: a policy that lets them in lets in nobody else */
  constructor(
    settings: AwsSettings,
    ownAccounts: readonly string[] = [settings.accountId],
  ) {
    this.id = settings.id;
    this.title = settings.title;
    this.#settings = settings;
    this.#ownAccounts = ownAccounts;
    this.#identities = new Identities(settings);
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
        const isOfSecrets = batch.covers?.kind === 'secret';
        progress.done += isOfSecrets ? batch.upserts.length : 0;
        if (isOfSecrets && batch.upserts.length > 0) {
          await following.report({
            progress: { done: progress.done, what: 'secrets' },
          });
        }
      },
    };
    const began = new Date().toISOString();
    const found: SourceProblem[] = [];
    const warnings: SourceProblem[] = [];
    const identities = await this.#readIdentities(run);
    let read = 0;
    for (const region of regions) {
      const api = connectRegion(this.#settings, region, run.signal);
      try {
        for (const service of services) {
          try {
            const told = await this.#read(
              api,
              run,
              region,
              service,
              identities,
            );
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
        ...identities.problems,
        ...unfit.leftOut().map(each => problems.leftOut(each)),
      ],
      ...(isLive ? { followedTo: began } : {}),
    });
  }

  /** What needs rights that are optional: without it secrets are known no less. */
  async #readIdentities(run: SourceRun): Promise<KnownIdentities> {
    const known = await this.#identities.read(run.signal);
    if (known.roles) {
      await apply(run, 'roles', { kind: ROLE }, [
        known.roles.map(each => observeRole(this.id, each)),
      ]);
    }
    return known;
  }

  /** @returns what could not be taken, and what is not known of what was */
  async #read(
    api: RegionApi,
    run: SourceRun,
    region: string,
    service: AwsService,
    identities: KnownIdentities,
  ): Promise<{ problems: SourceProblem[]; warnings: SourceProblem[] }> {
    const { accountId, requiresOwnKey } = this.#settings;
    const place = {
      sourceId: this.id,
      region,
      ...(requiresOwnKey ? { requiresOwnKey } : {}),
    };
    const stream = `${service} ${region}`;
    const covers = { kind: 'secret', location: [region, service] };
    if (service === 'parameter-store') {
      const pages = observedParameters(api, place);
      await apply(run, stream, covers, withReaders(pages, identities));
      return { problems: [], warnings: [] };
    }
    const dates = this.#dates.get(region) ?? new VersionDates();
    this.#dates.set(region, dates);
    const policies =
      this.#policies.get(region) ?? new ResourcePolicies(this.#ownAccounts);
    this.#policies.set(region, policies);
    const foreign = { count: 0 };
    const pages = readSecrets(api, {
      ...place,
      accountId,
      dates,
      policies,
      foreign,
    });
    await apply(run, stream, covers, withReaders(pages, identities));
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

type Observed = SystemSecretObservation | ResourceObservation;

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
  stream: string,
  covers: Coverage,
  pages: Iterable<Observed[]> | AsyncIterable<Observed[]>,
): Promise<void> {
  const generation = randomUUID();
  const batch = (upserts: Observed[]): ObservationBatch => ({
    version: OBSERVATION_VERSION,
    stream,
    covers,
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
