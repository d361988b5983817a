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
  /** Where the format is documented. */
  source?: string;
  /** Whether it goes by the name that a value is assigned to rather than by a format. */
  byName: boolean;
}

const OTHERS: readonly Omit<Detector, 'byName'>[] = [
  {
    id: 'account-key',
    class: 'connection-string',
    title: 'Key of an Azure storage account, Service Bus or Event Hubs',
    source:
      'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
  },
  {
    id: 'age-key',
    class: 'encryption-key',
    title: 'Private key of age',
    source: 'https://age-encryption.org/v1',
  },
  {
    id: 'private-key',
    class: 'tls',
    title: 'Private key in PEM, OpenSSH or OpenPGP format',
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
  },
  {
    id: 'address-with-password',
    class: 'connection-string',
    title: 'Address with a password in it',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  },
  {
    id: 'registry-login',
    class: 'docker-config',
    title: 'Login of a container registry',
    source: 'https://docs.docker.com/reference/cli/docker/login/',
  },
];

const TITLES: Readonly<Record<string, string>> = {
  'slack-webhook': 'Address of a Slack webhook',
  'discord-webhook': 'Address of a Discord webhook',
  'teams-webhook': 'Address of a Microsoft Teams webhook',
  'google-chat-webhook': 'Address of a Google Chat webhook',
  'shared-access-signature': 'Shared access signature of Azure',
  'authorization-header': 'Authorization header of a request',
  'curl-user': 'User and password handed to curl',
  'mysql-password': 'Password handed to a client of MySQL or MariaDB',
  'gcp-service-account-key': 'Key of a Google Cloud service account',
  kubeconfig: 'Credential of a kubeconfig file',
  'aws-credentials-file': 'Secret access key in a credentials file of AWS',
};

const CLASSES: readonly CredentialClass[] = [
  'password',
  'oauth-client',
  'encryption-key',
  'api-key',
  'token',
];

/**
 * All ways in which credentials are found, each once.
 *
 * @public
 */
export function listDetectors(): Detector[] {
  const all = [
    ...WORD_FORMATS.map(({ id, class: kind, title, source }) => ({
      id,
      class: kind,
      title,
      source,
      byName: false,
    })),
    ...[...ADDRESSES, ...DOCUMENTS, ...COMMANDS].map(({ id, class: kind }) => ({
      id,
      class: kind,
      title: TITLES[id],
      byName: false,
    })),
    ...OTHERS.map(other => ({ ...other, byName: false })),
    ...CLASSES.map(kind => ({
      id: `assigned-${kind}`,
      class: kind,
      title: `Value assigned to a name that speaks of a credential (${kind})`,
      byName: true,
    })),
  ];
  return [...new Map(all.reverse().map(each => [each.id, each])).values()].sort(
    (a, b) => (a.id < b.id ? -1 : 1),
  );
}
