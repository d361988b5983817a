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

import {
  createSealedSecret,
  readSealingCertificate,
  sealingScopes,
  validateSealedSecret,
} from '..';
import { createSealingKey } from '../__testUtils__/createSealingKey';

const key = createSealingKey();

async function sealed(scope = sealingScopes[0]): Promise<any> {
  return createSealedSecret({
    certificate: await readSealingCertificate(key.certificate, {
      now: new Date(),
    }),
    namespace: 'shop',
    name: 'db',
    scope,
    values: new Map([
      ['password', Buffer.from('value')],
      ['empty', Buffer.alloc(0)],
    ]),
  });
}

const CLUSTER_WIDE = { 'sealedsecrets.bitnami.com/cluster-wide': 'true' };
const NAMESPACE_WIDE = { 'sealedsecrets.bitnami.com/namespace-wide': 'true' };

describe('validateSealedSecret', () => {
  it.each(sealingScopes)('never says good, also of %s', async scope => {
    expect(validateSealedSecret(await sealed(scope))).toEqual({
      verdict: 'cannot-tell',
      problems: [],
    });
    expect(
      validateSealedSecret(await sealed(scope), { keyBits: [4096, 2048] }),
    ).toEqual({ verdict: 'cannot-tell', problems: [] });
  });

  it('finds what no known key can have sealed', async () => {
    const { verdict, problems } = validateSealedSecret(await sealed(), {
      keyBits: [4096],
    });
    expect(verdict).toBe('unreadable');
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatchObject({
      code: 'foreign-key',
      where: 'spec.encryptedData.password',
      neverOpens: false,
    });
  });

  const bytesOf = (object: any) =>
    Buffer.from(object.spec.encryptedData.password, 'base64');
  const put = (object: any, bytes: Buffer) => {
    object.spec.encryptedData.password = bytes.toString('base64');
  };

  it.each<[string, (object: any) => void, string, string, boolean]>([
    ['another kind', o => (o.kind = 'Secret'), 'structure', 'kind', true],
    [
      'another version',
      o => (o.apiVersion = 'bitnami.com/v1'),
      'structure',
      'apiVersion',
      true,
    ],
    ['no metadata', o => delete o.metadata, 'structure', 'metadata', true],
    ['no spec', o => (o.spec = null), 'structure', 'spec', true],
    ['no name', o => delete o.metadata.name, 'name', 'metadata.name', true],
    [
      'a number for a name',
      o => (o.metadata.name = 5),
      'name',
      'metadata.name',
      true,
    ],
    [
      'a namespace that is none',
      o => (o.metadata.namespace = 'A B'),
      'name',
      'metadata.namespace',
      true,
    ],
    [
      'no values',
      o => delete o.spec.encryptedData,
      'structure',
      'spec.encryptedData',
      false,
    ],
    [
      'a list of values',
      o => (o.spec.encryptedData = ['a']),
      'structure',
      'spec.encryptedData',
      true,
    ],
    [
      'a key that is none',
      o => (o.spec.encryptedData['a b'] = o.spec.encryptedData.empty),
      'name',
      'spec.encryptedData, key 3',
      true,
    ],
    [
      'a number for a value',
      o => (o.spec.encryptedData.password = 5),
      'structure',
      'spec.encryptedData.password',
      true,
    ],
    [
      'a value that is no base64',
      o => (o.spec.encryptedData.password = 'canary!'),
      'encoding',
      'spec.encryptedData.password',
      true,
    ],
    [
      'a value without padding',
      o => (o.spec.encryptedData.password = 'AgA'),
      'encoding',
      'spec.encryptedData.password',
      true,
    ],
    [
      'an empty value',
      o => (o.spec.encryptedData.password = ''),
      'length',
      'spec.encryptedData.password',
      true,
    ],
    [
      'a plain value',
      o => put(o, Buffer.from('canary, in plain text')),
      'length',
      'spec.encryptedData.password',
      true,
    ],
    [
      'a value that is cut off',
      o => put(o, bytesOf(o).subarray(0, 260)),
      'length',
      'spec.encryptedData.password',
      true,
    ],
    [
      'a short session key',
      o => put(o, Buffer.concat([Buffer.from([0, 64]), Buffer.alloc(200)])),
      'length',
      'spec.encryptedData.password',
      true,
    ],
    [
      'two scopes',
      o => (o.metadata.annotations = { ...CLUSTER_WIDE, ...NAMESPACE_WIDE }),
      'scope',
      'metadata.annotations',
      false,
    ],
    [
      'a scope for the controller alone',
      o => (o.metadata.annotations = CLUSTER_WIDE),
      'scope',
      'metadata.annotations and spec.template.metadata.annotations',
      false,
    ],
    [
      'a scope for kubeseal alone',
      o => (o.spec.template.metadata.annotations = NAMESPACE_WIDE),
      'scope',
      'metadata.annotations and spec.template.metadata.annotations',
      false,
    ],
    [
      'both kinds of values',
      o => (o.spec.data = o.spec.encryptedData.password),
      'deprecated',
      'spec.data',
      true,
    ],
  ])('calls %s broken', async (_, change, code, where, neverOpens) => {
    const object = await sealed();
    change(object);
    const { verdict, problems } = validateSealedSecret(object);
    expect(verdict).toBe('broken');
    expect(problems[0]).toMatchObject({ code, where, neverOpens });
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('tells the deprecated form, which controllers open unless told not to', async () => {
    const object = await sealed();
    object.spec = { data: object.spec.encryptedData.password };
    expect(validateSealedSecret(object)).toMatchObject({
      verdict: 'broken',
      problems: [{ code: 'deprecated', neverOpens: false }],
    });
  });

  it('takes values that are broken into lines, as Go does', async () => {
    const object = await sealed();
    const { password } = object.spec.encryptedData;
    object.spec.encryptedData.password = password.replace(/.{76}/g, '$&\r\n');
    expect(validateSealedSecret(object).verdict).toBe('cannot-tell');
  });

  it.each([undefined, null, 5, 'text', [], {}])(
    'takes anything: %p',
    object => {
      expect(validateSealedSecret(object).verdict).toBe('broken');
    },
  );

  it('cannot tell what only the controller finds', async () => {
    const renamed = await sealed();
    renamed.metadata.name = 'other';
    const tampered = await sealed();
    const bytes = bytesOf(tampered);
    // eslint-disable-next-line no-bitwise
    bytes[100] ^= 1;
    put(tampered, bytes);
    for (const object of [renamed, tampered]) {
      expect(validateSealedSecret(object).verdict).toBe('cannot-tell');
    }
  });

  it('takes time in proportion to what is hostile', async () => {
    const timeOf = (object: object) => {
      const started = process.cpuUsage();
      validateSealedSecret(object);
      return process.cpuUsage(started).user / 1000;
    };
    const good = await sealed();
    const { password } = good.spec.encryptedData;
    const withKeys = (count: number) => ({
      ...good,
      spec: {
        encryptedData: Object.fromEntries(
          Array.from({ length: count }, (_, at) => [`key-${at}`, password]),
        ),
      },
    });
    const withValue = (value: string) => ({
      ...good,
      spec: { encryptedData: { password: value } },
    });
    const bytes = Buffer.alloc(1_000_000, 65);
    const cases = [
      withKeys(100_000),
      withValue(bytes.toString('base64')),
      withValue('A'.repeat(1_000_000)),
      withValue('\r\n'.repeat(500_000)),
      withValue('='.repeat(1_000_000)),
      withValue(`${'A'.repeat(999_999)}!`),
      { ...good, metadata: { name: 'a-'.repeat(500_000) } },
      {
        ...good,
        spec: { encryptedData: { [`${'.'.repeat(1_000_000)}!`]: password } },
      },
    ];
    for (const hostile of cases) {
      expect(timeOf(hostile)).toBeLessThan(5_000);
    }
  });
});
