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
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

/** A certificate and its private key, PEM. */
export interface CertificateWithKey {
  certificate: string;
  key: string;
}

/** What a living cluster needs in the way of keys. */
export interface ClusterCertificates {
  authority: CertificateWithKey;
  apiServer: CertificateWithKey;
  /** Signs ServiceAccount tokens. */
  serviceAccountKey: { privateKey: string; publicKey: string };
}

function generateKey() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

function startCertificate(publicKey: string, commonName: string) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // The first byte keeps the number positive, and as short as DER asks for:
  // Go refuses a certificate whose serial number starts with a needless zero.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  const day = 24 * 60 * 60 * 1000;
  certificate.validity.notBefore = new Date(Date.now() - day);
  certificate.validity.notAfter = new Date(Date.now() + 365 * day);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return certificate;
}

/** An authority that signs certificates of servers. */
export function makeAuthority(commonName: string): CertificateWithKey {
  const { publicKey, privateKey } = generateKey();
  const certificate = startCertificate(publicKey, commonName);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(
    forge.pki.privateKeyFromPem(privateKey),
    forge.md.sha256.create(),
  );
  return {
    certificate: forge.pki.certificateToPem(certificate),
    key: privateKey,
  };
}

/** A certificate of a server on this machine. */
export function makeServerCertificate(
  authority: CertificateWithKey,
  commonName: string,
): CertificateWithKey {
  const { publicKey, privateKey } = generateKey();
  const certificate = startCertificate(publicKey, commonName);
  const issuer = forge.pki.certificateFromPem(authority.certificate);
  certificate.setIssuer(issuer.subject.attributes);
  const dnsName = 2;
  const ipAddress = 7;
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: dnsName, value: 'localhost' },
        { type: dnsName, value: 'kubernetes' },
        { type: dnsName, value: 'kubernetes.default.svc' },
        { type: ipAddress, ip: '127.0.0.1' },
      ],
    },
  ]);
  certificate.sign(
    forge.pki.privateKeyFromPem(authority.key),
    forge.md.sha256.create(),
  );
  return {
    certificate: forge.pki.certificateToPem(certificate),
    key: privateKey,
  };
}

/** New keys and certificates for one cluster. */
export function createClusterCertificates(
  clusterName: string,
): ClusterCertificates {
  const authority = makeAuthority(`${clusterName}-ca`);
  return {
    authority,
    apiServer: makeServerCertificate(authority, 'kube-apiserver'),
    serviceAccountKey: generateKey(),
  };
}
