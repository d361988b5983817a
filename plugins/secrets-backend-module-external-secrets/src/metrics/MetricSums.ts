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

const SYNCS = 'externalsecret_sync_calls_total';
const SYNC_ERRORS = 'externalsecret_sync_calls_error';
const PROVIDER_CALLS = 'externalsecret_provider_api_calls_count';
const START = 'process_start_time_seconds';
/** From a comma on, so that a long name is not tried from each of its characters. */
const LABEL = /(?:^|,)\s*([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const PROVIDER = /^[A-Za-z0-9/_.-]{1,63}$/;
const MOST_PROVIDERS = 20;

/** What the operator counted since it started. */
export interface OperatorCounts {
  syncs: number;
  syncErrors: number;
  providerCalls: number;
  providerErrors: number;
  /** Each as `name calls errors`, those with most calls first. */
  providers: string[];
  since?: string;
}

/**
 * Sums of the counters of the External Secrets Operator, taken line by line from what
 * it exposes to Prometheus. It has some for each ExternalSecret, of which nothing is kept.
 *
 * @see https://external-secrets.io/latest/api/metrics/
 */
export class MetricSums {
  readonly #sums = new Map<string, number>();
  readonly #providers = new Map<string, { calls: number; errors: number }>();
  #startedAt: number | undefined;

  /** @throws an error without the line, where a counter of the operator is no count */
  add(line: string): void {
    const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
    switch (name) {
      case SYNCS:
      case SYNC_ERRORS:
        this.#count(name, valueOf(name, line));
        break;
      case PROVIDER_CALLS:
        this.#addProvider(line);
        break;
      case START:
        this.#startedAt = valueOf(START, line);
        break;
      default:
    }
  }

  /** Undefined where nothing was told of the operator. Of what it has not counted yet, it tells nothing. */
  counts(now: Date): OperatorCounts | undefined {
    if (this.#sums.size === 0) {
      return undefined;
    }
    const sum = (name: string) => this.#sums.get(name) ?? 0;
    const providers = [...this.#providers].sort(
      ([, one], [, other]) => other.calls - one.calls,
    );
    return {
      syncs: sum(SYNCS),
      syncErrors: sum(SYNC_ERRORS),
      providerCalls: sum(PROVIDER_CALLS),
      providerErrors: [...this.#providers.values()].reduce(
        (errors, each) => errors + each.errors,
        0,
      ),
      providers: providers
        .slice(0, MOST_PROVIDERS)
        .map(([name, { calls, errors }]) => `${name} ${calls} ${errors}`),
      ...sinceOf(this.#startedAt, now),
    };
  }

  #addProvider(line: string): void {
    const calls = valueOf(PROVIDER_CALLS, line);
    const labels = labelsOf(line);
    const provider = labels.get('provider') ?? '';
    const isError = labels.get('status') === 'error';
    const name =
      PROVIDER.test(provider) &&
      (this.#providers.has(provider) || this.#providers.size < MOST_PROVIDERS)
        ? provider
        : 'other';
    const known = this.#providers.get(name) ?? { calls: 0, errors: 0 };
    this.#providers.set(name, {
      calls: known.calls + calls,
      errors: known.errors + (isError ? calls : 0),
    });
    this.#count(PROVIDER_CALLS, calls);
  }

  #count(name: string, value: number): void {
    const sum = (this.#sums.get(name) ?? 0) + value;
    if (!Number.isSafeInteger(sum)) {
      throw new Error(`${name} is no count`);
    }
    this.#sums.set(name, sum);
  }
}

/** The value is followed by a time in some expositions. */
function valueOf(name: string, line: string): number {
  const end = line.lastIndexOf('}');
  const [text] = line
    .slice(end < 0 ? name.length : end + 1)
    .trim()
    .split(/\s/);
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new Error(`${name} is no count`);
  }
  return value;
}

function labelsOf(line: string): Map<string, string> {
  const labels = line.slice(line.indexOf('{') + 1, line.lastIndexOf('}'));
  return new Map(
    [...labels.matchAll(LABEL)].map(([, name, value]) => [name, value]),
  );
}

/** A start in the future is none. */
function sinceOf(seconds: number | undefined, now: Date): { since?: string } {
  return seconds !== undefined && seconds > 0 && seconds * 1000 <= now.getTime()
    ? { since: new Date(seconds * 1000).toISOString() }
    : {};
}
