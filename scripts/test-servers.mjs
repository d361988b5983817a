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
// npm run test:servers: every *.servers.test.ts of the repository, against
// real servers, see test/servers/README.md, and the adopter portals that
// `npm test` leaves out.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adopterTests } from './lib/adopter.mjs';
import { LOCKED_PORTALS } from './lib/adopterLocks.mjs';
import { bootstrap } from './lib/bootstrap.mjs';
import { runJest, runTypeScript } from './lib/servers.mjs';

const folder = await mkdtemp(join(tmpdir(), 'keyward-test-servers-'));
const resultFile = join(folder, 'result.json');
try {
  process.exitCode = await main();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function main() {
  const filters = process.argv.slice(2);
  const built = await runTypeScript('test/servers/src/cli/servers.ts', [
    '--build-only',
  ]);
  if (built !== 0) {
    return built;
  }
  const suites = await runSuites(filters);
  // Whoever names suites wants these alone.
  const portals =
    filters.length === 0 ? await otherPortals() : { passed: 0, failed: 0 };
  const passed = suites.passed + portals.passed;
  const failed = suites.failed + portals.failed;
  console.log(`${passed} passed, ${failed} failed`);
  if (passed + failed === 0) {
    console.error('No test ran.');
    return 1;
  }
  return failed > 0 ? 1 : 0;
}

async function runSuites(filters) {
  const code = await runJest([
    '--config=test/servers/jest.servers.cjs',
    '--json',
    `--outputFile=${resultFile}`,
    ...filters,
  ]);
  let result;
  try {
    result = JSON.parse(await readFile(resultFile, 'utf8'));
  } catch {
    console.error('The tests did not run to their end.');
    return { passed: 0, failed: 1 };
  }
  // A suite that could not even be loaded has no tests, but failed.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
  };
}

/** The portals that `npm test` leaves out, as they take as long as the others. */
async function otherPortals() {
  const stops = [];
  try {
    return await adopterTests(await bootstrap({ log: console.log }), {
      folder: join(folder, 'adopter'),
      portals: LOCKED_PORTALS.filter(({ isInTest }) => !isInTest),
      log: console.log,
      onStop: stop => stops.push(stop),
    });
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  } finally {
    for (const stop of stops) {
      await stop();
    }
  }
}
