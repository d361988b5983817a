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

import { gzipSync } from 'zlib';
import { Writable } from 'stream';
import {
  type ObjectObservation,
  type Observation,
  type SecretObservation,
  DumpError,
  DumpWriter,
  isDump,
  readDump,
  writeDump,
} from '@keyward/observation';
import { observeObject } from '../objects';
import { observeSecret } from '../secrets';
import { createFingerprinter } from '@keyward/values';

const header = {
  kind: 'kubernetes',
  sourceId: 'prod',
  title: 'Production',
  takenAt: '2026-03-01T00:00:00.000Z',
  mode: 'fingerprint',
};
const secret: SecretObservation = observeSecret(
  {
    metadata: {
      namespace: 'payments',
      name: 'db',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'payments' },
      annotations: { 'reloader.stakater.com/auto': 'true', note: 'hello' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'y', uid: 'z' }],
    },
    data: { password: 'azdRei12UDJ4OUxtVHI0dw==', '..weird': '', token: '' },
  },
  {
    sourceId: 'prod',
    taken: 'fingerprint',
    fingerprinter: createFingerprinter({ key: Buffer.alloc(32), keyId: 'k' }),
  },
);
const workload: ObjectObservation = observeObject(
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'payments', name: 'api' },
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'api', envFrom: [{ secretRef: { name: 'db' } }] },
          ],
        },
      },
    },
  },
  { sourceId: 'prod' },
);

async function dumpOf(observations: Observation[] = [secret, workload]) {
  const chunks: Buffer[] = [];
  const output = new Writable({
    highWaterMark: 16,
    write(chunk, _, done) {
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  await writeDump(
    output,
    { ...header, listed: ['payments'], warnings: ['No right to list roles.'] },
    observations,
  );
  return Buffer.concat(chunks).toString();
}

async function readAll(
  input: (Uint8Array | string)[],
  options?: { sourceId?: string },
) {
  const dump = await readDump(input, options);
  const observations: Observation[] = [];
  for await (const observation of dump.observations) {
    observations.push(observation);
  }
  return { header: dump.header, observations, end: dump.end };
}

async function failureOf(input: (Uint8Array | string)[]): Promise<DumpError> {
  const error = await readAll(input).then(
    () => undefined,
    caught => caught,
  );
  expect(error).toBeInstanceOf(DumpError);
  return error as DumpError;
}

describe('a dump', () => {
  it('gives back what was written, cut into any pieces', async () => {
    const bytes = Buffer.from(await dumpOf());
    const expected = {
      header: { ...header, version: 1, observationVersion: 1 },
      observations: [secret, workload],
      end: {
        observations: 2,
        listed: ['payments'],
        warnings: ['No right to list roles.'],
      },
    };
    expect(await readAll([bytes])).toEqual(expected);
    const single = Array.from(bytes, byte => Uint8Array.of(byte));
    expect(await readAll(single)).toEqual(expected);
    const windows = bytes.toString().replace(/\n/g, '\r\n');
    expect(await readAll([`\uFEFF${windows}`])).toEqual(expected);
  });

  it('is recognised by its first line', async () => {
    expect(isDump(await dumpOf())).toBe(true);
    expect(isDump('{"apiVersion":"v1","kind":"List"}')).toBe(false);
  });

  it('speaks for its own source only, or for the one that it is read as', async () => {
    const lying = await dumpOf([
      { ...secret, ref: 'kubernetes:other/payments/db' },
      { ...workload, ref: 'other/apps/Deployment/payments/api' },
    ]);
    expect((await readAll([lying])).observations.map(({ ref }) => ref)).toEqual(
      [secret.ref, workload.ref],
    );
    const other = await readAll([lying], { sourceId: 'audit' });
    expect(other.header.sourceId).toBe('audit');
    expect(other.observations.map(({ ref }) => ref)).toEqual([
      'kubernetes:audit/payments/db',
      'audit/apps/Deployment/payments/api',
    ]);
  });

  it('drops what the contract does not know', async () => {
    const extra = { ...secret, data: { password: 'canary-1' } };
    const { observations } = await readAll([await dumpOf([extra])]);
    expect(observations).toEqual([secret]);
  });

  it('refuses what was cut off, wherever', async () => {
    const dump = await dumpOf();
    const lines = dump.trimEnd().split('\n');
    for (let length = 1; length < dump.length - 1; length += 37) {
      const error = await failureOf([dump.slice(0, length)]);
      expect(error.line).toBeLessThanOrEqual(lines.length);
      expect(error.remedy).toBeTruthy();
    }
    const cut = await failureOf([lines.slice(0, 2).join('\n')]);
    expect(cut.message).toContain('Line 2 of the dump: the dump was cut off');
    const inside = await failureOf([[lines[0], lines[1], lines[3]].join('\n')]);
    expect(inside.message).toContain('Line 3');
    expect(inside.message).toContain('the 1 observations before it');
  });

  it.each([
    ['', 1, 'empty'],
    ['canary-2', 1, 'no dump of Keyward'],
    ['{"apiVersion":"v1","items":["canary-2"]}', 1, 'no dump of Keyward'],
  ])('refuses %j', async (text, line, message) => {
    const error = await failureOf([text]);
    expect(error).toMatchObject({ line });
    expect(error.message).toContain(message);
    expect(error.stack).not.toContain('canary-2');
  });

  it('refuses a newer version and a foreign header', async () => {
    const dump = await dumpOf();
    const newer = dump.replace('"version":1', '"version":2');
    expect((await failureOf([newer])).message).toContain('newer version');
    expect((await failureOf([newer])).remedy).toContain('Update Keyward');
    const observations = dump.replace(
      '"observationVersion":1',
      '"observationVersion":2',
    );
    expect((await failureOf([observations])).message).toContain('newer');
    const foreign = dump.replace('"sourceId":"prod"', '"sourceId":"../canary"');
    expect((await failureOf([foreign])).message).toContain(
      'sourceId of the header',
    );
  });

  it('is read as UTF-16 and compressed, also in small pieces', async () => {
    const dump = await dumpOf();
    const expected = await readAll([dump]);
    const little = Buffer.from(`\uFEFF${dump}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, gzipSync(dump), gzipSync(little)]) {
      expect(await readAll([bytes])).toEqual(expected);
      const single = Array.from(bytes, byte => Uint8Array.of(byte));
      expect(await readAll(single)).toEqual(expected);
    }
  });

  it('says so where compressed data is cut off', async () => {
    const zipped = gzipSync(await dumpOf());
    for (const bytes of [
      zipped.subarray(0, -12),
      Buffer.from([0x1f, 0x8b, 0, 1]),
    ]) {
      const error = await failureOf([bytes]);
      expect(error.problem).toBe('its gzip data is damaged or cut off');
      expect(error.remedy).toContain('uncompressed');
    }
  });

  it.each([
    ['canary-3 garbage', 'cut off or no JSON'],
    ['["canary-3"]', 'no JSON object'],
    ['{"type":"canary-3"}', 'type is not understood'],
    [
      JSON.stringify({ ...secret, labels: { 'canary-3': {} } }),
      'labels is not understood',
    ],
    [
      JSON.stringify({
        ...secret,
        keys: [{ name: 'a', class: 'canary-3', age: { basis: 'unknown' } }],
      }),
      'keys[0].class is not understood',
    ],
    [
      JSON.stringify({ ...secret, createdAt: 'canary-3' }),
      'createdAt is not understood',
    ],
  ])('names the line and the field of %j', async (garbage, message) => {
    const lines = (await dumpOf()).split('\n');
    const error = await failureOf([
      [lines[0], lines[1], garbage, ...lines.slice(2)].join('\n'),
    ]);
    expect(error.line).toBe(3);
    expect(error.message).toContain(message);
    expect(error.stack).not.toContain('canary-3');
  });

  it('refuses what stands after the end', async () => {
    const dump = await dumpOf();
    const error = await failureOf([dump, dump]);
    expect(error.line).toBe(5);
    expect(error.message).toContain('after the end');
  });

  it('takes names that no cluster would have', async () => {
    const odd = JSON.parse(
      JSON.stringify({ ...secret, name: '\uD800/../x', labels: {} }).replace(
        '"labels":{}',
        '"labels":{"__proto__":"x"}',
      ),
    );
    const { observations } = await readAll([await dumpOf([odd])]);
    expect(observations[0].ref).toBe(
      'kubernetes:prod/payments/%EF%BF%BD%2F..%2Fx',
    );
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('tells a full disk', async () => {
    const output = new Writable({
      write: (_, __, done) => done(new Error('ENOSPC')),
    });
    const writer = new DumpWriter(output, header);
    const written = (async () => {
      for (let index = 0; index < 10_000; index++) {
        await writer.write(secret);
      }
      await writer.end();
    })();
    await expect(written).rejects.toThrow('ENOSPC');
  });
});
