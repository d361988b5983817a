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

/** Where in its chain a certificate stands, told by its basic constraints. @public */
export type CertificateRole = 'leaf' | 'intermediate' | 'root';

/**
 * A public certificate that was found in a value.
 *
 * @public
 */
export interface CertificateObservation {
  /** SHA-256 of the certificate, hex. */
  fingerprint: string;
  subject: string;
  issuer: string;
  /** Hex; with a minus sign where the certificate has a negative one. */
  serial: string;
  /** For example `DNS:example.com`, `IP:10.0.0.1`, `URI:spiffe://…`, `email:…`. */
  sans: string[];
  /** The number of names; more than `sans` holds where they are very many. */
  sanCount: number;
  /** ISO 8601, UTC. */
  notBefore: string;
  notAfter: string;
  /** For example `RSA`, `EC`, `Ed25519`, `unknown`. */
  keyAlgorithm: string;
  /** In bits. */
  keySize?: number;
  /** For example `SHA256-RSA`, `SHA1-RSA`, `ECDSA-SHA384`, `Ed25519`; the object identifier where it has no name here. */
  signatureAlgorithm: string;
  role: CertificateRole;
  selfSigned: boolean;
  /** Its place in the value, from 0. */
  position: number;
}

/** @public */
export type CertificateNoteCode =
  | 'truncated'
  | 'garbage'
  | 'no-certificate'
  | 'keystore-locked'
  | 'private-key-locked'
  | 'private-key-damaged'
  | 'unsupported'
  | 'too-costly'
  | 'too-large'
  | 'too-many';

/**
 * What could not be read of a value: never anything out of it.
 *
 * @public
 */
export interface CertificateNote {
  code: CertificateNoteCode;
  /** Where in the value, for example `line 23`, `block 2`, `keystore`. */
  where: string;
  /** What is wrong, in a sentence. */
  message: string;
  /** How to mend it, in a sentence. */
  remedy: string;
}

/** @public */
export type CertificateFormat =
  | 'pem'
  | 'der'
  | 'pkcs7'
  | 'pkcs12'
  | 'jks'
  | 'jceks';

/**
 * The certificates of one value, and the verdicts that need the value.
 *
 * @public
 */
export interface KeyCertificatesObservation {
  /** Absent where nothing tells. */
  format?: CertificateFormat;
  certificates: CertificateObservation[];
  /** The number of certificates in the value; more than `certificates` holds where they are very many. */
  count: number;
  /** Whether the private key that belongs to it is that of the certificate; absent where there is none. */
  keyMatches?: 'yes' | 'no' | 'unknown';
  /** Whether each certificate is followed by its issuer's; absent where it is no chain. */
  chainOrder?: 'right' | 'wrong' | 'incomplete';
  notes: CertificateNote[];
}
