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

import { createHash, randomBytes } from 'crypto';
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
// A test's own key, as that of a controller never leaves it.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { createSealingKey } from '../../../sealing/src/__testUtils__/createSealingKey';
import { unseal } from '../../../sealing/src/__testUtils__/unseal';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { FakeController } from '../__testUtils__/FakeController';
import { kubeconfigOf } from '../__testUtils__/kubeconfigOf';
import { runInProcess } from '../__testUtils__/runInProcess';

const CANARY = 'canary-7Qw2ZxLp9sR4';
const key = createSealingKey({
  notBefore: new Date('2026-06-20T00:00:00Z'),
  notAfter: new Date('2036-06-20T00:00:00Z'),
});
const fingerprint = createHash('sha256')
  .update(
    Buffer.from(
      /-----BEGIN CERTIFICATE-----([^-]+)-/.exec(key.certificate)![1],
      'base64',
    ),
  )
  .digest('hex');

describe('keyward seal', () => {
  const controller = new FakeController();
  let server: string;
  let folder: string;
  let cert: string;

  beforeAll(async () => {
    server = await controller.start();
  });

  afterAll(() => controller.stop());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
    cert = await write('cert.pem', key.certificate);
    await write('kubeconfig', kubeconfigOf(server, 'token-canary'));
    controller.certificate = key.certificate;
    controller.verdicts = [200];
    controller.requests.splice(0);
    controller.verified.splice(0);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, content: string | Uint8Array) {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  }

  const inCluster = () => [
    '--kubeconfig',
    join(folder, 'kubeconfig'),
    '--context',
    'prod',
  ];

  async function seal(args: string[], stdin?: string | Uint8Array) {
    const result = await runInProcess(
      ['seal', '--namespace', 'shop', '--name', 'db', ...args],
      { stdin },
    );
    expect(result.stdout + result.stderr).not.toContain(CANARY);
    expect(result.stderr).not.toContain('token-canary');
    return result;
  }

  const opened = (manifest: any, name: string, label = 'shop/db') =>
    unseal(manifest.spec.encryptedData[name], key.privateKey, label);

  it('seals files, a .env file and standard input, byte by byte', async () => {
    const bytes = randomBytes(5000);
    const { code, stdout, stderr } = await seal(
      [
        '--cert',
        cert,
        '--from-file',
        await write('keystore.p12', bytes),
        '--from-file',
        `note=${await write('a.txt', `${CANARY}\ntwo lines\n`)}`,
        '--from-env-file',
        await write('.env', `USER=shop\nPASSWORD='${CANARY}'\n`),
        '--from-stdin',
        'token',
      ],
      `${CANARY}-token`,
    );
    expect(code).toBe(0);
    const manifest = parse(stdout);
    expect(opened(manifest, 'keystore.p12').equals(bytes)).toBe(true);
    expect(opened(manifest, 'note').toString()).toBe(`${CANARY}\ntwo lines\n`);
    expect(opened(manifest, 'USER').toString()).toBe('shop');
    expect(opened(manifest, 'PASSWORD').toString()).toBe(CANARY);
    expect(opened(manifest, 'token').toString()).toBe(`${CANARY}-token`);
    expect(stderr).toBe(
      `5 values sealed for shop/db (strict)\ncertificate of 2026-06-20, SHA-256 ${fingerprint}\n`,
    );
  });

  it.each([
    ['strict', 'shop/db'],
    ['namespace-wide', 'shop'],
    ['cluster-wide', ''],
  ])('seals for the scope %s, as JSON', async (scope, label) => {
    const { stdout } = await seal(
      [
        '--cert',
        cert,
        '--scope',
        scope,
        '--from-stdin',
        'a',
        '--format',
        'json',
      ],
      CANARY,
    );
    expect(opened(JSON.parse(stdout), 'a', label).toString()).toBe(CANARY);
  });

  it('takes a type, labels and annotations', async () => {
    const { stdout } = await seal(
      [
        ...['--cert', cert, '--type', 'kubernetes.io/basic-auth'],
        ...['--label', 'team=shop', '--annotation', 'note=a=b'],
        ...['--from-stdin', 'password'],
      ],
      CANARY,
    );
    expect(parse(stdout).spec.template).toEqual({
      metadata: {
        name: 'db',
        namespace: 'shop',
        labels: { team: 'shop' },
        annotations: { note: 'a=b' },
      },
      type: 'kubernetes.io/basic-auth',
    });
  });

  it('asks the controller for its certificate', async () => {
    const { code, stdout } = await seal(
      [...inCluster(), '--from-stdin', 'a'],
      CANARY,
    );
    expect(code).toBe(0);
    expect(opened(parse(stdout), 'a').toString()).toBe(CANARY);
    expect(controller.requests).toEqual([
      'GET /api/v1/namespaces/kube-system/services/sealed-secrets-controller',
      'GET /api/v1/namespaces/kube-system/services/http:sealed-secrets-controller:web/proxy/v1/cert.pem',
    ]);
  });

  it('says what mends it when there is no controller of that name', async () => {
    const { code, stdout, stderr } = await seal(
      [...inCluster(), '--controller-name', 'other', '--from-stdin', 'a'],
      CANARY,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('where: the Service kube-system/other');
    expect(stderr).toContain('--controller-namespace');
  });

  it('takes a certificate from this machine by http, and no other way in clear', async () => {
    const args = ['--from-stdin', 'a'];
    const local = await seal([...args, '--cert', `${server}/cert.pem`], CANARY);
    expect(local.code).toBe(0);
    for (const address of [
      'http://example.com/cert.pem',
      'http://localhost.example.com/cert.pem',
      'http://127.0.0.1.example.com/cert.pem',
      'ftp://localhost/cert.pem',
      'file:///etc/passwd',
    ]) {
      const { code, stdout, stderr } = await seal(
        [...args, '--cert', address],
        CANARY,
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('https://');
    }
    const absent = await seal([...args, '--cert', `${server}/none`], CANARY);
    expect(absent.stderr).toContain('The answer is 404');
  });

  it('refuses another certificate than the named one', async () => {
    const args = ['--cert', cert, '--from-stdin', 'a', '--fingerprint'];
    const colons = fingerprint.toUpperCase().replace(/..(?=.)/g, '$&:');
    expect((await seal([...args, colons], CANARY)).code).toBe(0);
    const { code, stdout, stderr } = await seal(
      [...args, fingerprint.replace(/^./, 'x')],
      CANARY,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('another certificate');
  });

  it.each<
    [
      string,
      (
        write: (name: string, text: string) => Promise<string>,
      ) => Promise<string[]>,
      RegExp,
    ]
  >([
    [
      'no certificate',
      async () => ['--from-stdin', 'a'],
      /--cert and --kubeconfig/,
    ],
    [
      'an old certificate',
      async put => [
        '--cert',
        await put(
          'old.pem',
          createSealingKey({
            notBefore: new Date('2020-01-01'),
            notAfter: new Date('2026-06-29'),
          }).certificate,
        ),
        '--from-stdin',
        'a',
      ],
      /expired on 2026-06-29/,
    ],
    [
      'a certificate that is none',
      async put => ['--cert', await put('no.pem', CANARY), '--from-stdin', 'a'],
      /There is no certificate in it\n {2}where: .*no\.pem/,
    ],
    [
      'no file',
      async () => ['--cert', 'none.pem', '--from-stdin', 'a'],
      /ENOENT/,
    ],
    ['no value', async () => ['--cert', cert], /no value to seal/],
    [
      'a value that is a folder',
      async () => ['--cert', cert, '--from-file', folder.replace(/-/g, '-')],
      /EISDIR|no such key/,
    ],
    [
      'a key twice',
      async put => [
        '--cert',
        cert,
        '--from-stdin',
        'A',
        '--from-env-file',
        await put('a.env', 'A=1'),
      ],
      /given twice/,
    ],
    [
      'a key that is none',
      async () => ['--cert', cert, '--from-stdin', `a ${CANARY}`],
      /no such key/,
    ],
    [
      'a line of a .env file',
      async put => [
        '--cert',
        cert,
        '--from-env-file',
        await put('a.env', `A=1\n${CANARY}`),
      ],
      /a\.env, line 2/,
    ],
    [
      'a value that is too large',
      async put => [
        '--cert',
        cert,
        '--from-file',
        `a=${await put('large', 'x'.repeat(1024 * 1024 + 1))}`,
      ],
      /more in it than 1048576 bytes/,
    ],
    [
      'standard input twice',
      async () => ['--cert', '-', '--from-stdin', 'a'],
      /Two things/,
    ],
    [
      '--verify alone',
      async () => ['--cert', cert, '--from-stdin', 'a', '--verify'],
      /--validate FILE/,
    ],
    [
      'a label that is none',
      async () => ['--cert', cert, '--from-stdin', 'a', '--label', 'team'],
      /NAME=VALUE/,
    ],
  ])('seals nothing with %s', async (_, argsOf, message) => {
    const { code, stdout, stderr } = await seal(await argsOf(write), CANARY);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/ {2}where: .*\n {2}to mend: /);
  });

  it('needs a namespace and a name', async () => {
    const args = ['seal', '--cert', cert, '--from-stdin', 'a'];
    const { code, stderr } = await runInProcess([...args, '--name', 'db'], {
      stdin: CANARY,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('which namespace');
  });

  it('warns of a line end, of an old certificate and of a large manifest', async () => {
    const old = createSealingKey({
      notBefore: new Date('2026-03-01T00:00:00Z'),
      notAfter: new Date('2036-03-01T00:00:00Z'),
    });
    const { code, stderr } = await seal(
      [
        ...['--cert', await write('old.pem', old.certificate)],
        ...['--from-stdin', 'password', '--from-file'],
        `file=${await write('file', 'x'.repeat(300_000))}`,
      ],
      `${CANARY}\n`,
    );
    expect(code).toBe(0);
    expect(stderr).toContain('the value of password is one line');
    expect(stderr).toContain('the certificate is 121 days old');
    expect(stderr).toContain('--server-side');
  });

  it('merges into a file, through a link, and keeps its rights and its other text', async () => {
    const { stdout } = await seal(
      ['--cert', cert, '--from-stdin', 'password'],
      'old',
    );
    const before = `# a comment\n${stdout}`;
    const file = await write('db.yaml', before);
    await chmod(file, 0o640);
    const link = join(folder, 'link.yaml');
    await symlink(file, link);
    const merged = await runInProcess(
      [
        'seal',
        '--cert',
        cert,
        '--from-stdin',
        'password',
        '--merge-into',
        link,
      ],
      { stdin: CANARY },
    );
    expect(merged).toMatchObject({ code: 0, stdout: '' });
    expect(merged.stderr).toContain(
      '1 value sealed for shop/db (strict): 1 replaced, 0 new',
    );
    const after = await readFile(file, 'utf8');
    expect(opened(parse(after), 'password').toString()).toBe(CANARY);
    expect(after.replace(/password: .*/, '')).toBe(
      before.replace(/password: .*/, ''),
    );
    // eslint-disable-next-line no-bitwise
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).not.toContainEqual(
      expect.stringContaining('.part'),
    );
  });

  it('merges from standard input to standard output', async () => {
    const { stdout } = await seal(['--cert', cert, '--from-stdin', 'a'], 'old');
    const value = await write('b', CANARY);
    const merged = await seal(
      ['--cert', cert, '--from-file', value, '--merge-into', '-'],
      stdout,
    );
    expect(merged.code).toBe(0);
    expect(opened(parse(merged.stdout), 'b').toString()).toBe(CANARY);
  });

  it('leaves a file alone that it cannot merge into', async () => {
    const text = `kind: Secret\nstringData: {a: ${CANARY}}\n`;
    const file = await write('secret.yaml', text);
    const { code, stderr } = await seal(
      ['--cert', cert, '--from-stdin', 'a', '--merge-into', file],
      CANARY,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('no SealedSecret to merge into');
    expect(await readFile(file, 'utf8')).toBe(text);
    const typed = await seal(
      [
        '--cert',
        cert,
        '--from-stdin',
        'a',
        '--merge-into',
        file,
        '--type',
        'a',
      ],
      CANARY,
    );
    expect(typed.stderr).toContain('change these in the file itself');
  });

  describe('--validate', () => {
    const validate = (file: string, ...args: string[]) =>
      runInProcess(['seal', '--validate', file, ...args]);

    it.each([
      ['a list of nothing', '{"kind":"List","items":[null,1,"x",[]]}'],
      ['too many levels', `a: ${'['.repeat(50_000)}`],
      ['too many levels of JSON', '{"a":'.repeat(50_000)],
    ])('says of %s what is wrong', async (_, text) => {
      const { code, stderr } = await validate(await write('x.yaml', text));
      expect(code).toBe(1);
      expect(stderr).toMatch(/no SealedSecret in it|cannot be read|no YAML/);
      expect(stderr).toContain('x.yaml');
      expect(stderr).not.toMatch(/TypeError|RangeError|at .*\.ts/);
    });

    async function sealedFile() {
      const { stdout } = await seal(
        ['--cert', cert, '--from-stdin', 'password'],
        CANARY,
      );
      return await write('db.yaml', stdout);
    }

    it('cannot tell whether what is whole opens', async () => {
      const { code, stdout, stderr } = await validate(await sealedFile());
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(parse(stdout)).toEqual([
        {
          place: 'document 1',
          namespace: 'shop',
          name: 'db',
          verdict: 'cannot-tell',
          problems: [],
        },
      ]);
      expect(controller.requests).toEqual([]);
    });

    it('names what is broken, and ends with an error', async () => {
      const file = await sealedFile();
      const text = await readFile(file, 'utf8');
      const cut = text.replace(/password: (.{80}).*/, 'password: $1');
      await writeFile(file, `${text}---\n${cut}`);
      const { code, stdout, stderr } = await validate(file, '--format', 'json');
      expect(code).toBe(1);
      expect(stderr).toContain('1 of 2 SealedSecrets are broken');
      expect(JSON.parse(stdout)).toMatchObject([
        { verdict: 'cannot-tell' },
        {
          place: 'document 2',
          verdict: 'broken',
          problems: [{ code: 'length', where: 'spec.encryptedData.password' }],
        },
      ]);
    });

    it('asks the controller, and waits when it is asked to', async () => {
      const file = await sealedFile();
      controller.verdicts = [429, 429, 200];
      const good = await validate(file, '--verify', ...inCluster());
      expect(good.code).toBe(0);
      expect(parse(good.stdout)[0]).toMatchObject({ opens: true });
      expect(controller.verified[0]).toEqual(
        parse(await readFile(file, 'utf8')),
      );
      controller.verdicts = [409];
      const bad = await validate(file, '--verify', ...inCluster());
      expect(bad.code).toBe(1);
      expect(parse(bad.stdout)[0]).toMatchObject({
        verdict: 'cannot-tell',
        opens: false,
      });
      controller.verdicts = [500];
      const failed = await validate(file, '--verify', ...inCluster());
      expect(failed).toMatchObject({ code: 1, stdout: '' });
      expect(failed.stderr).toContain('The controller does not answer');
    });

    it.each([
      ['nothing', '', 'There is nothing in it'],
      ['no SealedSecret', 'kind: ConfigMap', 'no SealedSecret'],
      ['no YAML', `a: [${CANARY}`, 'no YAML'],
    ])('refuses a file with %s', async (_, text, message) => {
      const { code, stdout, stderr } = await validate(
        await write('a.yaml', text),
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).not.toContain(CANARY);
    });

    it('prints nothing of a name that a terminal would obey', async () => {
      const file = await sealedFile();
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replaceAll('db', '"d\\u001bb\\u009b"'));
      const { stdout, stderr } = await validate(file);
      // eslint-disable-next-line no-control-regex
      expect(stdout + stderr).not.toMatch(/[\u001b\u009b]/);
      expect(stdout).toContain('metadata.name');
    });

    it('seals nothing', async () => {
      const { code, stderr } = await validate(
        await sealedFile(),
        '--cert',
        cert,
      );
      expect(code).toBe(1);
      expect(stderr).toContain('--validate seals nothing');
    });
  });
});
