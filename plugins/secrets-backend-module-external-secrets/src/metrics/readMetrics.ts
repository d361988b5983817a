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

import { MetricSums, type OperatorCounts } from './MetricSums';

const ANSWER_MS = 15_000;
/** Some lines for each of 100,000 ExternalSecrets. */
const LARGEST_ANSWER = 256 * 1024 * 1024;
const LONGEST_LINE = 16 * 1024;

/** Why nothing is known of what the operator counted. */
export const METRIC_PROBLEMS = [
  'unreachable',
  'timeout',
  'refused',
  'too-large',
  'malformed',
  'no-counters',
] as const;
type MetricProblem = (typeof METRIC_PROBLEMS)[number];

/** What the operator counted, or why that is not known. */
type MetricsAnswer =
  | { state: 'read'; counts: OperatorCounts }
  | { state: 'not-known'; problem: MetricProblem };

interface ReadMetricsOptions {
  signal: AbortSignal;
  now: Date;
  /** How long the whole answer may take. */
  answerMs?: number;
}

/**
 * Reads the metrics of an operator, line by line. A redirect is not followed, and
 * nothing that it answers is quoted.
 */
export async function readMetrics(
  url: string,
  { signal, now, answerMs = ANSWER_MS }: ReadMetricsOptions,
): Promise<MetricsAnswer> {
  const within = AbortSignal.timeout(answerMs);
  const sums = new MetricSums();
  try {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'text/plain' },
      signal: AbortSignal.any([signal, within]),
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      return notKnown('refused');
    }
    const problem = await eachLine(response.body, line => sums.add(line));
    if (problem) {
      return notKnown(problem);
    }
  } catch {
    return notKnown(within.aborted ? 'timeout' : 'unreachable');
  }
  const counts = sums.counts(now);
  return counts ? { state: 'read', counts } : notKnown('no-counters');
}

function notKnown(problem: MetricProblem): MetricsAnswer {
  return { state: 'not-known', problem };
}

/** @returns why it was given up, if it was */
async function eachLine(
  body: AsyncIterable<Uint8Array>,
  look: (line: string) => void,
): Promise<MetricProblem | undefined> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let rest = '';
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) {
      return 'too-large';
    }
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if ([...lines, rest].some(({ length }) => length > LONGEST_LINE)) {
      return 'malformed';
    }
    try {
      lines.forEach(look);
    } catch {
      return 'malformed';
    }
  }
  try {
    look(rest);
    return undefined;
  } catch {
    return 'malformed';
  }
}
