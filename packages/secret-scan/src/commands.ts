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
  title: string;
  form: string;
  source: string;
  /** One of them stands in each text that has it. */
  needs: readonly Mark[];
  pattern: RegExp;
  /** Whether what is handed over can be a credential. */
  accepts(value: string): boolean;
}

const AUTHORIZATION = {
  title: 'Authorization header of a request',
  form: 'An Authorization or Proxy-Authorization header with a bearer token, or with a user and a password in base64',
};

export const COMMANDS: readonly Command[] = [
  {
    id: 'authorization-header',
    title: AUTHORIZATION.title,
    form: AUTHORIZATION.form,
    source: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.1',
    needs: ['authorization'],
    class: 'token',
    pattern:
      /(?<![\w-])(?:proxy-)?authorization["']?[\s:=]{1,4}["']?(?:bearer|token|apikey)\s{1,4}([0-9A-Za-z._~+/=-]{16,4096})/gi,
    accepts: looksRandom,
  },
  {
    // The name and the password as base64.
    id: 'authorization-header',
    title: AUTHORIZATION.title,
    form: AUTHORIZATION.form,
    source: 'https://www.rfc-editor.org/rfc/rfc7617#section-2',
    needs: ['authorization'],
    class: 'password',
    pattern:
      /(?<![\w-])(?:proxy-)?authorization["']?[\s:=]{1,4}["']?basic\s{1,4}([0-9A-Za-z+/]{8,512}={0,2})/gi,
    accepts: value =>
      /^[^:]*:./.test(Buffer.from(value, 'base64').toString('latin1')),
  },
  {
    id: 'curl-user',
    title: 'User and password handed to curl',
    form: 'The option -u, --user, -U or --proxy-user of curl with a user and a password',
    source: 'https://curl.se/docs/manpage.html#-u',
    needs: ['curl'],
    class: 'password',
    pattern:
      /(?<![\w-])curl\s(?:[^\n|;&]{0,200}?\s)?(?:-u|--user|-U|--proxy-user)[\s=]{0,4}["']?[^\s"':]{1,128}:([^\s"'|;&]{1,256})/g,
    accepts: isNoReference,
  },
  {
    // The password follows the letter without a blank.
    id: 'mysql-password',
    title: 'Password handed to a client of MySQL or MariaDB',
    form: 'The option -p of mysql, mysqldump, mariadb and their like with a password',
    source:
      'https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_password',
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
