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

// Outlives the process that started it just long enough to clean up after it,
// however that process died: it reads lines from its standard input and, when
// that ends, kills the process groups and removes the folders still noted.
//
//   +pid 123 | -pid 123 | +folder /tmp/x | -folder /tmp/x
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const noted = { pid: new Set(), folder: new Set() };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {});
}

createInterface({ input: process.stdin })
  .on('line', line => {
    const [, sign, kind, name] = /^([+-])(pid|folder) (.*)$/.exec(line) ?? [];
    if (sign === '+') {
      noted[kind].add(name);
    } else if (sign === '-') {
      noted[kind].delete(name);
    }
  })
  .on('close', () => {
    for (const pid of noted.pid) {
      try {
        process.kill(-Number(pid), 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
    for (const folder of noted.folder) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    process.exit(0);
  });
