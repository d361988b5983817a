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

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
// eslint-disable-next-line no-restricted-imports, @backstage/no-relative-monorepo-imports
import { createSealingKey } from '../../../../packages/sealing/src/__testUtils__/createSealingKey';
// eslint-disable-next-line no-restricted-imports, @backstage/no-relative-monorepo-imports
import { unseal } from '../../../../packages/sealing/src/__testUtils__/unseal';

const KEYS = 50;
/** Together as much as a Secret holds. */
const VALUE_BYTES = Math.floor((1024 * 1024) / KEYS);
const RUNS = 7;

/**
 * The longest that the page is kept from anything else while a Secret of 50 keys is
 * sealed in Chromium, in milliseconds, one number a run.
 */
export async function measureInBrowser(): Promise<number[]> {
  const script = await bundle();
  const server = createServer((request, response) => {
    const isScript = request.url === '/sealing.js';
    response.setHeader(
      'content-type',
      isScript ? 'text/javascript' : 'text/html',
    );
    response.end(isScript ? script : '<script src="/sealing.js"></script>');
  });
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const browser = await chromium.launch({
    executablePath: process.env.KEYWARD_CHROMIUM,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage();
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    return await measureRuns(page);
  } finally {
    await browser.close();
    server.close();
  }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import * as sealing from '@keyward/sealing'; globalThis.sealing = sealing;",
      // eslint-disable-next-line no-restricted-syntax
      resolveDir: __dirname,
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
  });
  return outputFiles[0].text;
}

async function measureRuns(page: Page): Promise<number[]> {
  const key = createSealingKey({ bits: 4096 });
  const longest: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const result = await page.evaluate(sealInPage, {
      pem: key.certificate,
      keys: KEYS,
      bytes: VALUE_BYTES,
    });
    longest.push(result.longestMs);
    const opened = unseal(result.sealed, key.privateKey, 'shop/db');
    if (!opened.equals(Buffer.from(result.value))) {
      throw new Error('What the browser sealed opens to something else');
    }
  }
  return longest;
}

/** Runs in the page: nothing of this file is there. */
async function sealInPage(options: {
  pem: string;
  keys: number;
  bytes: number;
}) {
  const { sealing } = globalThis as any;
  const values = new Map<string, Uint8Array>();
  for (let at = 0; at < options.keys; at += 1) {
    values.set(
      `key-${at}`,
      crypto.getRandomValues(new Uint8Array(options.bytes)),
    );
  }
  // Messages come one after the other, unless something holds them up.
  const { port1, port2 } = new MessageChannel();
  let longestMs = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    port2.postMessage(undefined);
  };
  port2.postMessage(undefined);
  const certificate = await sealing.readSealingCertificate(options.pem, {
    now: new Date(),
  });
  const manifest = await sealing.createSealedSecret({
    certificate,
    namespace: 'shop',
    name: 'db',
    values,
  });
  sealing.formatSealedSecret(manifest);
  await new Promise(resolve => setTimeout(resolve));
  port1.close();
  return {
    longestMs,
    sealed: manifest.spec.encryptedData['key-0'] as string,
    value: [...values.get('key-0')!],
  };
}
