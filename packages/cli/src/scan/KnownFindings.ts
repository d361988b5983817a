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

import { fingerprintOf, type Finding } from './Finding';
import { readReport } from './readReport';

/** Findings that are to be left out: those of a .gitleaksignore and of a baseline. */
export class KnownFindings {
  readonly #ignored: ReadonlySet<string>;
  readonly #baseline: Map<string, number>;

  constructor({
    ignoreFile = '',
    baseline,
  }: {
    ignoreFile?: string;
    baseline?: { text: string; where: string };
  }) {
    this.#ignored = new Set(
      ignoreFile
        .split('\n')
        .map(line => line.replace(/#.*$/, '').trim())
        .filter(line => line !== ''),
    );
    this.#baseline = baseline ? readBaseline(baseline) : new Map();
  }

  /** Whether a finding is known; each entry of a baseline knows one. */
  has(finding: Finding): boolean {
    const { commit, ...elsewhere } = finding;
    if (
      this.#ignored.has(fingerprintOf(finding)) ||
      this.#ignored.has(fingerprintOf(elsewhere))
    ) {
      return true;
    }
    const key = keyOf(finding);
    const left = this.#baseline.get(key) ?? 0;
    this.#baseline.set(key, left - 1);
    return left > 0;
  }
}

function readBaseline({ text, where }: { text: string; where: string }) {
  const known = new Map<string, number>();
  for (const finding of readReport(text, where).findings) {
    const key = keyOf(finding);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return known;
}

function keyOf({ rule, file, line, commit }: Finding): string {
  return [rule, file, line, commit?.id ?? ''].join('\0');
}
