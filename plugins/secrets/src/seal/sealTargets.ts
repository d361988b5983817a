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
  readSealingCertificate,
  sealValues,
  type SealingCertificate,
  type SealingScope,
} from '@keyward/sealing';
import { LARGEST_SECRET } from './readFiles';

/** Where values are sealed for, and with what. */
export interface SealingJob {
  /** Names the target in errors. */
  title: string;
  namespace: string;
  name: string;
  scope: SealingScope;
  /** As the back end hands it out: PEM, and the SHA-256 that people confirmed. */
  certificate: { pem: string; fingerprint: string };
  /** By key. */
  values: ReadonlyMap<string, Uint8Array>;
}

/** What leaves the device. */
export interface SealedJob {
  /** SHA-256 of the certificate. */
  certificate: string;
  encryptedData: Record<string, string>;
}

/** Why nothing is sealed. */
export type SealingRefusal =
  | 'insecure'
  | 'otherCertificate'
  | 'tooLarge'
  | 'nothing';

/** Nothing is sealed and nothing sent: there is no other way than this one. */
export class SealingRefusedError extends Error {
  constructor(readonly reason: SealingRefusal, readonly target?: string) {
    super(`Nothing is sealed: ${reason}`);
    this.name = 'SealingRefusedError';
  }
}

/** Whether this page may seal: browsers give Web Crypto to https and localhost alone. */
export function canSealHere(): boolean {
  return window.isSecureContext && Boolean(globalThis.crypto?.subtle);
}

/**
 * Reads the certificate of a target and makes sure that it is the one that the back
 * end names, as it is now.
 *
 * @throws SealingRefusedError, and SealingError for one that has expired or is none
 */
export async function readTargetCertificate(
  { pem, fingerprint }: SealingJob['certificate'],
  options: { now: Date; target?: string },
): Promise<SealingCertificate> {
  const certificate = await readSealingCertificate(pem, {
    now: options.now,
    where: options.target,
  });
  if (certificate.fingerprint !== fingerprint.toLowerCase()) {
    throw new SealingRefusedError('otherCertificate', options.target);
  }
  return certificate;
}

/**
 * Seals the values of all targets on this device, each with the certificate of its
 * own, one value after the other: between them the page stays usable.
 *
 * @param onSealed - hears how many values are sealed
 * @throws SealingRefusedError and SealingError, of which nothing quotes a value
 */
export async function sealTargets(
  jobs: readonly SealingJob[],
  options: { now: Date; onSealed?: (count: number) => void },
): Promise<SealedJob[]> {
  if (!canSealHere()) {
    throw new SealingRefusedError('insecure');
  }
  const ready = [];
  // All of them first, so that nothing is half done.
  for (const job of jobs) {
    ready.push({ job, certificate: await certificateOf(job, options.now) });
  }
  const sealed: SealedJob[] = [];
  let count = 0;
  for (const { job, certificate } of ready) {
    const { namespace, name, scope } = job;
    const entries: [string, string][] = [];
    for (const [key, value] of job.values) {
      const target = { namespace, name, scope };
      entries.push(
        ...Object.entries(
          await sealValues(new Map([[key, value]]), certificate, target),
        ),
      );
      count += 1;
      options.onSealed?.(count);
      await nextTask();
    }
    sealed.push({
      certificate: certificate.fingerprint,
      // An assignment would lose a key that is called __proto__.
      encryptedData: Object.fromEntries(entries),
    });
  }
  return sealed;
}

async function certificateOf(job: SealingJob, now: Date) {
  const { title, values } = job;
  if (values.size === 0) {
    throw new SealingRefusedError('nothing', title);
  }
  const size = [...values.values()].reduce(
    (sum, { length }) => sum + length,
    0,
  );
  if (size > LARGEST_SECRET) {
    throw new SealingRefusedError('tooLarge', title);
  }
  return readTargetCertificate(job.certificate, { now, target: title });
}

/** Lets the browser draw and answer before what follows. */
function nextTask(): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, 0);
  });
}
