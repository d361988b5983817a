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

// npm run bench -- scan [--megabytes 200] [--commits 4000] [--rounds 3]: `keyward scan`
// against gitleaks, both as commands on all cores of this machine, in turns: a tree of
// made-up sources, a tenth of it for the growth, and a Git history. Both are asked
// which of the planted credentials they found. Needs Go, to build gitleaks once.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureServers } from '@internal/servers';
import { build } from 'esbuild';
import { printResult } from './lib/printResult';
import { growth, median } from './lib/statistics';
import { type CommandRun, runCommand } from './scan/runCommand';
import { addCommit, writeHistory, writeTree } from './scan/writeSources';

const SEED = 20261129;
const MIB = 1024 * 1024;
const SECOND_MS = 1000;
/** The code for findings. */
const FOUND = 3;

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '200' },
    commits: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '3' },
  },
});

type Mode = 'dir' | 'git';

interface Sides {
  gitleaks: string;
  keyward: string;
  work: string;
}

async function runGitleaks({ gitleaks, work }: Sides, mode: Mode, cwd: string) {
  const report = join(work, 'gitleaks.json');
  const run = await runCommand(
    gitleaks,
    [
      mode,
      '.',
      '--no-banner',
      '--no-color',
      '--log-level=error',
      '--report-format=json',
      `--report-path=${report}`,
      '--exit-code=0',
      '--max-decode-depth=3',
    ],
    { cwd, fine: [0] },
  );
  const found = JSON.parse(await readFile(report, 'utf8')) as {
    File: string;
    StartLine: number;
  }[];
  return {
    ...run,
    places: new Set(found.map(({ File, StartLine }) => `${File}:${StartLine}`)),
  };
}

async function runKeyward(
  { keyward, work }: Sides,
  mode: Mode,
  cwd: string,
  args: string[] = [],
) {
  const report = join(work, 'keyward.json');
  const run = await runCommand(
    process.execPath,
    [
      keyward,
      'scan',
      mode,
      '.',
      '--format=json',
      `--output=${report}`,
      '--force',
      '--confidence=low',
      ...args,
    ],
    { cwd, fine: [0, FOUND] },
  );
  const { findings } = JSON.parse(await readFile(report, 'utf8')) as {
    findings: { file: string; line: number }[];
  };
  return {
    ...run,
    places: new Set(findings.map(({ file, line }) => `${file}:${line}`)),
  };
}

type Run = CommandRun & { places: Set<string> };

/** Both sides in turns; who comes first changes, as the machine does. */
async function compare(sides: Sides, mode: Mode, cwd: string) {
  const runs: Record<'gitleaks' | 'keyward', Run[]> = {
    gitleaks: [],
    keyward: [],
  };
  for (let round = 0; round < Number(options.rounds); round++) {
    const order = ['gitleaks', 'keyward'] as const;
    for (const side of round % 2 === 0 ? order : [...order].reverse()) {
      const run =
        side === 'gitleaks'
          ? await runGitleaks(sides, mode, cwd)
          : await runKeyward(sides, mode, cwd);
      process.stderr.write(
        `${mode} ${side}: ${Math.round(run.ms)} ms, ${Math.round(
          run.peakMib,
        )} MiB, ${run.places.size} findings\n`,
      );
      runs[side].push(run);
    }
  }
  return {
    gitleaksMs: median(runs.gitleaks.map(({ ms }) => ms)),
    keywardMs: median(runs.keyward.map(({ ms }) => ms)),
    peakMib: Math.max(...runs.keyward.map(({ peakMib }) => peakMib)),
    gitleaks: runs.gitleaks[0].places,
    keyward: runs.keyward[0].places,
  };
}

/** The command as a package has it, in one file. */
async function bundleKeyward(folder: string): Promise<string> {
  const outfile = join(folder, 'keyward.cjs');
  await build({
    stdin: {
      contents: "import '../../../packages/cli/src/index'",
      // Benchmarks run from their sources.
      // eslint-disable-next-line no-restricted-syntax
      resolveDir: __dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    outfile,
  });
  return outfile;
}

async function main(work: string) {
  const { gitleaks } = await ensureServers(['gitleaks'], {
    onProgress: line => process.stderr.write(`${line}\n`),
  });
  const sides = { gitleaks, keyward: await bundleKeyward(work), work };
  const [tree, tenth, history] = ['tree', 'tenth', 'history'].map(name =>
    join(work, name),
  );
  for (const folder of [tree, tenth, history]) {
    await mkdir(folder);
  }
  const bytes = Number(options.megabytes) * MIB;
  const made = await writeTree(tree, { bytes, seed: SEED });
  const small = await writeTree(tenth, { bytes: bytes / 10, seed: SEED + 1 });
  await writeHistory(history, {
    commits: Number(options.commits),
    seed: SEED + 2,
  });

  const files = await compare(sides, 'dir', tree);
  const commits = await compare(sides, 'git', history);
  const ofTenth = await runKeyward(sides, 'dir', tenth);
  const state = `--state=${join(work, 'state.json')}`;
  await runKeyward(sides, 'git', history, [state]);
  await addCommit(history, SEED + 3);
  const increment = await runKeyward(sides, 'git', history, [state]);

  const planted = [...made.planted];
  const foundBy = (places: Set<string>) =>
    planted.filter(place => places.has(place));
  const mibPerS = (size: number, ms: number) => size / MIB / (ms / SECOND_MS);
  printResult({
    bench: 'scan',
    ratios: {
      rateVsGitleaks: files.gitleaksMs / files.keywardMs,
      historyRateVsGitleaks: commits.gitleaksMs / commits.keywardMs,
      growth: growth(ofTenth.ms / small.bytes, files.keywardMs / made.bytes),
      incrementVsFull: increment.ms / commits.keywardMs,
    },
    figures: {
      treeMib: made.bytes / MIB,
      files: made.files,
      keywardMibPerS: mibPerS(made.bytes, files.keywardMs),
      gitleaksMibPerS: mibPerS(made.bytes, files.gitleaksMs),
      historyKeywardMs: commits.keywardMs,
      historyGitleaksMs: commits.gitleaksMs,
      incrementMs: increment.ms,
      peakMib: Math.max(files.peakMib, commits.peakMib),
      planted: planted.length,
      plantedByKeyward: foundBy(files.keyward).length,
      plantedByGitleaks: foundBy(files.gitleaks).length,
      plantedByGitleaksAlone: foundBy(files.gitleaks).filter(
        place => !files.keyward.has(place),
      ).length,
    },
  });
}

async function withFolder() {
  const work = await mkdtemp(join(tmpdir(), 'keyward-bench-scan-'));
  try {
    await main(work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

withFolder().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
