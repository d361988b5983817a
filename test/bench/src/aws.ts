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

// npm run bench -- aws [--secrets 10000]: looks at Secrets Manager with 10,000 secrets, against
// bare paging of the same with the SDK: the first look, for which each secret is asked for its
// versions and its policy, and a later one, for which none has changed. And the page of a secret with 5,000
// nodes downstream against the list of the inventory, in one portal. The server answers from
// memory, so that what Keyward does itself counts most; AWS takes longer for each answer.
import { parseArgs } from 'node:util';
// The module keeps its source to itself; what is measured is what it does.
// eslint-disable-next-line no-restricted-imports, @backstage/no-relative-monorepo-imports
import { AwsSource } from '../../../plugins/secrets-backend-module-aws/src/observe';
import { measureLineage } from './aws/measureLineage';
import { pageBare } from './aws/pageBare';
import { printResult } from './lib/printResult';
import { startServer } from './lib/startServer';
import { median } from './lib/statistics';
import { timed } from './lib/timed';

const SECRETS = 10_000;
const ROUNDS = 5;
const REGION = 'eu-central-1';

/** Looks of one source, the second of which finds nothing new. */
function createKeyward(url: string): () => Promise<number> {
  const source = new AwsSource({
    id: 'bench',
    title: 'bench',
    accountId: '123456789012',
    regions: [REGION],
    services: ['secrets-manager'],
    credential: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    endpoint: url,
    clusters: [],
    everyMs: 600_000,
  });
  return async () => {
    const controller = new AbortController();
    let secrets = 0;
    const problems: unknown[] = [];
    await source.run({
      signal: controller.signal,
      cursors: {},
      apply: async ({ upserts }) => {
        secrets += upserts.length;
      },
      report: async report => {
        problems.push(...(report.problems ?? []));
        if (report.state) {
          controller.abort();
        }
      },
    });
    if (problems.length > 0) {
      throw new Error(`The look had problems: ${JSON.stringify(problems)}`);
    }
    return secrets;
  };
}

/** The same, by the SDK alone. */
function createBare(url: string): () => Promise<number> {
  const known = new Set<string>();
  return async () => await pageBare(url, REGION, known);
}

/** The medians of the first look and of a later one. */
async function measureLooks(size: number) {
  const server = await startServer(require.resolve('./aws/serve'), {
    secrets: size,
  });
  const sides = { keyward: createKeyward, bare: createBare };
  const names = ['keyward', 'bare'] as const;
  const looks = ['first', 'later'] as const;
  const times: Record<string, number[]> = {};
  const calls: Record<string, number> = {};
  try {
    // The first round only warms up. Who comes first changes, as the machine does.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const name of round % 2 ? names : [...names].reverse()) {
        const side = sides[name](server.url);
        for (const look of looks) {
          let count = 0;
          const ms = await timed(async () => {
            count = await side();
          });
          if (count !== size) {
            throw new Error(`${name} read ${count} of ${size} secrets`);
          }
          calls[`${name} ${look}`] = await server.calls();
          console.error(`${name} ${look} ${round}: ${Math.round(ms)} ms`);
          if (round > 0) {
            (times[`${name} ${look}`] ??= []).push(ms);
          }
        }
      }
    }
  } finally {
    server.stop();
  }
  return looks.map(look => ({
    timeVsClient:
      median(times[`keyward ${look}`]) / median(times[`bare ${look}`]),
    callsVsMinimum: calls[`keyward ${look}`] / calls[`bare ${look}`],
    lookMs: median(times[`keyward ${look}`]),
    bareMs: median(times[`bare ${look}`]),
    calls: calls[`keyward ${look}`],
  }));
}

async function main() {
  const { values } = parseArgs({ options: { secrets: { type: 'string' } } });
  const [first, later] = await measureLooks(Number(values.secrets ?? SECRETS));
  const lineage = await measureLineage();
  printResult({
    bench: 'aws',
    ratios: {
      timeVsClient: first.timeVsClient,
      laterTimeVsClient: later.timeVsClient,
      callsVsMinimum: Math.max(first.callsVsMinimum, later.callsVsMinimum),
      lineageVsList: lineage.pageP95Ms / lineage.listP95Ms,
    },
    figures: {
      lookMs: first.lookMs,
      bareMs: first.bareMs,
      calls: first.calls,
      laterLookMs: later.lookMs,
      laterBareMs: later.bareMs,
      laterCalls: later.calls,
      ...lineage,
    },
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
