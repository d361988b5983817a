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

import { mkdtemp, readdir, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import { pack } from 'tar-stream';
import { crc32, deflateRawSync, gzipSync } from 'zlib';
import { runInProcess } from '../__testUtils__/runInProcess';

// Put together here so that no scanner of this repository takes it for a real one.
const TOKEN = `ghp_${'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'}0mLq17`;
const LINE = `token: ${TOKEN}\n`;
const MIB = 1024 * 1024;

type Files = Record<string, string | Uint8Array>;

/** A zip file, with what a header says of an entry where that is to be wrong. */
function zip(
  files: Files,
  { flags = 0, method = 8 }: { flags?: number; method?: number } = {},
): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      common,
      path,
      packed,
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    list.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02\x14\0', 'latin1'),
        common,
        rest,
        path,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(list.length, 4);
  end.writeUInt16LE(list.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, directory, Buffer.from('PK\x05\x06'), end]);
}

async function tar(files: Files): Promise<Buffer> {
  const packed = pack();
  const all = buffer(packed as unknown as Readable);
  for (const [name, content] of Object.entries(files)) {
    packed.entry({ name }, Buffer.from(content as string));
  }
  packed.finalize();
  return all;
}

describe('keyward scan of archives', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-archives-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs it on the files alone, and holds that nothing of a value is in what it prints. */
  async function scan(files: Files, ...args: string[]) {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content);
    }
    const result = await runInProcess([
      'scan',
      'dir',
      folder,
      '--format',
      'json',
      ...args,
    ]);
    expect(result.stdout + result.stderr).not.toContain(TOKEN);
    expect((await readdir(folder)).sort()).toEqual(Object.keys(files).sort());
    const findings: { file: string; line: number }[] = result.stdout
      ? JSON.parse(result.stdout).findings
      : [];
    return {
      ...result,
      places: findings.map(({ file, line }) => `${file}:${line}`).sort(),
    };
  }

  it('looks into zip, tar and gzip, and into those within them', async () => {
    const inner = zip({ 'WEB-INF/app.conf': LINE, 'logo.png': LINE });
    const files = {
      'app.zip': zip({ 'etc/a.conf': `x\n${LINE}`, 'lib/inner.jar': inner }),
      'b.tar': await tar({
        'x/b.conf': LINE,
        'bin/tool': Buffer.from([0, 1, 2]),
        'x/c.conf': 'nothing\n',
        'x/d.conf': LINE,
      }),
      'c.tgz': gzipSync(await tar({ 'c.conf': LINE, 'd.zip': inner })),
      'dump.sql.gz': gzipSync(LINE),
      'clean.zip': zip({ 'a.txt': 'nothing\n' }),
    };
    const inFirst = [
      'app.zip!etc/a.conf:2',
      'b.tar!x/b.conf:1',
      'b.tar!x/d.conf:1',
      'c.tgz!c.conf:1',
      'dump.sql.gz!dump.sql:1',
    ];
    const { code, places } = await scan(files);
    expect(code).toBe(3);
    expect(places).toEqual(
      [
        ...inFirst,
        'app.zip!lib/inner.jar!WEB-INF/app.conf:1',
        'c.tgz!d.zip!WEB-INF/app.conf:1',
      ].sort(),
    );
    expect((await scan(files, '--archive-depth', '1')).places).toEqual(inFirst);
    expect((await scan(files, '--archive-depth', '0')).places).toEqual([]);
    expect((await scan(files, '--archive-depth', 'x')).stderr).toContain(
      'a number from 0 to 8',
    );
  });

  it('names paths as they stand there, and writes none of them', async () => {
    const outside = join(folder, '..', 'keyward-evil.conf');
    const { places } = await scan({
      'a.zip': zip({ '../keyward-evil.conf': LINE, '/etc/evil.conf': LINE }),
      'b.tar': await tar({ '../keyward-evil.conf': LINE }),
    });
    expect(places).toEqual([
      'a.zip!../keyward-evil.conf:1',
      'a.zip!/etc/evil.conf:1',
      'b.tar!../keyward-evil.conf:1',
    ]);
    await expect(readdir(outside)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says what it could not look through, and goes on', async () => {
    const good = zip({ 'a.conf': LINE });
    const { code, places, stderr } = await scan({
      'broken.zip': good.subarray(0, good.length - 30),
      'cut.tgz': gzipSync(await tar({ 'a.conf': LINE.repeat(1000) })).subarray(
        0,
        60,
      ),
      'empty.zip': '',
      'encrypted.zip': zip({ 'a.conf': LINE }, { flags: 1 }),
      'good.zip': good,
      'odd.zip': zip({ 'a.conf': LINE }, { method: 99 }),
      'text.gz': 'no gzip\n',
    });
    expect(code).toBe(3);
    expect(places).toContain('good.zip!a.conf:1');
    for (const note of [
      'broken.zip could not be read (damaged)',
      'cut.tgz could not be read (damaged)',
      'empty.zip could not be read (damaged)',
      'encrypted.zip!a.conf could not be read (encrypted)',
      'odd.zip!a.conf could not be read (its compression is not supported)',
      'text.gz could not be read (damaged)',
    ]) {
      expect(stderr).toContain(note);
    }
  });

  it('unpacks no more of a bomb than it has to, and says so', async () => {
    const bomb = gzipSync(Buffer.alloc(264 * MIB, 'a\n'));
    const before = process.memoryUsage().rss;
    const { code, stderr, places } = await scan({
      'nested.zip': zip({ 'a.conf': LINE, 'bomb.txt.gz': bomb }),
      'z.conf': LINE,
    });
    expect(code).toBe(3);
    expect(places).toEqual(['nested.zip!a.conf:1', 'z.conf:1']);
    expect(stderr).toMatch(
      /nested\.zip could not be read \(it unpacks to more than 256 MiB/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MIB);
  });
});
