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
import { MISPLACED } from './SealedPlaces';

const MOST = 10_000;

/** A rule of Keyward. */
type BuiltInRule = Detector & {
  /** What to do, where it is not to rotate a credential. */
  remedy?: string;
};

/** What is found in manifests. */
const MANIFEST_RULES: readonly BuiltInRule[] = [
  {
    id: 'kubernetes-secret',
    class: 'password',
    title: 'Value of a Kubernetes Secret in plain text',
    form: 'A value below data or stringData of a Secret, in a manifest, a List or a Helm template, unless it is a placeholder',
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
    byName: false,
  },
  {
    ...MISPLACED,
    class: 'password',
    form: 'A SealedSecret of the strict or the namespace-wide scope whose ciphertext stands under another name or namespace too, that the kustomization beside it moves or renames, or that is sealed for another namespace than all else in its folder',
    source: 'https://github.com/bitnami-labs/sealed-secrets#scopes',
    byName: true,
    remedy:
      'Seal the value again for the name and the namespace that it has now (`keyward seal`), or move the file back. Nothing is exposed: the controller alone could open the value, and only in its place.',
  },
];

/** The rules of one run: those of Keyward, and those of a gitleaks.toml. */
export class ScanRules {
  readonly #config?: GitleaksConfig;
  readonly #detectors: Map<string, BuiltInRule>;

  constructor(config?: GitleaksConfig) {
    this.#config = config;
    this.#detectors = new Map(
      [...listDetectors(), ...MANIFEST_RULES].map(each => [each.id, each]),
    );
  }

  /** The rules of Keyward. */
  get builtIn(): BuiltInRule[] {
    return [...this.#detectors.values()];
  }

  /** What is known of a rule by its id. */
  describe(rule: string):
    | {
        title: string;
        form?: string;
        source?: string;
        byName: boolean;
        remedy?: string;
      }
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
