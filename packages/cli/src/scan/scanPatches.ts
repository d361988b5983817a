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

import type { ContentScanner } from './ContentScanner';
import type { Commit } from './Finding';

/** Added lines are looked through in portions of so many characters at most, or one line. */
const PORTION = 1024 * 1024;
/** Of longer lines so much is looked through at a time, with an overlap. */
const LONGEST_LINE = 1024 * 1024;
const OVERLAP = 16 * 1024;

/** What `git log` prints before the patch of a commit. */
export const COMMIT_FORMAT = '--format=%x00%H%x00%an%x00%aI';
/** How patches have to be printed to be read here. */
export const PATCH_OPTIONS = [
  '--patch',
  '--unified=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  '--ignore-submodules=none',
];

const HUNK = /^(@{2,})((?: -\d+(?:,\d+)?)+) \+(\d+)(?:,(\d+))? @/;

/** Looks through what patches add, as git prints them; memory does not depend on their size. */
export class PatchReader {
  readonly #scanner: ContentScanner;
  readonly #done: () => void;
  #commit?: Commit;
  #file?: string;
  /** How many versions a line of the hunk is compared with: 1, or more in a merge. */
  #parents = 1;
  #added = 0;
  #removed = 0;
  #line = 0;
  #text: string[] = [];
  #lines: number[] = [];
  #size = 0;

  constructor(scanner: ContentScanner, done: () => void) {
    this.#scanner = scanner;
    this.#done = done;
  }

  async read(stream: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder('utf-8');
    let rest = '';
    /** How much of the line in `rest` has been looked through already. */
    let seen = 0;
    for await (const chunk of stream) {
      rest += decoder.decode(chunk, { stream: true });
      let start = 0;
      for (
        let end = rest.indexOf('\n', start);
        end >= 0;
        end = rest.indexOf('\n', start)
      ) {
        await this.#take(rest.slice(start, end), seen);
        seen = 0;
        start = end + 1;
      }
      rest = rest.slice(start);
      if (rest.length > LONGEST_LINE) {
        await this.#takePart(rest, seen);
        const kept = this.#parents + OVERLAP;
        seen += rest.length - kept;
        rest = rest.slice(0, this.#parents) + rest.slice(-OVERLAP);
      }
    }
    rest += decoder.decode();
    if (rest !== '') {
      await this.#take(rest, seen);
    }
    await this.#flush();
  }

  async #take(line: string, seen: number): Promise<void> {
    if (this.#added > 0 || this.#removed > 0) {
      if (line.startsWith('\\')) {
        return;
      }
      const marks = line.slice(0, this.#parents);
      if (marks.includes('-')) {
        this.#removed--;
        return;
      }
      this.#added--;
      if (marks === '+'.repeat(this.#parents)) {
        if (seen > 0) {
          await this.#takePart(line, seen);
        } else {
          this.#add(line.slice(this.#parents));
        }
      }
      this.#line++;
      if (this.#size > PORTION) {
        await this.#flush();
      }
      return;
    }
    await this.#takeHeader(line);
  }

  async #takeHeader(line: string): Promise<void> {
    if (line.startsWith('\0')) {
      await this.#flush();
      const [, id, author, date] = line.split('\0');
      this.#commit = { id, author, date };
      this.#scanner.counts.commits++;
      this.#done();
    } else if (line.startsWith('diff --')) {
      await this.#flush();
      this.#file = undefined;
    } else if (line.startsWith('+++ ')) {
      const path = pathOf(line.slice(4));
      this.#file =
        path !== undefined && this.#scanner.takes(path) ? path : undefined;
      this.#scanner.counts.files += this.#file === undefined ? 0 : 1;
    } else {
      const hunk = HUNK.exec(line);
      if (hunk) {
        this.#parents = hunk[1].length - 1;
        this.#removed =
          this.#parents > 1 ? 0 : Number(/,(\d+)$/.exec(hunk[2])?.[1] ?? 1);
        this.#line = Number(hunk[3]);
        this.#added = Number(hunk[4] ?? 1);
      }
    }
  }

  #add(text: string): void {
    if (this.#file !== undefined) {
      this.#text.push(text);
      this.#lines.push(this.#line);
      this.#size += text.length + 1;
    }
  }

  /** Looks through a part of a line that is too long to be kept. */
  async #takePart(line: string, seen: number): Promise<void> {
    if (this.#file !== undefined && /^\++/.test(line)) {
      await this.#flush();
      await this.#scanner.scan({
        file: this.#file,
        text: line.slice(this.#parents),
        line: this.#line,
        column: seen,
        from: seen > 0 ? OVERLAP / 2 : 0,
        commit: this.#commit,
      });
    }
  }

  async #flush(): Promise<void> {
    if (this.#size > 0 && this.#file !== undefined) {
      await this.#scanner.scan({
        file: this.#file,
        text: this.#text.join('\n'),
        line: this.#lines[0],
        lines: this.#lines,
        commit: this.#commit,
      });
    }
    this.#text = [];
    this.#lines = [];
    this.#size = 0;
  }
}

const UNQUOTED: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** The path in a line such as `+++ b/path`, which is quoted as in C where it has to be. */
function pathOf(line: string): string | undefined {
  const written = line.replace(/\t$/, '');
  const path = written.startsWith('"')
    ? written
        .slice(1, -1)
        .replace(
          /\\([0-7]{3}|.)/g,
          (_, code: string) =>
            UNQUOTED[code] ??
            (code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : code),
        )
    : written;
  return path === '/dev/null' ? undefined : path.replace(/^b\//, '');
}
