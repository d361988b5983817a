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
import { Command } from 'commander';
import { version } from '../../package.json';
import { addAskCommand } from '../commands/ask';
import { addDumpCommand } from '../commands/dump';
import { addInventoryCommand } from '../commands/inventory';
import { addScanCommand } from '../commands/scan';
import { addSealCommand } from '../commands/seal';
import { addWhatIfCommand } from '../commands/whatIf';
import { addWhoCanCommand } from '../commands/whoCan';
import { addWhoReadCommand } from '../commands/whoRead';
import { type CliIo } from '../run/CliIo';

/** The command line, without running it. */
export function createProgram(io: CliIo): Command {
  const program = new Command('keyward')
    .description(
      'Where secrets come from, what consumes them and how old their values are; never a value.',
    )
    .version(version)
    .helpCommand('help [command]', 'prints this, or the help of a command')
    .showHelpAfterError('(keyward --help, or keyward COMMAND --help)')
    .exitOverride()
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(printable(text, '\n')),
    });
  addDumpCommand(program, io);
  addInventoryCommand(program, io);
  addWhoCanCommand(program, io);
  addWhoReadCommand(program, io);
  addAskCommand(program, io);
  addWhatIfCommand(program, io);
  addSealCommand(program, io);
  addScanCommand(program, io);
  return program;
}
