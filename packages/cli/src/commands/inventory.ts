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
import { type Command, Option } from 'commander';
import {
  buildInventory,
  formatInventory,
  FORMATS,
  type InventoryFormat,
  readInput,
  type RowSort,
  selectRows,
  SORTS,
} from '../inventory';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import { collect } from './collect';

const MOST_ERRORS = 20;

interface InventoryOptions {
  format: InventoryFormat;
  namespace?: string[];
  class?: string[];
  delivery?: string[];
  sort: RowSort;
}

/** `keyward inventory`: the secrets of a dump, without a portal. */
export function addInventoryCommand(program: Command, io: CliIo): void {
  program
    .command('inventory')
    .description(
      'Prints the secrets of a dump: what they are, what delivers them, what consumes them and how old their values are.',
    )
    .argument(
      '<dump>',
      'what "keyward dump" wrote, or kubectl as JSON or YAML; - for standard input',
    )
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(FORMATS)
        .default('table'),
    )
    .option(
      '--namespace <name>',
      'only this namespace; may be repeated',
      collect,
    )
    .option('--class <class>', 'only this class; may be repeated', collect)
    .option(
      '--delivery <kind>',
      'only what this kind delivers, for example ExternalSecret or "by hand"; may be repeated',
      collect,
    )
    .addOption(
      new Option('--sort <order>', 'what comes first')
        .choices(Object.keys(SORTS))
        .default('attention'),
    )
    .action(async (dump: string, options: InventoryOptions) => {
      const { input, warnings, errors } = await readInput(dump, io);
      for (const warning of warnings) {
        await writeTo(io.stderr, `warning: ${printable(warning)}\n`);
      }
      const rows = selectRows(
        buildInventory(input),
        {
          namespaces: options.namespace,
          classes: options.class,
          deliveries: options.delivery,
        },
        options.sort,
      );
      await writeTo(io.stdout, formatInventory(rows, options.format, io.now()));
      if (rows.length === 0) {
        await writeTo(io.stderr, 'This dump has no secret that matches.\n');
      }
      if (errors.length > 0) {
        throw new UserError(
          `${errors.length} of the objects could not be read, the others are listed`,
          {
            where: errors
              .slice(0, MOST_ERRORS)
              .map(({ place, message }) => `${place}: ${message}`)
              .join('\n         '),
            remedy: 'print these objects again with "kubectl get … -o json"',
          },
        );
      }
    });
}
