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

import { readFileSync } from 'fs';
import { normalizeAddress } from '@keyward/backstage-plugin-secrets-node';
import { type CatalogCluster, type PinnedApiServer } from '../config';
import { type Certificates, readCertificates } from './readCertificates';

/** An API server, as far as what is said of it can be read. */
export interface ApiServer {
  /** In one spelling. */
  url?: string;
  ca?: Certificates;
}

/** What the catalog says of an API server: anything may stand there. */
export function readCatalogServer(cluster: CatalogCluster): ApiServer {
  return {
    url: normalizeAddress(cluster.url),
    ca: readCertificates(decode(cluster.caData)),
  };
}

/**
 * What the operator says of one.
 *
 * @throws an error that names the place in the configuration
 */
export function readPinnedServer(
  pin: PinnedApiServer,
  place: string,
): Required<ApiServer> {
  const url = normalizeAddress(pin.url);
  const ca = readCertificates(
    pin.caFile === undefined
      ? decode(pin.caData ?? '')
      : readFile(pin.caFile, `${place}.caFile`),
  );
  if (!url || !ca) {
    throw new Error(
      pin.caFile === undefined
        ? `${place}.caData: holds no certificate in base64`
        : `${place}.caFile: ${pin.caFile} holds no certificate`,
    );
  }
  return { url, ca };
}

/** Whether two are one: the same address, and the same certificates as its CA. */
export function isSameServer(one: ApiServer, other: Required<ApiServer>) {
  return (
    one.url === other.url &&
    String(one.ca?.fingerprints) === String(other.ca.fingerprints)
  );
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

function readFile(file: string, place: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${place}: ${file} cannot be read (${code})`);
  }
}
