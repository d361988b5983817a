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

import { isReference } from './isReference';
import type { Mark } from './scanWords';
import type { CredentialClass } from './types';
import { looksRandom } from './valueShapes';

/** A way to hand a credential to a program; the first group is the credential. */
interface Command {
  id: string;
  class: CredentialClass;
  /** One of them stands in each text that has it. */
  needs: readonly Mark[];
  pattern: RegExp;
  /** Whether what is handed over can be a credential. */
  accepts(value: string): boolean;
}

export const COMMANDS: readonly Command[] = [
  {
    // RFC 6750, section 2.1.
    id: 'authorization-header',
    needs: ['authorization'],
    class: 'token',
    pattern:
      /(?<![\w-])(?:proxy-)?authorization["']?[\s:=]{1,4}["']?(?:bearer|token|apikey)\s{1,4}([0-9A-Za-z._~+/=-]{16,4096})/gi,
    accepts: looksRandom,
  },
  {
    // RFC 7617, section 2: the name and the password as base64.
    id: 'authorization-header',
    needs: ['authorization'],
    class: 'password',
    pattern:
      /(?<![\w-])(?:proxy-)?authorization["']?[\s:=]{1,4}["']?basic\s{1,4}([0-9A-Za-z+/]{8,512}={0,2})/gi,
    accepts: value =>
      /^[^:]*:./.test(Buffer.from(value, 'base64').toString('latin1')),
  },
  {
    id: 'curl-user',
    needs: ['curl'],
    class: 'password',
    pattern:
      /(?<![\w-])curl\s(?:[^\n|;&]{0,200}?\s)?(?:-u|--user|-U|--proxy-user)[\s=]{0,4}["']?[^\s"':]{1,128}:([^\s"'|;&]{1,256})/g,
    accepts: isNoReference,
  },
  {
    // The password follows the letter without a blank.
    id: 'mysql-password',
    needs: ['mysql', 'mariadb'],
    class: 'password',
    pattern:
      /(?<![\w-])(?:mysql(?:dump|admin|import|check|show|slap)?|mariadb(?:-dump|-admin)?)\s(?:[^\n|;&]{0,200}?\s)?-p["']?([^\s"'|;&]{2,256})/g,
    accepts: isNoReference,
  },
];

function isNoReference(value: string): boolean {
  return !isReference(value);
}
