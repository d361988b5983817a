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

import { listDetectors, scanText } from '.';

const RANDOM = 'q7Lm2VxT9bRz4KcW8nYp1HsD6fGj3AeU5oXi0MvB';
const STRIPE = ['sk', 'live', RANDOM].join('_');

describe('source code', () => {
  it.each([
    [`const apiKey: string = "${RANDOM}";`, 'apiKey'],
    ['String dbPassword = "Tr0ub4dor&3";', 'dbPassword'],
    [`client = Client(user="app", password='w0rd!1')`, 'password'],
    ['password := "w0rd!1"', 'password'],
    ['$config["password"] = "w0rd!1";', 'password'],
    ['  "password = \\"w0rd!1\\"\\n",', 'password'],
    ["define('DB_PASSWORD', 'w0rd!1');", 'DB_PASSWORD'],
    ['os.getenv("DB_PASSWORD", "w0rd!1")', 'DB_PASSWORD'],
    ['  :password => "w0rd!1",', 'password'],
    ['<db:password>w0rd!1</db:password>', 'password'],
    ['<add key="SmtpPassword" value="w0rd!1" />', 'SmtpPassword'],
  ])('finds the literal in %s', (text, name) => {
    expect(scanText(text, { code: true })).toEqual([
      expect.objectContaining({
        name,
        detector: expect.stringMatching(/^assigned-/),
      }),
    ]);
  });

  it.each([
    'password = password1',
    'const token = readToken2;',
    'this.password = user.password2',
    'password: string;',
    'if (password === "") {',
    `password = process.env["DB_PASSWORD_1"]`,
    '<input name="password" value="">',
    'const apiKey = `${prefix}-9`;',
    'public_key = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"',
    'sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
    'aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"',
  ])('takes %s for no credential', text => {
    expect(scanText(text, { code: true })).toEqual([]);
  });
});

describe('encodings', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['base64', base64(`key: ${STRIPE}`)],
    ['base64url', Buffer.from(`a?>key: ${STRIPE}`).toString('base64url')],
    ['hexadecimal', Buffer.from(STRIPE).toString('hex')],
    ['percent encoding', `a%20${STRIPE.replace(/_/g, '%5F')}%20b`],
    ['base64 in base64', base64(`a: ${base64(STRIPE)}`)],
    ['base64 of hexadecimal', base64(Buffer.from(STRIPE).toString('hex'))],
  ])('are taken off: %s', (_, encoded) => {
    const text = `data: ${encoded}\n`;
    expect(scanText(text)).toEqual([
      expect.objectContaining({
        detector: 'stripe-key',
        start: text.indexOf(encoded),
        end: text.indexOf(encoded) + encoded.length,
      }),
    ]);
  });

  it('are taken off to a depth', () => {
    let text = STRIPE;
    for (let depth = 0; depth < 4; depth++) {
      text = base64(text);
    }
    expect(scanText(text)).toEqual([]);
  });

  it.each([
    base64('a text that has nothing to hide, as most have'),
    'x'.repeat(100),
    `${'%41'.repeat(20)}%`,
    '%E0%A4%A',
    'ab'.repeat(64),
  ])('have nothing in them: %s', text => {
    expect(scanText(text)).toEqual([]);
  });
});

describe('listDetectors', () => {
  it('has each once, with what it finds', () => {
    const all = listDetectors();
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['github-token', 'kubeconfig', 'assigned-token']),
    );
    expect(all.filter(({ title }) => !title)).toEqual([]);
  });
});
