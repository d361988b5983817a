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

import { printable } from '@keyward/observation';
import { CommanderError } from 'commander';
import { type CliIo, writeTo } from '../run/CliIo';
import { createProgram } from './createProgram';
import { ExitCode } from '../run/ExitCode';
import { UserError } from '../run/UserError';

const USAGE = 2;

/** Runs the command line and resolves with the exit code. */
export async function runKeyward(args: string[], io: CliIo): Promise<number> {
  try {
    const program = createProgram(io);
    if (args.length === 0) {
      await writeTo(io.stderr, program.helpInformation());
      return USAGE;
    }
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has been printed: help and version end with 0.
      return error.exitCode === 0 ? 0 : USAGE;
    }
    if (error instanceof ExitCode) {
      return error.code;
    }
    if (error instanceof UserError) {
      await writeTo(io.stderr, printable(error.format(), '\n'));
      return io.signal.aborted ? 130 : 1;
    }
    throw error;
  }
}
