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

import { printable } from '@keyward/observation';
import { type Command, Option } from 'commander';
import { version } from '../../package.json';
import { readUtf8 } from '../input';
import { OutputFile } from '../output/OutputFile';
import { type CliIo, writeTo } from '../run/CliIo';
import { ExitCode } from '../run/ExitCode';
import { UserError } from '../run/UserError';
import {
  CONFIDENCES,
  CONFIG,
  type Confidence,
  ContentScanner,
  type Finding,
  formatReport,
  IGNORE_FILE,
  KnownFindings,
  PATCH_OPTIONS,
  PatchReader,
  Progress,
  REPORT_FORMATS,
  type ReportFormat,
  resolveCommit,
  readReport,
  scanFolder,
  scanHistory,
  ScanRules,
  ScanSettings,
  scanStream,
  SealedPlaces,
  streamGit,
  type Unread,
} from '../scan';

const MODES = ['dir', 'git', 'staged', 'stdin', 'import'] as const;
const LONGEST_SETTING = 16 * 1024 * 1024;
const LONGEST_REPORT = 256 * 1024 * 1024;
/** So many findings are kept; with more nobody reads a list. */
const MOST = 100_000;
const FOUND = 3;
/** More archives within one another are hostile. */
const DEEPEST = 8;
const SHOWN_UNREAD = 20;

interface ScanOptions {
  config?: string;
  ignoreFile?: string;
  baseline?: string;
  base?: string;
  state?: string;
  preReceive?: boolean;
  format: ReportFormat;
  output?: string;
  force?: boolean;
  confidence: Confidence;
  archiveDepth: string;
  exitCode: string;
  explain?: string;
}

/** `keyward scan`: credentials in plain text, in files, a history, what is staged, or a log. */
export function addScanCommand(program: Command, io: CliIo): void {
  program
    .command('scan')
    .description(
      'Finds credentials in plain text: in a folder, a Git history, what is staged for a commit, or standard input. Shows where and of what kind, never the value. Imports the reports of other scanners.',
    )
    .argument('[mode]', `what to scan: ${MODES.join(', ')}`, 'dir')
    .argument('[path]', 'the folder, file, repository or report', '.')
    .option(
      '--config <file>',
      `rules and allowlists in the format of gitleaks; ${CONFIG} in the path without it`,
    )
    .option(
      '--ignore-file <file>',
      `findings to leave out; ${IGNORE_FILE} in the path without it`,
    )
    .option(
      '--baseline <file>',
      'a report in JSON: leave out the findings in it',
    )
    .option(
      '--base <revision>',
      'for pull requests: configuration, ignore file and allow comments count as they are there, and of a history only what is new since',
    )
    .option(
      '--state <file>',
      'of a history, scan only what is new since the run that wrote this file',
    )
    .option(
      '--pre-receive',
      'of a history, scan what a push brings, as Git tells a pre-receive hook on standard input',
    )
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(REPORT_FORMATS)
        .default('table'),
    )
    .option('--output <file>', 'where to; standard output without it')
    .option('--force', 'replace the output file if it is there')
    .addOption(
      new Option('--confidence <least>', 'leave out what is less sure')
        .choices(CONFIDENCES)
        .default('medium'),
    )
    .option(
      '--archive-depth <depth>',
      'of a folder, look into archives, and into archives within them to this depth; 0 for none',
      '2',
    )
    .option('--exit-code <code>', 'the exit code for findings', String(FOUND))
    .option('--explain <rule>', 'say what a rule finds, and scan nothing')
    .action((mode: string, path: string, options: ScanOptions) =>
      scan(mode, path, options, io),
    );
}

async function scan(
  mode: string,
  path: string,
  options: ScanOptions,
  io: CliIo,
): Promise<void> {
  const exitCode = numberOf('--exit-code', options.exitCode, 125);
  const git = { repository: path, signal: io.signal };
  const base =
    options.base === undefined
      ? undefined
      : await resolveCommit(options.base, git);
  const settings = new ScanSettings({
    path: mode === 'import' ? '.' : path,
    base,
    trustsFiles: mode !== 'stdin' && !options.preReceive,
    config: options.config,
    ignoreFile: options.ignoreFile,
    io,
  });
  const rules = new ScanRules(await settings.readConfig());
  if (options.explain !== undefined) {
    await writeTo(io.stdout, explain(options.explain, rules));
    return;
  }
  const known = new KnownFindings({
    ignoreFile: await settings.readIgnoreFile(),
    baseline:
      options.baseline === undefined
        ? undefined
        : {
            text: await readUtf8(options.baseline, io, LONGEST_REPORT),
            where: options.baseline,
          },
  });
  const findings: Finding[] = [];
  const least = CONFIDENCES.indexOf(options.confidence);
  let lessSure = 0;
  let left = 0;
  const note = (finding: Finding) => {
    if (known.has(finding)) {
      left++;
    } else if (CONFIDENCES.indexOf(finding.confidence) < least) {
      lessSure++;
    } else if (findings.length < MOST) {
      findings.push(finding);
    }
  };
  const places = mode === 'dir' ? new SealedPlaces() : undefined;
  const scanner = new ContentScanner(rules, {
    obeys: ({ file, commit }, line) =>
      base === undefined ||
      (commit === undefined &&
        mode !== 'staged' &&
        settings.stoodInBase(file, line)),
    note,
    places,
  });
  const progress = new Progress(io.stderr, scanner);
  let unread: Unread[] = [];
  try {
    unread = await run(
      mode,
      path,
      options,
      { base, scanner, progress, note },
      io,
    );
  } finally {
    progress.clear();
  }
  places?.list().forEach(note);
  if (io.signal.aborted) {
    throw new UserError('Interrupted, the scan is not complete');
  }
  findings.sort(byPlace);
  await print(
    formatReport(findings, {
      format: options.format,
      counts: scanner.counts,
      rules,
      version,
    }),
    options,
    io,
  );
  const { files, commits, skipped, allowed } = scanner.counts;
  await writeTo(
    io.stderr,
    `${findings.length} findings in ${files} files${
      commits > 0 ? ` of ${commits} commits` : ''
    }; ${skipped} files skipped, ${allowed} findings allowed by a comment, ${left} known, ${lessSure} less sure than ${
      options.confidence
    }\n`,
  );
  if (unread.length > 0 && findings.length === 0) {
    throw new UserError(
      `${unread.length} files or folders could not be read: nothing is known of them`,
      {
        where: unread
          .slice(0, SHOWN_UNREAD)
          .map(({ file, code }) => `${file} (${code})`)
          .join('\n         '),
        remedy:
          'run it as somebody who may read them, or leave them out with an allowlist of paths',
      },
    );
  }
  for (const { file, code } of unread.slice(0, SHOWN_UNREAD)) {
    await writeTo(
      io.stderr,
      `warning: ${printable(file)} could not be read (${code})\n`,
    );
  }
  if (findings.length > 0 && exitCode > 0) {
    throw new ExitCode(exitCode);
  }
}

async function run(
  mode: string,
  path: string,
  options: ScanOptions,
  {
    base,
    scanner,
    progress,
    note,
  }: {
    base: string | undefined;
    scanner: ContentScanner;
    progress: Progress;
    note(finding: Finding): void;
  },
  io: CliIo,
): Promise<Unread[]> {
  const git = { repository: path, signal: io.signal };
  const done = () => progress.show();
  switch (mode) {
    case 'dir':
      try {
        return await scanFolder(path, {
          scanner,
          depth: numberOf('--archive-depth', options.archiveDepth, DEEPEST),
          signal: io.signal,
          done,
        });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw code
          ? new UserError(`The path cannot be read (${code})`, { where: path })
          : error;
      }
    case 'stdin':
      if (
        await scanStream(
          scanner,
          'stdin',
          io.stdin as AsyncIterable<Uint8Array>,
        )
      ) {
        scanner.counts.files++;
      }
      return [];
    case 'staged':
      await new PatchReader(scanner, done).read(
        streamGit(['diff', '--cached', ...PATCH_OPTIONS, '--'], git),
      );
      return [];
    case 'git':
      await scanHistory(scanner, git, {
        base,
        state: options.state,
        pushed: options.preReceive
          ? await readUtf8('-', io, LONGEST_SETTING)
          : undefined,
        done,
      });
      return [];
    case 'import': {
      const text = await readUtf8(path, io, LONGEST_REPORT);
      const report = readReport(text, path);
      report.findings.forEach(note);
      scanner.counts.files += new Set(
        report.findings.map(({ file }) => file),
      ).size;
      return report.unreadable === 0
        ? []
        : [
            {
              file: path,
              code: `${report.unreadable} entries without a place`,
            },
          ];
    }
    default:
      throw new UserError('There is no such mode', {
        where: mode,
        remedy: `name one of ${MODES.join(', ')}`,
      });
  }
}

async function print(
  text: string,
  { output, force }: ScanOptions,
  io: CliIo,
): Promise<void> {
  if (output === undefined) {
    await writeTo(io.stdout, text);
    return;
  }
  const file = await OutputFile.create(output, { force });
  await writeTo(file.stream, text);
  await file.keep();
}

function numberOf(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!(/^\d+$/.test(text) && number <= most)) {
    throw new UserError(`This has to be a number from 0 to ${most}`, {
      where: option,
    });
  }
  return number;
}

function explain(rule: string, rules: ScanRules): string {
  const about = rules.describe(rule);
  if (!about) {
    throw new UserError('There is no such rule', {
      where: rule,
      remedy: 'take the name of a rule from a report',
    });
  }
  return printable(
    [
      `${rule}: ${about.title}`,
      foundBy(about),
      ...(about.form ? [`${about.form}.`] : []),
      ...(about.source ? [`Documented at ${about.source}`] : []),
      about.remedy ??
        'If it is a credential, rotate it: whoever can read the repository has it. If it is none, put gitleaks:allow into a comment on its line.',
      '',
    ].join('\n'),
    '\n',
  );
}

function foundBy({ byName, remedy }: { byName: boolean; remedy?: string }) {
  if (!byName) {
    return 'Found by its format: confidence high.';
  }
  return remedy
    ? 'Found by its place: confidence medium.'
    : 'Found by the name that the value is assigned to: confidence medium, in tests, examples and documentation low.';
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(commitOf(a), commitOf(b))
  );
}

/** By code units, so that it is the same in each locale. */
function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function commitOf({ commit }: Finding): string {
  return commit ? `${commit.date} ${commit.id}` : '';
}
