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

import { PassThrough } from 'stream';
import { text } from 'stream/consumers';
import { type DumpEnd, writeDump } from '@keyward/observation';
import { observeKubectl } from '@keyward/kube-model';

/** The text of a dump of some objects. */
export async function dumpOf(
  objects: Record<string, unknown>[],
  end: Partial<Omit<DumpEnd, 'observations'>> = {},
): Promise<string> {
  const { observations } = observeKubectl(
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    { sourceId: 'prod' },
  );
  const output = new PassThrough();
  const written = text(output);
  await writeDump(
    output,
    {
      kind: 'kubernetes',
      sourceId: 'prod',
      title: 'Production',
      takenAt: '2026-06-30T12:00:00Z',
      mode: 'fingerprint',
      ...end,
    },
    observations,
  );
  output.end();
  return written;
}
