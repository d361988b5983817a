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

import { gzipSync } from 'node:zlib';
import {
  certificatePem,
  privateKeyPem,
  sealingCertificatePem,
} from './certificate';
import { connectionString } from './connectionString';
import { pem } from './der';
import { EstateClock } from './EstateClock';
import { jksKeystore } from './keystore';
import { SeededRandom } from './seededRandom';
import { seededRsaKey } from './seededRsaKey';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const letters = lower + lower.toUpperCase();
const alphanumeric = letters + digits;
const upperBase32 = `${lower.toUpperCase()}234567`;
const passwordAlphabet = `${alphanumeric}!#%+-_.~`;

/** What a generator works with. */
export interface ValueContext {
  clock: EstateClock;
  cluster: string;
  /** Makes the value; the same seed gives the same value. */
  seed: string;
}

type Generator = (
  random: SeededRandom,
  args: string[],
  context: ValueContext,
) => string | Buffer;

const numberOf = (text: string | undefined, otherwise: number) =>
  text === undefined ? otherwise : Number(text);

const generators: Record<string, Generator> = {
  text: (_, args) => args.join(' '),
  password: (random, [length]) =>
    random.text(numberOf(length, 24), passwordAlphabet),
  token: (random, [length]) => random.text(numberOf(length, 40), alphanumeric),
  hex: (random, [bytes]) => random.bytes(numberOf(bytes, 32)).toString('hex'),
  base64: (random, [bytes]) =>
    random.bytes(numberOf(bytes, 32)).toString('base64'),
  bytes: (random, [count]) => random.bytes(numberOf(count, 32)),
  totp: random => random.text(32, upperBase32),
  clientId: (random, [name]) => `${name}-${random.text(12, digits)}`,
  clientSecret: (random, [length]) =>
    random.text(numberOf(length, 40), `${alphanumeric}-_`),
  // The keys of well-known services, by the prefixes that scanners know.
  stripe: (random, [mode]) =>
    `sk_${mode ?? 'live'}_FAKE${random.text(28, alphanumeric)}`,
  webhook: random => `whsec_FAKE${random.text(28, alphanumeric)}`,
  awsKeyId: random => `AKIAFAKE${random.text(12, upperBase32)}`,
  awsSecret: random => random.text(40, `${alphanumeric}+/`),
  github: random => `ghp_FAKE${random.text(32, alphanumeric)}`,
  slack: random =>
    `xoxb-${random.text(12, digits)}-FAKE${random.text(20, alphanumeric)}`,
  sendgrid: random =>
    `SG.FAKE${random.text(18, alphanumeric)}.${random.text(43, alphanumeric)}`,
  npm: random => `npm_FAKE${random.text(32, alphanumeric)}`,
  jwt: (random, [subject = 'fake']) =>
    [
      base64Url({ alg: 'RS256', typ: 'JWT' }),
      base64Url({ iss: 'kubernetes/serviceaccount', sub: subject }),
      random.bytes(96).toString('base64url'),
    ].join('.'),
  url: (random, [scheme, user, name], { cluster }) =>
    connectionString(scheme, user, name, cluster, random),
  certificate: (_, args, context) => certificateOf(args, context),
  // One below the root, followed by its issuers; `order=wrong` swaps these.
  chain: (_, args, context) => chainOf(args, context),
  // A Java keystore with a certificate; its password is that of the seed.
  jks: (_, args, context) => {
    const { clock, seed } = context;
    return jksKeystore({
      certificate: certificateOf(args, context),
      password: generateValue(`password 32 @${seed}`, context).toString(),
      seed,
      created: clock.midnightAfter('-30d'),
    });
  },
  privateKey: (_, [seed], { seed: own }) => privateKeyPem(seed ?? own),
  // The key of a Sealed Secrets controller, and its certificate, which begins when its Secret was made.
  sealingKey: (_, __, { seed }) =>
    seededRsaKey(objectOf(seed)).export({
      format: 'pem',
      type: 'pkcs1',
    }) as string,
  sealingCertificate: (_, [age], { seed, clock }) =>
    sealingCertificatePem(
      seededRsaKey(objectOf(seed)),
      new Date(clock.ago(age, objectOf(seed))),
    ),
  weakPrivateKey: (_, [seed], { seed: own }) =>
    privateKeyPem(seed ?? own, true),
  sshKey: random =>
    pem(
      'OPENSSH PRIVATE KEY',
      Buffer.concat([Buffer.from('openssh-key-v1\0'), random.bytes(300)]),
    ),
  knownHosts: (random, [host]) =>
    `${host} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random.text(
      43,
      alphanumeric,
    )}\n`,
  docker: (random, [registry, user]) => {
    const password = random.text(32, alphanumeric);
    const auth = Buffer.from(`${user}:${password}`).toString('base64');
    return JSON.stringify({
      auths: { [registry]: { username: user, password, auth } },
    });
  },
  gcp: (random, [account]) =>
    JSON.stringify({
      type: 'service_account',
      project_id: 'fernhill-simulated',
      private_key_id: random.bytes(20).toString('hex'),
      private_key: privateKeyPem(random.text(16, alphanumeric)),
      client_email: `${account}@fernhill-simulated.iam.example`,
    }),
  kubeconfig: (random, [cluster]) =>
    [
      'apiVersion: v1',
      'kind: Config',
      'clusters:',
      `- {name: ${cluster}, cluster: {server: "https://${cluster}.keyward.example"}}`,
      'users:',
      `- {name: deployer, user: {token: ${random.text(40, alphanumeric)}}}`,
      '',
    ].join('\n'),
  htpasswd: (random, [user]) =>
    `${user}:$2y$10$${random.text(53, alphanumeric)}\n`,
  properties: (random, [user]) =>
    `db.user=${user}\ndb.password=${random.text(20, alphanumeric)}\n`,
  helm: (random, [release, chart]) =>
    // Helm's own encoding, before the one that Kubernetes adds.
    gzipSync(
      JSON.stringify({
        name: release,
        info: { status: 'deployed', description: 'Install complete' },
        chart: { metadata: { name: chart, version: '1.4.2' } },
        config: { auth: { password: random.text(24, alphanumeric) } },
        version: 1,
      }),
    ).toString('base64'),
};

/**
 * The value that a description such as `password 24`, `url postgres app
 * orders` or `stripe live @shared` stands for. Text after `@` takes the
 * place of the seed: equal seeds make equal values.
 */
export function generateValue(
  description: string,
  context: ValueContext,
): Buffer {
  const words = description.split(' ');
  const last = words.at(-1)!;
  let { seed } = context;
  if (words.length > 1 && last.startsWith('@')) {
    seed = last.slice(1);
    words.pop();
  }
  const [name, ...args] = words;
  const generator = generators[name];
  if (!generator) {
    throw new Error(
      `no generator "${name}"; there are ${Object.keys(generators).join(', ')}`,
    );
  }
  return Buffer.from(
    generator(new SeededRandom(`${name} ${seed}`), args, { ...context, seed }),
  );
}

/** What names the object that a seed is of. */
function objectOf(seed: string): string {
  return seed.slice(0, seed.lastIndexOf('/'));
}

function base64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const ROOT = 'Fernhill Simulated CA';

function certificateOf(args: string[], { clock, seed }: ValueContext): string {
  const options = Object.fromEntries(args.map(arg => arg.split('=')));
  const issuer = options.issuer ?? ROOT;
  const isAuthority = options.ca === 'true';
  const isSelfSigned = isAuthority || options.selfSigned === 'true';
  return certificatePem({
    commonName: options.cn,
    dnsNames: isAuthority ? [] : [options.cn],
    notBefore: clock.midnightAfter(options.notBefore ?? '-30d'),
    notAfter: clock.midnightAfter(options.notAfter),
    // That of the entry beside it.
    keySeed: options.key ?? seed.replace(/\.crt$/, '.key'),
    ca: isAuthority,
    weak: options.weak === 'true',
    issuer: isSelfSigned
      ? undefined
      : { commonName: issuer, keySeed: `ca ${issuer}` },
  });
}

function chainOf(args: string[], context: ValueContext): string {
  const { clock } = context;
  const between = 'Fernhill Simulated Edge CA';
  const authority = (name: string, issuer: string) =>
    certificatePem({
      commonName: name,
      notBefore: clock.midnightAfter('-300d'),
      notAfter: clock.midnightAfter('+9y'),
      keySeed: `ca ${name}`,
      ca: true,
      issuer: { commonName: issuer, keySeed: `ca ${issuer}` },
    });
  const issuers = [authority(between, ROOT), authority(ROOT, ROOT)];
  if (args.includes('order=wrong')) {
    issuers.reverse();
  }
  return [
    certificateOf([...args, `issuer=${between}`], context),
    ...issuers,
  ].join('');
}
