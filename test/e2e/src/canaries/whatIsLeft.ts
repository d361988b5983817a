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

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CanaryHit, CanaryScanner } from '@internal/estate';

/** What the portal that runs leaves behind, as `npm test` names it. */
export function scanWhatIsLeft(
  scanner: CanaryScanner,
): (CanaryHit & { where: string })[] {
  const hits = [];
  for (const file of filesToSearch()) {
    for (const hit of scanner.scan(readIfThere(file))) {
      hits.push({ where: file, ...hit });
    }
  }
  return hits;
}

/** What Backstage's metrics service got, a measurement a line. */
export function readMetrics(): Record<string, any>[] {
  const { metrics } = filesNamed();
  return readFileSync(metrics, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}

function filesToSearch(): string[] {
  const { database, log, metrics } = filesNamed();
  const files = [log, metrics, ...filesBelow(database)];
  // A portal that stored and logged nothing would pass as well.
  const total = files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  if (total < 1_000_000) {
    throw new Error(`The portal left only ${total} bytes to search`);
  }
  return files;
}

function filesNamed() {
  const {
    KEYWARD_PORTAL_DATABASE: database,
    KEYWARD_PORTAL_LOG: log,
    KEYWARD_PORTAL_METRICS: metrics,
  } = process.env;
  if (!database || !log || !metrics) {
    throw new Error(
      'KEYWARD_PORTAL_DATABASE, KEYWARD_PORTAL_LOG and KEYWARD_PORTAL_METRICS must name what the portal leaves behind: run npm test -- --only browser',
    );
  }
  return { database, log, metrics };
}

/** The journal of a database comes and goes while the portal runs. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}
