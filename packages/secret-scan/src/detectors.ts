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

import { ADDRESSES } from './addresses';
import { COMMANDS } from './commands';
import { DOCUMENTS } from './documents';
import type { CredentialClass } from './types';
import type { WordFormat } from './WordFormat';
import { WORD_FORMATS } from './wordFormats';

/**
 * A way in which credentials are found.
 *
 * @public
 */
export interface Detector {
  /** As in `Detection.detector`. */
  id: string;
  class: CredentialClass;
  /** What it finds, in words. */
  title: string;
  /** What a credential that it finds looks like, in words. */
  form: string;
  /** Where the format is documented, or for a name why the credential does not belong there. */
  source: string;
  /** Whether it goes by the name that a value is assigned to rather than by a format. */
  byName: boolean;
}

const OTHERS: readonly Omit<Detector, 'byName'>[] = [
  {
    id: 'account-key',
    class: 'connection-string',
    title: 'Key of an Azure storage account, Service Bus or Event Hubs',
    form: 'An AccountKey or SharedAccessKey with 40 characters or more in base64, as a connection string has it',
    source:
      'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
  },
  {
    id: 'age-key',
    class: 'encryption-key',
    title: 'Private key of age',
    form: 'AGE-SECRET-KEY-1 and 58 more characters',
    source: 'https://age-encryption.org/v1',
  },
  {
    id: 'private-key',
    class: 'tls',
    title: 'Private key in PEM, OpenSSH or OpenPGP format',
    form: 'A line BEGIN … PRIVATE KEY with the bytes of a key after it',
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
  },
  {
    id: 'address-with-password',
    class: 'connection-string',
    title: 'Address with a password in it',
    form: 'An address with a user and a password before its host',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  },
  {
    id: 'registry-login',
    class: 'docker-config',
    title: 'Login of a container registry',
    form: 'An auth entry in a document of Docker that has auths',
    source: 'https://docs.docker.com/reference/cli/docker/login/',
  },
];

const CLASSES: readonly CredentialClass[] = [
  'password',
  'oauth-client',
  'encryption-key',
  'api-key',
  'token',
];

/** Why a credential does not belong into a text: what is found by its name has no format of its own. */
const HARD_CODED = 'https://cwe.mitre.org/data/definitions/798.html';

/**
 * All ways in which credentials are found, each once.
 *
 * @public
 */
export function listDetectors(): Detector[] {
  const all = [
    ...WORD_FORMATS.map(format => ({
      id: format.id,
      class: format.class,
      title: format.title,
      form: formOf(format),
      source: format.source,
      byName: false,
    })),
    ...[...ADDRESSES, ...DOCUMENTS, ...COMMANDS].map(
      ({ id, class: kind, title, form, source }) => ({
        id,
        class: kind,
        title,
        form,
        source,
        byName: false,
      }),
    ),
    ...OTHERS.map(other => ({ ...other, byName: false })),
    ...CLASSES.map(kind => ({
      id: `assigned-${kind}`,
      class: kind,
      title: `Value assigned to a name that speaks of a credential (${kind})`,
      form: 'A value that can be a credential, assigned to a name that ends as those of credentials do; in source code a literal in quotes',
      source: HARD_CODED,
      byName: true,
    })),
  ];
  return [...new Map(all.reverse().map(each => [each.id, each])).values()].sort(
    (a, b) => (a.id < b.id ? -1 : 1),
  );
}

function formOf({ starts, before, accepts }: WordFormat): string {
  const marks = starts.map(each => `"${each}"`).join(', ');
  return `A word that ${before ? 'has' : 'begins with'} ${marks}${
    starts.length > 1 ? ' (one of them)' : ''
  }, in the form of its issuer${
    accepts ? '; its checksum, or what is encoded in it, is verified' : ''
  }`;
}
