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

import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A Secret that comes into the simulated estate while the portal runs. */
export class PassingSecret {
  readonly cluster = 'production';
  readonly namespace = 'payments';
  readonly name = 'passing-by';
  /** Every value that it ever had. */
  readonly values: string[] = [];
  // The portal watches the folder; git ignores the file.
  readonly #file = join(
    dirname(require.resolve('@internal/estate/package.json')),
    'manifests',
    this.cluster,
    'passing-secret.local.yaml',
  );

  /** Puts it there, or changes it. */
  write(data: Record<string, string>) {
    this.values.push(...Object.values(data));
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      'x-manager': 'kubectl-create',
      type: 'Opaque',
      metadata: { name: this.name, namespace: this.namespace },
      data: Object.fromEntries(
        Object.entries(data).map(([key, value]) => [
          key,
          Buffer.from(value).toString('base64'),
        ]),
      ),
    };
    // JSON is YAML as well.
    writeFileSync(this.#file, JSON.stringify(secret));
  }

  remove() {
    rmSync(this.#file, { force: true });
  }
}
