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

import type { RootLoggerService } from '@backstage/backend-plugin-api';
import { inspect } from 'node:util';

/** A statement, as drivers and knex put it before or into their messages. */
export const SQL =
  /\b(?:select|insert into|update|delete from)\b.*\b(?:from|values|set|where|select)\b/i;

/** A logger that keeps all it is given, at each level, as deep as a transport could print it. */
export function createKeepingLogger(lines: string[]): RootLoggerService {
  const log = (...args: unknown[]) => {
    lines.push(inspect(args, { depth: 8, showHidden: true }));
    for (const arg of args) {
      if (arg instanceof Error) {
        lines.push(`${arg.stack} ${inspect(Object.entries(arg))}`);
      }
    }
  };
  const logger: RootLoggerService = {
    debug: log,
    info: log,
    warn: log,
    error: log,
    child: () => logger,
  };
  return logger;
}
