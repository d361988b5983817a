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
  type SealingCertificate,
} from '@keyward/sealing';
import { readBytes } from '../input';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import { connectController, type ControllerOptions } from './connectController';
import { explainSealing } from './explainSealing';
import { fetchText } from './fetchText';

const LARGEST = 256 * 1024;
const DAY_MS = 86_400_000;
/** The controller makes a new key every 30 days, unless told otherwise. */
const RENEWED_DAYS = 31;

/** Which certificate to seal with. */
export interface CertificateOptions extends ControllerOptions {
  cert?: string;
  fingerprint?: string;
}

/** Reads the certificate from a file, an address or a cluster, and has it be the one that was named. */
export async function readCertificate(
  options: CertificateOptions,
  io: CliIo,
): Promise<SealingCertificate> {
  const { text, place } = await readText(options, io);
  const certificate = await readSealingCertificate(text, {
    now: io.now(),
    where: place,
  }).catch(error => {
    throw explainSealing(error);
  });
  const wanted = options.fingerprint?.replaceAll(':', '').toLowerCase();
  if (wanted !== undefined && wanted !== certificate.fingerprint) {
    throw new UserError('This is another certificate than the one you named', {
      where: `${place}: SHA-256 ${certificate.fingerprint}`,
      remedy:
        'ask who runs the controller whether its key was renewed, and name the new fingerprint then',
    });
  }
  const days = (io.now().getTime() - certificate.notBefore.getTime()) / DAY_MS;
  if (options.cert !== undefined && days > RENEWED_DAYS) {
    await writeTo(
      io.stderr,
      `warning: the certificate is ${Math.floor(
        days,
      )} days old, and the controller may have a newer one: fetch it again\n`,
    );
  }
  return certificate;
}

async function readText(
  options: CertificateOptions,
  io: CliIo,
): Promise<{ text: string; place: string }> {
  const { cert, kubeconfig } = options;
  if ((cert === undefined) === (kubeconfig === undefined)) {
    throw new UserError('Nothing says with which certificate to seal', {
      where: '--cert and --kubeconfig',
      remedy:
        'give one of them: --cert FILE, --cert https://…, or --kubeconfig FILE --context NAME',
    });
  }
  if (cert === undefined) {
    const controller = await connectController(options, io);
    return {
      text: await controller.fetchCertificate(),
      place: controller.place,
    };
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(cert)) {
    return { text: await fetchText(cert, io.signal), place: '--cert' };
  }
  const bytes = await readBytes(cert, io, LARGEST);
  return { text: Buffer.from(bytes).toString('utf8'), place: cert };
}
