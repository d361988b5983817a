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

import { FileTooLargeError, isEnvFile, readFile, readFiles } from './readFiles';

/** jsdom has files without their bytes. */
function fileOf(name: string, bytes: Uint8Array<ArrayBuffer>): File {
  return Object.assign(new File([bytes], name), {
    arrayBuffer: async () =>
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  });
}
const text = (name: string, content: string) =>
  fileOf(name, new Uint8Array(Buffer.from(content)));

describe('readFiles', () => {
  it('takes a file as it is, and a .env file by its lines', async () => {
    const values = await readFiles([
      fileOf('tls.key', new Uint8Array([0, 255, 10])),
      text('prod.env', 'A=1\nB="two\\nlines"\n'),
    ]);
    expect([...values.keys()]).toEqual(['tls.key', 'A', 'B']);
    expect([...values.get('tls.key')!]).toEqual([0, 255, 10]);
    expect(Buffer.from(values.get('B')!).toString()).toBe('two\nlines');
  });

  it.each<[string, boolean]>([
    ['.env', true],
    ['prod.env', true],
    ['.env.local', true],
    ['environment', false],
    ['tls.crt', false],
    ['my.environment.txt', false],
  ])('%s is a .env file: %s', (name, expected) => {
    expect(isEnvFile(name)).toBe(expected);
  });

  it('refuses what no Secret can hold or be called, and does not quote it', async () => {
    await expect(
      readFile(fileOf('large', new Uint8Array(1024 * 1024 + 1))),
    ).rejects.toThrow(FileTooLargeError);
    await expect(readFiles([text('a b', 'canary')])).rejects.toMatchObject({
      code: 'name',
    });
    const error = await readFiles([text('.env', 'canary')]).catch(e => e);
    expect(error.where).toBe('.env, line 1');
    expect(`${error.stack}${error.remedy}`).not.toContain('canary');
  });
});
