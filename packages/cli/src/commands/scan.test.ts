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

import { execFileSync } from 'child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { runInProcess } from '../__testUtils__/runInProcess';

// Put together here so that no scanner of this repository takes them for real ones.
const TOKEN = `ghp_${'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'}0mLq17`;
const PASSWORD = ['w0rd', 'Tr0ub4dor'].join('-');
const STRIPE = ['sk', 'live', 'q7Lm2VxT9bRz4KcW8nYp1HsD'].join('_');
const CANARIES = [TOKEN, PASSWORD, STRIPE];
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('keyward scan', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-scan-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(files: Record<string, string | Uint8Array>) {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  }

  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: 'Ann',
        GIT_AUTHOR_EMAIL: 'ann@example.com',
        GIT_COMMITTER_NAME: 'Ann',
        GIT_COMMITTER_EMAIL: 'ann@example.com',
        GIT_CONFIG_GLOBAL: '/dev/null',
      },
    }).trim();

  async function commit(files: Record<string, string>, message = 'change') {
    await write(files);
    git('add', '-A');
    git('commit', '-qm', message);
  }

  /** Runs it and holds that no value is in what it prints. */
  async function scan(...args: string[]) {
    const result = await runInProcess(['scan', ...args]);
    for (const canary of CANARIES) {
      expect(result.stdout + result.stderr).not.toContain(canary);
    }
    return result;
  }

  async function found(...args: string[]) {
    const { stdout } = await scan(...args, '--format', 'json');
    const { findings } = JSON.parse(stdout) as {
      findings: { file: string; line: number; rule: string }[];
    };
    return findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
  }

  it('finds nothing in a folder without credentials', async () => {
    await write({ 'a.txt': 'nothing\n' });
    const { code, stdout, stderr } = await scan('dir', folder);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('0 findings in 1 files');
  });

  it('says where and of what kind, never the value', async () => {
    await write({
      'app/.env': `DB_PASSWORD=${PASSWORD}\n`,
      'app/main.go': `package main\n\nvar t = "${TOKEN}" // of the bot\n`,
      'package-lock.json': `{"a": "${STRIPE}"}`,
    });
    const { code, stdout } = await scan('dir', folder);
    expect(code).toBe(3);
    expect(stdout.split('\n').map(line => line.replace(/ +/g, ' '))).toEqual([
      'PLACE RULE CONFIDENCE WHAT',
      'app/.env:1:13 assigned-password medium Value assigned to a name that speaks of a credential (password): DB_PASSWORD=********',
      'app/main.go:3:10 github-token high GitHub token',
      '',
    ]);
    expect((await scan('dir', folder, '--exit-code', '0')).code).toBe(0);
  });

  it('writes JSON, SARIF and JUnit', async () => {
    await write({ 'a b/x.yaml': `k: 1\ntoken: ${TOKEN}\n` });
    const json = JSON.parse(
      (await scan('dir', folder, '--format', 'json')).stdout,
    );
    expect(json.findings).toEqual([
      {
        rule: 'github-token',
        title: 'GitHub token',
        file: 'a b/x.yaml',
        line: 2,
        column: 8,
        name: 'token',
        confidence: 'high',
        sample: '********',
        fingerprint: 'a b/x.yaml:github-token:2',
      },
    ]);
    const file = join(folder, 'out.sarif');
    await scan('dir', folder, '--format', 'sarif', '--output', file);
    const [run] = JSON.parse(await readFile(file, 'utf8')).runs;
    expect(run.tool.driver.rules).toEqual([
      expect.objectContaining({ id: 'github-token' }),
    ]);
    expect(run.results).toEqual([
      expect.objectContaining({
        ruleId: 'github-token',
        ruleIndex: 0,
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20b/x.yaml' },
              region: { startLine: 2, startColumn: 8 },
            },
          },
        ],
      }),
    ]);
    const { stdout } = await scan('dir', folder, '--format', 'junit');
    expect(stdout).toContain('tests="1" failures="1"');
    expect(stdout).toContain('name="a b/x.yaml:github-token:2"');
  });

  it('reads Secrets as manifests, and leaves out what is sealed', async () => {
    const sealed = `AgB${'y3i4OJSWK1PiTySYZZA9rO43cGDEq7Lm'.repeat(8)}`;
    await write({
      'k8s/all.yaml': [
        'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata:',
        `  password: ${base64(PASSWORD)}`,
        `  username: ${base64('app')}`,
        `  tls.crt: ${base64('-----BEGIN CERTIFICATE-----\nMIIB')}`,
        `  odd: ${base64(TOKEN)}`,
        '---\napiVersion: bitnami.com/v1alpha1\nkind: Sealed\nspec:',
        `  encryptedData:\n    password: ${sealed}`,
        '',
      ].join('\n'),
      'chart/templates/secret.yaml': [
        '{{- if .Values.on }}',
        'kind: Secret\nmetadata:\n  name: {{ .Release.Name }}-db',
        'stringData:',
        '  password: {{ .Values.password | quote }}',
        `  other: ${PASSWORD}`,
        '{{- end }}\n',
      ].join('\n'),
    });
    expect(await found('dir', folder)).toEqual([
      'chart/templates/secret.yaml:7 kubernetes-secret',
      'k8s/all.yaml:5 assigned-password',
      'k8s/all.yaml:8 github-token',
    ]);
  });

  it('finds SealedSecrets that cannot be opened where they stand', async () => {
    const sealed = (namespace: string) =>
      `kind: SealedSecret\nmetadata:\n  name: db\n  namespace: ${namespace}\nspec:\n  encryptedData: {password: AgBy3i4OJSWK1PiTySYZZA9rO43cGDEq}\n`;
    await write({ 'a/s.yaml': sealed('shop'), 'b/s.yaml': sealed('crm') });
    expect(await found('dir', folder)).toEqual([
      'a/s.yaml:1 misplaced-sealed-secret',
      'b/s.yaml:1 misplaced-sealed-secret',
    ]);
    await write({ '.gitleaksignore': 'a/s.yaml:misplaced-sealed-secret:1\n' });
    expect(await found('dir', folder)).toHaveLength(1);
    expect((await scan('--explain', 'misplaced-sealed-secret')).stdout).toMatch(
      /Found by its place: confidence medium[^]*Seal the value again/,
    );
    await write({ 'b/s.yaml': sealed('shop'), '.gitleaksignore': '' });
    expect(await found('dir', folder)).toEqual([]);
  });

  it('weighs tests and examples', async () => {
    const text = `password: ${PASSWORD}\n`;
    await write({ 'docs/a.yaml': text, 'test/b.yaml': `t: ${TOKEN}\n` });
    expect(await found('dir', folder)).toEqual(['test/b.yaml:1 github-token']);
    expect(await found('dir', folder, '--confidence', 'low')).toEqual([
      'docs/a.yaml:1 assigned-password',
      'test/b.yaml:1 github-token',
    ]);
  });

  it('obeys allow comments, the ignore file and a baseline', async () => {
    await write({
      'a.ini': `password = "${PASSWORD}" # gitleaks:allow\n`,
      'b.ini': `password = "${PASSWORD}"\n`,
      'c.ini': `password = "${PASSWORD}"\n`,
      '.gitleaksignore': '# old\nb.ini:assigned-password:1\n',
    });
    expect(await found('dir', folder)).toEqual(['c.ini:1 assigned-password']);
    const baseline = join(folder, 'baseline.json');
    await scan('dir', folder, '--format', 'json', '--output', baseline);
    await write({ 'c.ini': `password = "${PASSWORD}"\nother: ${TOKEN}\n` });
    expect(await found('dir', folder, '--baseline', baseline)).toEqual([
      'c.ini:2 github-token',
    ]);
    // A report of gitleaks is one too.
    await write({
      'gitleaks.json': JSON.stringify([
        { RuleID: 'github-token', File: 'c.ini', StartLine: 2 },
      ]),
    });
    expect(
      await found('dir', folder, '--baseline', join(folder, 'gitleaks.json')),
    ).toEqual(['c.ini:1 assigned-password']);
  });

  it('takes a configuration of gitleaks, whatever its patterns are', async () => {
    await write({
      'a.txt': `id ACME-12345678 and ACME-00000000\ntoken ${TOKEN}\n${'a'.repeat(
        50_000,
      )}\n`,
      'vendor/b.txt': 'ACME-12345678\n',
      '.gitleaks.toml': [
        'title = "ours"\n[extend]\nuseDefault = true',
        "[[rules]]\nid = \"acme-key\"\ndescription = \"Acme key\"\nregex = '''ACME-(\\d{8})'''",
        'keywords = ["acme-"]\nentropy = 2.0',
        "[[rules]]\nid = \"slow\"\nregex = '''(a+)+$b'''",
        "[allowlist]\npaths = ['''^vendor/''', '''\\.toml$''']\n",
      ].join('\n'),
    });
    expect(await found('dir', folder)).toEqual([
      'a.txt:1 acme-key',
      'a.txt:2 github-token',
    ]);
    await write({
      '.gitleaks.toml':
        '[[allowlists]]\ncondition = "AND"\npaths = ["^vendor/"]\nregexes = ["^ghp_"]\n',
      'vendor/b.txt': `token ${TOKEN}\nkey ${STRIPE}\n`,
    });
    expect(await found('dir', folder)).toEqual([
      'a.txt:2 github-token',
      'vendor/b.txt:2 stripe-key',
    ]);
    await write({ '.gitleaks.toml': 'a = ' });
    const { code, stderr } = await scan('dir', folder);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('no valid TOML\n  where: .gitleaks.toml, line 1'),
    ]);
    await write({ '.gitleaks.toml': '[[rules]]\nid="x"\nregex="(?=a)"\n' });
    expect((await scan('dir', folder)).stderr).toContain('RE2 syntax');
  });

  it('stays in its folder, and takes what is no text as it is', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'keyward-outside-'));
    await writeFile(join(outside, 'x.env'), `TOKEN=${TOKEN}\n`);
    await symlink(outside, join(folder, 'link'));
    await symlink(join(outside, 'x.env'), join(folder, 'link.env'));
    await symlink(folder, join(folder, 'loop'));
    await write({
      'binary.dat': Buffer.concat([Buffer.from([0, 1]), Buffer.from(TOKEN)]),
      'broken.txt': Buffer.concat([
        Buffer.from([0xff, 0xc3, 0x28, 0x0a]),
        Buffer.from(TOKEN),
      ]),
      'utf16.txt': Buffer.from(`\ufefft: ${TOKEN}\n`, 'utf16le'),
    });
    expect(await found('dir', folder)).toEqual([
      'broken.txt:2 github-token',
      'utf16.txt:1 github-token',
    ]);
    await rm(outside, { recursive: true });
  });

  it('takes lines of any length, with a memory that does not grow', async () => {
    const filler = 'lorem ipsum 0123 '.repeat(64 * 1024);
    const pieces = [filler, filler, filler];
    const before = pieces.join('');
    const text = `${before} ${TOKEN} ${filler}`;
    await write({ 'long.txt': text });
    const { stdout } = await scan('dir', folder, '--format', 'json');
    expect(JSON.parse(stdout).findings).toEqual([
      expect.objectContaining({ line: 1, column: before.length + 2 }),
    ]);
    // One that stands across the border of two pieces is found once.
    for (const shift of [0, 10, 20, 30]) {
      const start = 1024 * 1024 + 16 * 1024 - shift;
      await write({
        'long.txt': `${'- '.repeat(start / 2)}${TOKEN} ${filler}`,
      });
      expect(await found('dir', folder)).toEqual(['long.txt:1 github-token']);
    }
  });

  it('says what it could not read, and never that this is fine', async () => {
    await write({ 'a.txt': 'nothing\n' });
    expect(await scan('dir', join(folder, 'none'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOENT'),
    });
    expect((await scan('frobnicate', folder)).stderr).toContain('no such mode');
    expect((await scan('git', folder)).code).toBe(1);
  });

  it('scans standard input', async () => {
    const { code, stdout } = await runInProcess(
      ['scan', 'stdin', '--format', 'json'],
      { stdin: `line\nAuthorization: Bearer ${TOKEN}\n` },
    );
    expect(code).toBe(3);
    expect(stdout).not.toContain(TOKEN);
    expect(JSON.parse(stdout).findings).toEqual([
      expect.objectContaining({ file: 'stdin', line: 2 }),
    ]);
  });

  it('explains its rules', async () => {
    const { code, stdout } = await scan('--explain', 'github-token');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^github-token: GitHub .*\n.*high[^]*https:\/\//);
    expect((await scan('--explain', 'none')).code).toBe(1);
  });

  describe('with Git', () => {
    beforeEach(() => {
      git('init', '-q', '-b', 'main');
    });

    it('scans what is staged, and nothing else', async () => {
      await commit({ 'a.txt': `x\ntoken: ${TOKEN}\n` });
      await write({
        'a.txt': `x\ntoken: ${TOKEN}\n\nkey: ${STRIPE}\n`,
        'b.txt': `token: ${TOKEN}\n`,
      });
      git('add', 'a.txt');
      expect(await found('staged', folder)).toEqual(['a.txt:4 stripe-key']);
    });

    it('scans a history with deletions, merges, odd names and submodules', async () => {
      await commit({ 'a.txt': `token: ${TOKEN}\n`, 'ä "b"\t.txt': 'x\n' });
      await commit({ 'a.txt': '--- a/x\n+++ b/y\n' });
      git('checkout', '-qb', 'other', 'HEAD~');
      await commit({ 'ä "b"\t.txt': `x\n-- y\n${STRIPE}\n`, 'a.txt': 'one\n' });
      git('checkout', '-q', 'main');
      try {
        git('merge', '-q', 'other');
      } catch {
        // Both changed a.txt: the merge itself brings in a password.
      }
      await commit({ 'a.txt': `password: ${PASSWORD}\n` }, 'merge');
      const { code, stdout } = await scan('git', folder, '--format', 'json');
      expect(code).toBe(3);
      const { findings, counts } = JSON.parse(stdout);
      expect(counts.commits).toBe(4);
      expect(
        findings.map((each: any) => [
          each.file,
          each.line,
          each.rule,
          each.commit.author,
        ]),
      ).toEqual([
        ['a.txt', 1, expect.stringMatching(/assigned|github/), 'Ann'],
        ['a.txt', 1, expect.stringMatching(/assigned|github/), 'Ann'],
        ['ä "b"\t.txt', 3, 'stripe-key', 'Ann'],
      ]);
      const [{ fingerprint }] = findings;
      await write({ '.gitleaksignore': `${fingerprint}\n` });
      expect(await found('git', folder)).toHaveLength(2);
    });

    it('goes on where it was, also after a force-push', async () => {
      const state = join(folder, '.git', 'scan-state');
      await commit({ 'a.txt': `token: ${TOKEN}\n` });
      await commit({ 'b.txt': 'b\n' });
      expect(await found('git', folder, '--state', state)).toHaveLength(1);
      await commit({ 'c.txt': `key: ${STRIPE}\n` });
      const second = await scan('git', folder, '--state', state);
      expect(second.stderr).toContain('1 findings in 1 files of 1 commits');
      expect((await scan('git', folder, '--state', state)).code).toBe(0);
      git('reset', '-q', '--hard', 'HEAD~2');
      git('reflog', 'expire', '--expire=now', '--all');
      git('gc', '-q', '--prune=now');
      await commit({ 'd.txt': `key: ${STRIPE}\n` });
      expect(await found('git', folder, '--state', state)).toContain(
        'd.txt:1 stripe-key',
      );
    });

    it('takes the word of the base branch in a pull request', async () => {
      const allowed = `password = "${PASSWORD}" # gitleaks:allow\n`;
      await commit({ 'a.ini': allowed, '.gitleaksignore': '' });
      git('checkout', '-qb', 'change');
      await commit({
        'a.ini': `x = 1\n${allowed}`,
        'b.ini': allowed,
        '.gitleaksignore': 'b.ini:assigned-password:1\nc.txt:github-token:1\n',
        '.gitleaks.toml': "[allowlist]\npaths = ['''.*''']\n",
        'c.txt': `token: ${TOKEN}\n`,
      });
      expect(await found('git', folder)).toEqual([]);
      const both = ['b.ini:1 assigned-password', 'c.txt:1 github-token'];
      expect(await found('dir', folder, '--base', 'main')).toEqual(both);
      expect(await found('git', folder, '--base', 'main')).toEqual(both);
      expect((await scan('dir', folder, '--base', 'main')).stdout).toContain(
        'was not obeyed',
      );
      expect((await scan('dir', folder, '--base', '--all')).code).toBe(1);
    });

    it('blocks a push in a pre-receive hook', async () => {
      await commit({ 'a.txt': 'a\n' });
      const bare = join(folder, 'bare.git');
      git('clone', '-q', '--bare', '.', bare);
      await commit({ 'b.txt': `token: ${TOKEN}\n` });
      const head = git('rev-parse', 'HEAD');
      execFileSync('git', ['-C', bare, 'fetch', '-q', folder, head]);
      const zeros = '0'.repeat(40);
      const pushed = async (id: string) => {
        const { code, stdout } = await runInProcess(
          ['scan', 'git', bare, '--pre-receive'],
          { stdin: `${zeros} ${id} refs/heads/x\n` },
        );
        expect(stdout).not.toContain(TOKEN);
        return code;
      };
      expect(await pushed(head)).toBe(3);
      expect(await pushed(git('rev-parse', 'HEAD~'))).toBe(0);
      expect(await pushed(zeros)).toBe(0);
    });

    it('runs nothing that the repository configures', async () => {
      await commit({ 'a.txt': 'a\n', '.gitattributes': '*.txt diff=evil\n' });
      await commit({ 'a.txt': `token: ${TOKEN}\n` });
      await write({ 'a.txt': `key: ${STRIPE}\n` });
      git('add', 'a.txt');
      const mark = join(folder, 'mark');
      git('config', 'diff.evil.textconv', `touch ${mark}; cat`);
      git('config', 'diff.evil.command', `touch ${mark}`);
      git('config', 'core.fsmonitor', `touch ${mark}`);
      git('config', 'core.pager', `touch ${mark}`);
      expect(await found('git', folder)).toEqual(['a.txt:1 github-token']);
      expect(await found('staged', folder)).toEqual(['a.txt:1 stripe-key']);
      await expect(readFile(mark)).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
});
