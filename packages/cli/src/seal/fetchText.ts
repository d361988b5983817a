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

import { get as getHttp, type IncomingMessage } from 'http';
import { get as getHttps } from 'https';
import { UserError } from '../run/UserError';

const LARGEST = 256 * 1024;
const ANSWER_MS = 30_000;

/** Names below `localhost` are left out: a name server may lead them anywhere. */
function isThisMachine({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** A certificate that comes by plain http can be anybody's, unless it is from this machine. */
export async function fetchText(
  address: string,
  signal: AbortSignal,
): Promise<string> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && isThisMachine(url));
  if (!url || !isSafe) {
    throw new UserError('Somebody on the way could give another certificate', {
      where: shown(address),
      remedy:
        'give an https:// address (http:// only to localhost), a file, or the cluster by --kubeconfig',
    });
  }
  const fail = (what: string, remedy: string) =>
    new UserError(what, { where: shown(address), remedy });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === 'https:' ? getHttps : getHttp;
    // Said outright, or NODE_TLS_REJECT_UNAUTHORIZED would decide.
    const request = send(url, { rejectUnauthorized: true, signal }, resolve);
    request.setTimeout(ANSWER_MS, () => request.destroy());
    request.once('error', reject);
  }).catch(error => {
    const code = String(error?.code ?? 'no code');
    throw fail(
      `There is no answer (${/^\w+$/.test(code) ? code : 'no code'})`,
      'check the address, and that its certificate is trusted here (NODE_EXTRA_CA_CERTS)',
    );
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw fail(
      `The answer is ${response.statusCode}`,
      'give the address of the certificate itself: no redirect is followed',
    );
  }
  return await readLimited(response, shown(address));
}

/** All of an answer that is a small text. */
export async function readLimited(
  response: IncomingMessage,
  where: string,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST) {
        break;
      }
    }
  } catch {
    size = Infinity;
  }
  if (size > LARGEST) {
    throw new UserError('The answer is cut off, or no certificate', {
      where,
      remedy: 'look at what is served there',
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An address may hold a password. */
function shown(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//').split(/[?#]/)[0];
}
