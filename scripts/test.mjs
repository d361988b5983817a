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
// npm test: everything that can be checked without real servers.
//
//   npm test                            all stages
//   npm test -- --only lint,unit        some of them
//   npm test -- --only unit plugins     of the unit tests those below a folder
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adopterTests } from './lib/adopter.mjs';
import {
  bootstrap,
  reportAndExit,
  seconds,
  SetupError,
} from './lib/bootstrap.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureFrontEnd } from './lib/frontEnd.mjs';
import { cacheFolder, root } from './lib/paths.mjs';
import { findFreePort, startPortal } from './lib/portal.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { runStep, stopSteps } from './lib/steps.mjs';

const E2E_FIRST_PORT = 17_007;

/** In this order: what fails fastest comes first, and tsc makes what api and adopter need. */
const STAGES = {
  prettier: tool('prettier/bin-prettier.js', [
    '--check',
    '--loglevel=warn',
    '.',
  ]),
  lint: tool('@backstage/cli/bin/backstage-cli', [
    'repo',
    'lint',
    '--max-warnings=0',
  ]),
  house: tool('dependency-cruiser/bin/dependency-cruise.mjs', [
    '--config=.dependency-cruiser.cjs',
    '--output-type=err-long',
    'packages',
    'plugins',
    'test',
  ]),
  knip: tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  // All at once: what an incremental run emits is ordered by what ran before,
  // and the reports of the public API with it.
  tsc: tool('typescript/bin/tsc', [
    '--pretty',
    'false',
    '--incremental',
    'false',
  ]),
  api: tool('@backstage/repo-tools/bin/backstage-repo-tools', [
    'api-reports',
    '--ci',
    '--allow-all-warnings',
    // Its message has the path of the machine in it.
    '--omit-messages=ae-wrong-input-file-type',
    '--exclude',
    'test/*',
  ]),
  config: tool('../scripts/config-schemas.mjs', ['--check']),
  scripts: scriptTests,
  unit: unitTests,
  browser: browserTests,
  adopter: ({ toolchain }) =>
    adopterTests(toolchain, {
      folder: join(temporary, 'adopter'),
      hasTypes: passedStages.has('tsc'),
      log: console.log,
      onStop: stop => cleanUps.push(stop),
    }),
};

/** Begins with the first stage, as it takes one core for as long as all before it. */
const LONGEST = 'tsc';

const passedStages = new Set();
const temporary = await mkdtemp(join(tmpdir(), 'keyward-test-'));
let stopped = false;
const cleanUps = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    stopped = true;
    await stopSteps();
  });
}

try {
  await main();
} catch (error) {
  reportAndExit(error);
} finally {
  await cleanUp();
  await rm(temporary, { recursive: true, force: true });
}

async function main() {
  const { names, filters } = readOptions();
  const started = Date.now();
  const toolchain = await bootstrap({ log: console.log });
  console.log(`✔ set-up  ${seconds(started)} s`);
  let passed = 0;
  let failed = 0;
  const context = { toolchain, filters };
  const longest = names.includes(LONGEST)
    ? runStage(STAGES[LONGEST], context)
    : undefined;
  for (const name of names) {
    const stageStarted = Date.now();
    const result = await (name === LONGEST
      ? longest
      : runStage(STAGES[name], context));
    if (stopped) {
      console.log('\nStopped.');
      process.exitCode = 130;
      return;
    }
    passed += result.passed;
    failed += result.failed;
    if (result.failed === 0) {
      passedStages.add(name);
    }
    if (result.output) {
      console.log(result.output.trimEnd());
    }
    const sign = result.failed > 0 ? '✘' : '✔';
    const count = result.counted
      ? `  ${result.passed} passed, ${result.failed} failed`
      : '';
    console.log(`${sign} ${name}  ${seconds(stageStarted)} s${count}`);
  }
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed`);
}

async function runStage(stage, context) {
  try {
    return await stage(context);
  } catch (error) {
    const output = error instanceof SetupError ? error.message : error.stack;
    return { passed: 0, failed: 1, output };
  } finally {
    await cleanUp();
  }
}

/** A stage that is one command, which counts as one test. */
function tool(script, args) {
  return async ({ toolchain }) => {
    const { code, output } = await runStep(
      toolchain.node,
      [join(root, 'node_modules', script), ...args],
      { env: { ...toolchain.env, CI: '1' } },
    );
    return code === 0
      ? { passed: 1, failed: 0 }
      : { passed: 0, failed: 1, output };
  };
}

/** The tests of what runs before anything is installed, by Node's own runner. */
async function scriptTests({ toolchain }) {
  const files = await readdir(join(root, 'scripts/lib'));
  const { code, output } = await runStep(
    toolchain.node,
    [
      '--test',
      '--test-reporter=tap',
      ...files
        .filter(file => file.endsWith('.test.mjs'))
        .map(file => join(root, 'scripts/lib', file)),
    ],
    { env: toolchain.env },
  );
  const count = name =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  return {
    ...counted({ passed: count('pass'), failed: count('fail'), code }),
    ...(code === 0 ? {} : { output }),
  };
}

async function unitTests({ toolchain, filters }) {
  const postgres = await startPostgres(toolchain);
  cleanUps.push(() => postgres.stop());
  const file = join(temporary, 'unit.json');
  const { code } = await runStep(
    toolchain.node,
    [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'test',
      '--watchAll=false',
      '--json',
      `--outputFile=${file}`,
      ...filters,
    ],
    {
      show: true,
      env: {
        ...toolchain.env,
        CI: '1',
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        // A suite then fails if it did not run on PostgreSQL too.
        KEYWARD_REQUIRE_POSTGRES: '1',
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
          postgres.connectionString,
      },
    },
  );
  const result = await readResult(file);
  return counted({
    passed: result?.numPassedTests ?? 0,
    // A suite that could not even be loaded has no tests, but failed.
    failed:
      (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0),
    code,
  });
}

async function browserTests({ toolchain }) {
  const folder = join(root, 'test/e2e');
  if (!existsSync(join(folder, 'playwright.config.ts'))) {
    throw new SetupError('test/e2e/playwright.config.ts is missing.');
  }
  const chromium = await ensureChromium(toolchain, console.log);
  await ensureFrontEnd(toolchain, { log: console.log });
  // The canary suite looks for values in all that the portal leaves behind.
  const database = join(temporary, 'database');
  const logFile = join(cacheFolder, 'logs', 'browser-tests.log');
  await mkdir(database);
  // Also in what it measures, for which a portal has no address to ask.
  const metrics = join(temporary, 'metrics.jsonl');
  const recorder = join(folder, 'src/canaries/recordMetrics.cjs');
  const portal = await startPortal(
    {
      ...toolchain,
      env: {
        ...toolchain.env,
        LOG_LEVEL: 'debug',
        NODE_OPTIONS: `--require ${JSON.stringify(recorder)}`,
        KEYWARD_PORTAL_METRICS: metrics,
      },
    },
    {
      port: await findFreePort(E2E_FIRST_PORT),
      args: ['--database', database],
      logFile,
    },
  );
  cleanUps.push(() => portal.stop());
  const file = join(temporary, 'browser.json');
  const { code } = await runStep(
    toolchain.node,
    [
      join(root, 'node_modules/@playwright/test/cli.js'),
      'test',
      '--reporter=list,json',
    ],
    {
      cwd: folder,
      show: true,
      env: {
        ...toolchain.env,
        CI: '1',
        KEYWARD_BASE_URL: portal.url,
        KEYWARD_CHROMIUM: chromium,
        KEYWARD_PORTAL_DATABASE: database,
        KEYWARD_PORTAL_LOG: logFile,
        KEYWARD_PORTAL_METRICS: metrics,
        PLAYWRIGHT_JSON_OUTPUT_FILE: file,
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      },
    },
  );
  const stats = (await readResult(file))?.stats;
  return counted({
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    code,
  });
}

/** Counts of a test runner; no test at all, or a crash, is a failure too. */
function counted({ passed, failed, code }) {
  const broken = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: broken ? 1 : failed, counted: true };
}

async function readResult(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function cleanUp() {
  for (const step of cleanUps.splice(0)) {
    await step();
  }
}

function readOptions() {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const all = Object.keys(STAGES);
  const names = values.only?.split(',') ?? all;
  const unknown = names.filter(name => !all.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(
      `There is no stage ${unknown.join(', ')}. The stages: ${all.join(', ')}`,
    );
  }
  return { names, filters: positionals };
}
