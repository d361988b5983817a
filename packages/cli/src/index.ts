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

/**
 * The keyward command: inventory, value-free dumps and sealed values from a terminal or CI.
 *
 * @packageDocumentation
 */

import { runKeyward } from './program';
import { processIo } from './run';

const io = processIo();

runKeyward(process.argv.slice(2), io).then(
  code => {
    process.exitCode = code;
  },
  error => {
    // A defect of ours. Where it is may be shown, its message could quote what
    // was read.
    const stack = String((error as Error)?.stack ?? '').split('\n');
    const places = stack.filter(line => /^ +at /.test(line)).slice(0, 10);
    process.stderr.write(
      `keyward: an internal error ended this command, please report it\n${places.join(
        '\n',
      )}\n`,
    );
    process.exitCode = 70;
  },
);
