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
 * The keyward command: inventory and value-free dumps from a terminal or CI.
 *
 * @packageDocumentation
 */

import { processIo, runKeyward } from './run';

const io = processIo();

runKeyward(process.argv.slice(2), io).then(
  code => {
    process.exitCode = code;
  },
  () => {
    // A defect of ours: its stack could quote what was read.
    process.stderr.write(
      'keyward: an internal error ended this command\n  to mend: run it again with NODE_OPTIONS=--unhandled-rejections=strict and report what it says\n',
    );
    process.exitCode = 70;
  },
);
