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

// npm run bench -- start: how long the portal of `npm start` takes from the
// start of its process until it is ready and serves its front end, against the
// portal that create-app makes. Both are started from their sources in the same
// way, in turn, with their front ends built before.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { printResult } from './lib/printResult';
import { median } from './lib/statistics';
import { PortalToStart, timePortalStart } from './lib/timePortalStart';

const RUNS = 7;
const PORTS = { keyward: 17_101, template: 17_102 };

async function main() {
  const template = process.env.KEYWARD_TEMPLATE;
  if (!template) {
    throw new Error('Run it by npm run bench -- start');
  }
  const folder = await mkdtemp(join(tmpdir(), 'keyward-bench-start-'));
  try {
    const config = join(folder, 'app-config.bench.yaml');
    const url = `http://127.0.0.1:${PORTS.template}`;
    const listen = { host: '127.0.0.1', port: PORTS.template };
    await writeFile(
      config,
      JSON.stringify({
        app: { baseUrl: url },
        backend: { baseUrl: url, listen },
      }),
    );
    const portals: PortalToStart[] = [
      {
        name: 'keyward',
        root: resolve(
          require.resolve('@internal/bench/package.json'),
          '../../..',
        ),
        backend: 'packages/demo',
        url: `http://127.0.0.1:${PORTS.keyward}`,
        args: ['--port', String(PORTS.keyward)],
      },
      {
        name: 'template',
        root: template,
        backend: 'packages/backend',
        url,
        args: [
          '--config',
          join(template, 'app-config.yaml'),
          '--config',
          config,
        ],
      },
    ];
    const times = new Map(portals.map(portal => [portal.name, [] as number[]]));
    // The first start of each fills the caches of the disk and of the transform.
    for (let run = 0; run <= RUNS; run++) {
      for (const portal of run % 2 ? portals : [...portals].reverse()) {
        const time = await timePortalStart(portal);
        console.error(`${portal.name} ${run}: ${Math.round(time)} ms`);
        if (run > 0) {
          times.get(portal.name)!.push(time);
        }
      }
    }
    const keyward = median(times.get('keyward')!);
    const peer = median(times.get('template')!);
    printResult({
      bench: 'start',
      ratios: { timeVsTemplate: keyward / peer },
      figures: { keywardMs: keyward, templateMs: peer, runs: RUNS },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
