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

import { runInProcess } from '../__testUtils__/runInProcess';
import { version } from '../../package.json';

describe('keyward', () => {
  it('prints its version and its help as answers', async () => {
    const printed = await runInProcess(['--version']);
    expect(printed).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await runInProcess(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('inventory');
    expect((await runInProcess(['inventory', '--help'])).stdout).toContain(
      '--sort',
    );
  });

  it('helps where help is asked for', async () => {
    const help = await runInProcess(['help']);
    expect(help).toEqual(await runInProcess(['--help']));
    expect(help.code).toBe(0);
    for (const command of [
      'dump',
      'inventory',
      'who-can',
      'ask',
      'what-if',
      'seal',
      'scan',
    ]) {
      expect(help.stdout).toContain(`${command} `);
      const own = await runInProcess(['help', command]);
      expect(own).toEqual(await runInProcess([command, '--help']));
      expect(own.code).toBe(0);
      expect(own.stdout).toContain(`Usage: keyward ${command}`);
    }
  });

  it('prints nothing that a terminal obeys of its arguments', async () => {
    const argument = 'a\u001b]0;x\u0007\u009b2J\u202e';
    for (const args of [
      [argument],
      ['inventory', argument],
      ['inventory', 'x', '--sort', argument],
      ['who-can', 'a/b', '--dump', argument],
      ['what-if', '--dump', 'x', '--delete', argument],
    ]) {
      const { code, stdout, stderr } = await runInProcess(args);
      expect([code > 0, stdout]).toEqual([true, '']);
      expect(stderr).toContain('\\u{1b}');
      // eslint-disable-next-line no-control-regex
      expect(stderr).not.toMatch(/[\u001b\u0007\u009b\u202e]/);
    }
  });

  it.each([
    [[], 'Usage: keyward'],
    [['help', 'frobnicate'], 'Usage: keyward'],
    [['frobnicate'], 'unknown command'],
    [['inventory'], 'missing required argument'],
    [['inventory', 'x', '--format', 'xml'], 'Allowed choices are'],
    [['inventory', 'x', '--sorted'], 'unknown option'],
  ])('refuses %j with its usage', async (args, message) => {
    const { code, stdout, stderr } = await runInProcess(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});
