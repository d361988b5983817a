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

import type { Detection } from '@keyward/secret-scan';
import { isCode, isExample, skipReasonOf } from './fileKinds';
import type { Commit, Confidence, Finding } from './Finding';
import { readManifests, type Manifests } from './manifests';
import type { ScanRules } from './ScanRules';
import type { SealedPlaces } from './SealedPlaces';

const ALLOW = /(?:gitleaks|keyward):allow/;

/** A text, or a piece of one. */
export interface Content {
  file: string;
  text: string;
  /** The number of its first line. */
  line: number;
  /** How many characters of its first line came before it. */
  column?: number;
  /** What begins before this place has been found in the piece before. */
  from?: number;
  /** The numbers of its lines, where they do not follow one another. */
  lines?: readonly number[];
  commit?: Commit;
}

/** What has been looked at. */
export interface ScanCounts {
  files: number;
  bytes: number;
  commits: number;
  /** Files of kinds in which nothing is looked for. */
  skipped: number;
  /** Findings on lines with an allow comment. */
  allowed: number;
}

export interface ScannerOptions {
  /**
   * Whether an allow comment on a line is obeyed. In a pull request only those
   * are that stood there before.
   */
  obeys(content: Content, line: string): boolean | Promise<boolean>;
  note(finding: Finding): void;
  /** Learns of the files of a folder, as they are looked through. */
  places?: SealedPlaces;
}

/** Looks through texts, and hands on what is found without a character of it. */
export class ContentScanner {
  readonly counts: ScanCounts = {
    files: 0,
    bytes: 0,
    commits: 0,
    skipped: 0,
    allowed: 0,
  };
  readonly #rules: ScanRules;
  readonly #options: ScannerOptions;

  constructor(rules: ScanRules, options: ScannerOptions) {
    this.#rules = rules;
    this.#options = options;
  }

  /** Whether files of this path are looked through; counts those that are not. */
  takes(path: string): boolean {
    const takes = !skipReasonOf(path) && !this.leavesOut(path);
    this.counts.skipped += takes ? 0 : 1;
    return takes;
  }

  /** Whether the configuration leaves out files of this path. */
  leavesOut(path: string): boolean {
    return this.#rules.leavesOut(path);
  }

  async scan(content: Content): Promise<void> {
    const { file, text, commit } = content;
    this.counts.bytes += text.length;
    if (commit && this.#rules.allowsCommit(commit.id)) {
      return;
    }
    if (!commit && content.line === 1 && !content.from) {
      this.#options.places?.add(file, text);
    }
    const manifests = readManifests(text);
    const found = withManifests(
      this.#rules.find(text, file, isCode(file)),
      manifests,
    );
    let line = 0;
    let lineStart = 0;
    let last: string | undefined;
    for (const { detector, start, name } of found) {
      for (
        let next = text.indexOf('\n', lineStart);
        next >= 0 && next < start;
        next = text.indexOf('\n', lineStart)
      ) {
        line++;
        lineStart = next + 1;
      }
      const number = content.lines?.[line] ?? content.line + line;
      const place = `${number}:${start - lineStart}:${detector}`;
      if (start < (content.from ?? 0) || place === last) {
        continue;
      }
      last = place;
      const about = this.#rules.describe(detector);
      const finding: Finding = {
        rule: detector,
        title: about?.title ?? detector,
        file,
        line: number,
        column: start - lineStart + 1 + (line === 0 ? content.column ?? 0 : 0),
        ...(isName(name) ? { name } : {}),
        confidence: confidenceOf(about?.byName ?? false, file),
        ...(commit ? { commit } : {}),
      };
      const lineText = lineAt(text, lineStart);
      if (!ALLOW.test(lineText)) {
        this.#options.note(finding);
      } else if (await this.#options.obeys(content, lineText)) {
        this.counts.allowed++;
      } else {
        this.#options.note({
          ...finding,
          note: 'the allow comment is new in this change and was not obeyed',
        });
      }
    }
  }
}

function withManifests(
  found: Detection[],
  manifests: Manifests | undefined,
): Detection[] {
  if (!manifests) {
    return found;
  }
  const known = [...manifests.sealed, ...manifests.covered];
  const others = found.filter(
    ({ start, end }) =>
      !known.some(part => start < part.end && part.start < end),
  );
  const entries = manifests.entries.map(({ detector, start, end, name }) => ({
    detector: detector ?? 'kubernetes-secret',
    class: 'password' as const,
    start,
    end,
    name,
  }));
  return [...others, ...entries].sort((a, b) => a.start - b.start);
}

function confidenceOf(byName: boolean, file: string): Confidence {
  if (!byName) {
    return 'high';
  }
  return isExample(file) ? 'low' : 'medium';
}

/** A name is shown only if it cannot be a credential itself. */
function isName(name: string | undefined): name is string {
  return name !== undefined && /^[A-Za-z_][\w.-]{0,60}$/.test(name);
}

/** As much of a line as an allow comment is looked for in. */
function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? undefined : end).slice(-4096);
}
