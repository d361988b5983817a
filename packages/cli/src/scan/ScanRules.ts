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

import {
  listDetectors,
  scanText,
  type Detection,
  type Detector,
} from '@keyward/secret-scan';
import type { GitleaksConfig } from './readGitleaksConfig';

const MOST = 10_000;
const SECRET_RULE = {
  id: 'kubernetes-secret',
  class: 'password',
  title: 'Value of a Kubernetes Secret in plain text',
  form: 'A value below data or stringData of a Secret, in a manifest, a List or a Helm template, unless it is a placeholder',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  byName: false,
} as const satisfies Detector;

/** The rules of one run: those of Keyward, and those of a gitleaks.toml. */
export class ScanRules {
  readonly #config?: GitleaksConfig;
  readonly #detectors: Map<string, Detector>;

  constructor(config?: GitleaksConfig) {
    this.#config = config;
    this.#detectors = new Map(
      [...listDetectors(), SECRET_RULE].map(each => [each.id, each]),
    );
  }

  /** The rules of Keyward. */
  get builtIn(): Detector[] {
    return [...this.#detectors.values()];
  }

  /** What is known of a rule by its id. */
  describe(
    rule: string,
  ):
    | { title: string; form?: string; source?: string; byName: boolean }
    | undefined {
    const own = this.#config?.rules.find(({ id }) => id === rule);
    return own
      ? { title: own.title, byName: false }
      : this.#detectors.get(rule);
  }

  /** Whether files of this path are not looked through. */
  leavesOut(path: string): boolean {
    return this.#config?.allowsPath(path) ?? false;
  }

  /** Whether what was found in a commit is fine. */
  allowsCommit(commit: string): boolean {
    return this.#config?.allowsCommit(commit) ?? false;
  }

  /** All that the rules find in a text, in the order in which it stands there. */
  find(text: string, path: string, code: boolean): Detection[] {
    const config = this.#config;
    const found =
      config === undefined || config.useDefault
        ? scanText(text, { most: MOST, code }).filter(
            ({ detector, start, end }) =>
              config === undefined ||
              !(
                config.disabledRules.has(detector) ||
                config.allows(text, path, start, end)
              ),
          )
        : [];
    const own = (config?.find(text, path) ?? []).filter(
      each =>
        !found.some(({ start, end }) => start < each.end && each.start < end),
    );
    return own.length === 0
      ? found
      : [...found, ...own].sort((a, b) => a.start - b.start);
  }
}
