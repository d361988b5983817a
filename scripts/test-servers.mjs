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
// real servers. See test/servers/README.md.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJest, runTypeScript } from './lib/servers.mjs';

const folder = await mkdtemp(join(tmpdir(), 'keyward-test-servers-'));
const resultFile = join(folder, 'result.json');
try {
  process.exitCode = await main();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function main() {
  const built = await runTypeScript('test/servers/src/cli/servers.ts', [
    '--build-only',
  ]);
  if (built !== 0) {
    return built;
  }
  const code = await runJest([
    '--config=test/servers/jest.servers.cjs',
    '--json',
    `--outputFile=${resultFile}`,
    ...process.argv.slice(2),
  ]);
  let result;
  try {
    result = JSON.parse(await readFile(resultFile, 'utf8'));
  } catch {
    console.error('The tests did not run to their end.');
    return code || 1;
  }
  // A suite that could not even be loaded has no tests, but failed.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  console.log(`${result.numPassedTests} passed, ${failed} failed`);
  if (result.numPassedTests + failed === 0) {
    console.error('No test ran.');
    return 1;
  }
  return failed > 0 ? 1 : code;
}
