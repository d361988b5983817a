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

import { generateKeyPairSync, type KeyObject } from 'crypto';
import { checkKeyPair } from '..';
import { createSealingKey } from '../__testUtils__/createSealingKey';

/** Of an elliptic curve, with its keys in both forms; made for this test by OpenSSL. */
const EC_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBcDCCARegAwIBAgIUAflcqcqe0yrIDe5UEnFuNm+4Sp8wCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCZWMwIBcNMjYxMTI4MTUyMTIwWhgPMjEyNjExMDQxNTIxMjBa
MA0xCzAJBgNVBAMMAmVjMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESWqN9c8M
rsBjMbDQE1sSuJNvS4aqAV0l3sMXx7IWya9JE+9ch7itOHxNwxkgP5S0PV1Vt95k
dYbxM1osauHMoKNTMFEwHQYDVR0OBBYEFF5/cWq3wlClMdvxpT+pRQdaFjFiMB8G
A1UdIwQYMBaAFF5/cWq3wlClMdvxpT+pRQdaFjFiMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDRwAwRAIgd5WsEwpE6+Y/EBF1VAzd3Wk8t8j1ax0wcBcEMJpG
2OsCIF0ggycNuFf9MDPmAsUCsS6H9oRnAbQFxbrXRj2cecpZ
-----END CERTIFICATE-----`;
const EC_SEC1 = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIDknb6xWJZXZ1/kHu1C/+VtHeFz4u36GoJjTvozpznOdoAoGCCqGSM49
AwEHoUQDQgAESWqN9c8MrsBjMbDQE1sSuJNvS4aqAV0l3sMXx7IWya9JE+9ch7it
OHxNwxkgP5S0PV1Vt95kdYbxM1osauHMoA==
-----END EC PRIVATE KEY-----`;
const EC_PKCS8 = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOSdvrFYlldnX+Qe7
UL/5W0d4XPi7foagmNO+jOnOc52hRANCAARJao31zwyuwGMxsNATWxK4k29LhqoB
XSXewxfHshbJr0kT71yHuK04fE3DGSA/lLQ9XVW33mR1hvEzWixq4cyg
-----END PRIVATE KEY-----`;
const ED_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBMDCB46ADAgECAhQm/tQwLgrb1xI7q909nqTF5Ku0RDAFBgMrZXAwDTELMAkG
A1UEAwwCZWQwIBcNMjYxMTI4MTUyMTIwWhgPMjEyNjExMDQxNTIxMjBaMA0xCzAJ
BgNVBAMMAmVkMCowBQYDK2VwAyEATJdlmQ6DUjGD8FN7g7ZBpz7e54Le9RiJNxS8
bHDifGKjUzBRMB0GA1UdDgQWBBS5NUgU3a7MNjzeHq13nBzWXVG3OzAfBgNVHSME
GDAWgBS5NUgU3a7MNjzeHq13nBzWXVG3OzAPBgNVHRMBAf8EBTADAQH/MAUGAytl
cANBAHy0bW6x/47SBpvoEc+y+y1whQ4YJhZ+0McBVXzrf7BzveecH7Gg+VN2vj/0
RR2UqiRWPUXfhSejRiPhttgo3g0=
-----END CERTIFICATE-----`;
const ED_KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINfObiAa2aZnCFEsmYB15/kjGAUawc1vTK3Ia6iSYZTw
-----END PRIVATE KEY-----`;

function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ type: type as 'pkcs8', format: 'pem' }) as string;
}

describe('checkKeyPair', () => {
  const notAfter = new Date('2030-01-02T03:04:05Z');
  const { certificate, privateKey } = createSealingKey({ notAfter });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const curve = (namedCurve: string) =>
    generateKeyPairSync('ec', { namedCurve }).privateKey;

  it.each<[string, string, string, string]>([
    ['RSA in PKCS #8', certificate, pem(privateKey, 'pkcs8'), 'fits'],
    ['RSA in PKCS #1', certificate, pem(privateKey, 'pkcs1'), 'fits'],
    ['another RSA key', certificate, pem(other, 'pkcs8'), 'differs'],
    ['another RSA key in PKCS #1', certificate, pem(other, 'pkcs1'), 'differs'],
    [
      'the key of a curve',
      certificate,
      pem(curve('P-256'), 'pkcs8'),
      'differs',
    ],
    [
      'the key of a curve in SEC 1',
      certificate,
      pem(curve('P-256'), 'sec1'),
      'differs',
    ],
    ['a curve in PKCS #8', EC_CERTIFICATE, EC_PKCS8, 'fits'],
    ['a curve in SEC 1', EC_CERTIFICATE, EC_SEC1, 'fits'],
    [
      'another key of the curve',
      EC_CERTIFICATE,
      pem(curve('P-256'), 'sec1'),
      'differs',
    ],
    [
      'the key of another curve',
      EC_CERTIFICATE,
      pem(curve('P-384'), 'pkcs8'),
      'differs',
    ],
    ['an RSA key', EC_CERTIFICATE, pem(privateKey, 'pkcs1'), 'differs'],
    ['Ed25519', ED_CERTIFICATE, ED_KEY, 'fits'],
    [
      'another key of Ed25519',
      ED_CERTIFICATE,
      pem(generateKeyPairSync('ed25519').privateKey, 'pkcs8'),
      'differs',
    ],
    [
      'a chain, of which the first counts',
      `${certificate}\n${EC_CERTIFICATE}`,
      pem(privateKey, 'pkcs8'),
      'fits',
    ],
    [
      'an encrypted key',
      certificate,
      privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }) as string,
      'encrypted-key',
    ],
    ['no key', certificate, 'not a key', 'no-key'],
    [
      'a key that is cut off',
      certificate,
      pem(privateKey, 'pkcs8').slice(0, 400),
      'no-key',
    ],
    ['no certificate', 'not one', pem(privateKey, 'pkcs8'), 'no-certificate'],
    [
      'the key twice',
      pem(privateKey, 'pkcs8'),
      pem(privateKey, 'pkcs8'),
      'no-certificate',
    ],
  ])('%s', async (_, certificatePem, keyPem, result) => {
    expect((await checkKeyPair(certificatePem, keyPem)).result).toBe(result);
  });

  it('says when the certificate expires', async () => {
    expect(
      (await checkKeyPair(certificate, pem(privateKey, 'pkcs8'))).notAfter,
    ).toEqual(notAfter);
  });
});
