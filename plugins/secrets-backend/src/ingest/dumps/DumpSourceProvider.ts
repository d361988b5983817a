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

import type { Config } from '@backstage/config';
import {
  describeError,
  readFingerprinter,
  type SecretsSource,
  type SecretsSourceProvider,
  type SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import type { Fingerprinter } from '@keyward/values';
import { DumpSource, problemOf, type DumpDescription } from './DumpSource';
import { openDump, versionOf } from './openDump';

/** By which values of what kubectl printed are recognised, if one is configured. */
interface InstallationKey {
  fingerprinter?: Fingerprinter;
  problem?: SourceProblem;
}

interface ConfiguredDump {
  id: string;
  path: string;
  title?: string;
}

/** The sources of `secrets.dumps`. */
export class DumpSourceProvider implements SecretsSourceProvider {
  readonly #dumps: ConfiguredDump[];
  readonly #key: InstallationKey;
  readonly #described = new Map<
    string,
    { version: string; description: DumpDescription }
  >();

  static fromConfig(config: Config): DumpSourceProvider {
    const dumps = config.getOptionalConfigArray('secrets.dumps') ?? [];
    return new DumpSourceProvider(
      dumps.map(dump => ({
        id: dump.getString('id'),
        path: dump.getString('path'),
        title: dump.getOptionalString('title'),
      })),
      readKey(config),
    );
  }

  constructor(dumps: ConfiguredDump[], key: InstallationKey) {
    this.#dumps = dumps;
    this.#key = key;
  }

  async getSources(): Promise<SecretsSource[]> {
    return await Promise.all(this.#dumps.map(dump => this.#sourceOf(dump)));
  }

  async #sourceOf({ id, path, title }: ConfiguredDump): Promise<SecretsSource> {
    const broken = (problem: SourceProblem): SecretsSource => ({
      id,
      kind: 'kubernetes',
      title: title ?? id,
      problem,
      async run() {},
    });
    const { fingerprinter, problem: keyProblem } = this.#key;
    if (keyProblem) {
      return broken(keyProblem);
    }
    try {
      const description = await this.#describe(id, path);
      return new DumpSource({
        id,
        path,
        description: { ...description, title: title ?? description.title },
        fingerprinter,
      });
    } catch (error) {
      const problem = problemOf(error, path);
      if (!problem) {
        throw error;
      }
      return broken(problem);
    }
  }

  /** The head of a file, read again only where it is another one. */
  async #describe(id: string, path: string): Promise<DumpDescription> {
    const version = await versionOf(path);
    const known = this.#described.get(id);
    if (known?.version === version) {
      return known.description;
    }
    const dump = await openDump(path, id);
    dump.close();
    const description = {
      kind: dump.kind,
      title: dump.title ?? id,
      mode: dump.mode,
    };
    this.#described.set(id, { version, description });
    return description;
  }
}

function readKey(config: Config): InstallationKey {
  try {
    return { fingerprinter: readFingerprinter(config) };
  } catch (error) {
    return {
      problem: {
        code: 'bad-config',
        message: describeError(error),
        remedy: 'Mend it in the configuration and restart the portal.',
      },
    };
  }
}
