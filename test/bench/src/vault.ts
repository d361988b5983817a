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

// npm run bench -- vault [--secrets 10000]: one look at a Vault of 10,000 secrets and at one
// of 100,000, from its health to the observation of each secret with its readers, against
// a bare walk of the same tree with as many requests at once: time, requests, and how the
// ratio grows. The server answers from memory, so that what Keyward does itself counts
// most; a real Vault takes longer for each answer.
import { parseArgs } from 'node:util';
// The module keeps its source to itself; what is measured is what it does.
// eslint-disable-next-line no-restricted-imports, @backstage/no-relative-monorepo-imports
import { VaultSource } from '../../../plugins/secrets-backend-module-vault/src/observe';
import { printResult } from './lib/printResult';
import { startServer } from './lib/startServer';
import { growth, median } from './lib/statistics';
import { timed } from './lib/timed';
import { walkBare } from './vault/walkBare';

const SIZES = [10_000, 100_000];
const MANY = 50_000;

async function lookAt(url: string): Promise<number> {
  const controller = new AbortController();
  let secrets = 0;
  const problems: unknown[] = [];
  await new VaultSource({
    id: 'bench',
    title: 'bench',
    address: url,
    login: { method: 'token', token: 'bench' },
    clusters: [
      { cluster: 'prod', isDefault: true, authMounts: ['kubernetes'] },
    ],
    everyMs: 600_000,
  }).run({
    signal: controller.signal,
    cursors: {},
    apply: async ({ upserts }) => {
      secrets += upserts.filter(({ type }) => type === 'secret').length;
    },
    report: async report => {
      problems.push(...(report.problems ?? []));
      controller.abort();
    },
  });
  if (problems.length > 0) {
    throw new Error(`The look had problems: ${JSON.stringify(problems)}`);
  }
  return secrets;
}

/** The medians of one number of secrets. */
async function measure(size: number) {
  const server = await startServer(require.resolve('./vault/serve'), {
    secrets: size,
  });
  try {
    const sides = {
      keyward: () => lookAt(server.url),
      bare: () => walkBare(server.url, 'secret'),
    };
    const names = ['keyward', 'bare'] as const;
    const times: Record<string, number[]> = { keyward: [], bare: [] };
    const calls: Record<string, number> = {};
    const rounds = size < MANY ? 7 : 3;
    // The first round only warms up. Who comes first changes, as the machine does.
    for (let round = 0; round <= rounds; round += 1) {
      for (const name of round % 2 ? names : [...names].reverse()) {
        let count = 0;
        const ms = await timed(async () => {
          count = await sides[name]();
        });
        if (count !== size) {
          throw new Error(`${name} read ${count} of ${size} secrets`);
        }
        calls[name] = await server.calls();
        console.error(`${name} ${round}: ${Math.round(ms)} ms`);
        if (round > 0) {
          times[name].push(ms);
        }
      }
    }
    return {
      timeVsClient: median(times.keyward) / median(times.bare),
      callsVsMinimum: calls.keyward / calls.bare,
      lookMs: median(times.keyward),
      bareMs: median(times.bare),
      calls: calls.keyward,
    };
  } finally {
    server.stop();
  }
}

async function main() {
  const { values } = parseArgs({
    options: { secrets: { type: 'string', multiple: true } },
  });
  const sizes = values.secrets?.map(Number) ?? SIZES;
  const measured = [];
  for (const size of sizes) {
    console.error(`${size} secrets`);
    measured.push(await measure(size));
  }
  const [first] = measured;
  const last = measured[measured.length - 1];
  const isTenTimes = sizes.length === 2 && sizes[1] === 10 * sizes[0];
  printResult({
    bench: 'vault',
    ratios: {
      timeVsClient: first.timeVsClient,
      callsVsMinimum: Math.max(...measured.map(each => each.callsVsMinimum)),
      ...(isTenTimes && {
        growth: growth(first.timeVsClient, last.timeVsClient),
      }),
    },
    figures: Object.fromEntries(
      measured.flatMap((each, index) =>
        (['timeVsClient', 'lookMs', 'bareMs', 'calls'] as const).map(name => [
          index === 0 ? name : `${name}At${sizes[index]}`,
          each[name],
        ]),
      ),
    ),
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
