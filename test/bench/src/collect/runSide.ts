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

import { fork } from 'node:child_process';
import type { SideOptions, SideResult } from './SideOptions';

/** Runs a side in a process of its own. */
export async function runSide(options: SideOptions): Promise<SideResult> {
  const child = fork(require.resolve('./side'), {
    execArgv: [...process.execArgv, '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return await new Promise((resolve, reject) => {
    let result: SideResult | undefined;
    child.on('message', (message: { result?: SideResult }) => {
      result ??= message.result;
    });
    child.once('error', reject);
    child.once('exit', code =>
      result
        ? resolve(result)
        : reject(new Error(`The side ${options.side} ended with ${code}`)),
    );
    child.send(options);
  });
}
