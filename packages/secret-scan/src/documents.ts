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

import type { Mark } from './scanWords';
import type { CredentialClass } from './types';

/** A file of credentials that a tool reads. */
interface Document {
  id: string;
  class: CredentialClass;
  title: string;
  form: string;
  source: string;
  /** One of them stands in each text that has it. */
  needs: readonly Mark[];
  /** All of them have to stand in a text. */
  marks: readonly RegExp[];
  /** The part of it that is the credential. */
  credential: RegExp;
}

export const DOCUMENTS: readonly Document[] = [
  {
    id: 'gcp-service-account-key',
    title: 'Key of a Google Cloud service account',
    form: 'The field private_key of a JSON document whose type is service_account',
    source: 'https://cloud.google.com/iam/docs/keys-create-delete',
    needs: ['service_account'],
    class: 'api-key',
    marks: [/"type"\s{0,8}:\s{0,8}"service_account"/],
    credential:
      /"private_key"\s{0,8}:\s{0,8}"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^"]{40,8192}"/g,
  },
  {
    id: 'kubeconfig',
    title: 'Credential of a kubeconfig file',
    form: 'A token, password or client-key-data in a document of the kind Config that has users',
    source: 'https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/',
    needs: ['users'],
    class: 'token',
    marks: [
      /["']?kind["']?\s{0,8}:\s{0,8}["']?Config["']?(?![\w])/,
      /["']?users["']?\s{0,8}:/,
    ],
    credential:
      /(?<![\w-])["']?(?:token|password|client-key-data)["']?\s{0,8}:\s{0,8}["']?[0-9A-Za-z+/=_.~-]{8,16384}/g,
  },
  {
    id: 'aws-credentials-file',
    title: 'Secret access key in a credentials file of AWS',
    form: 'An aws_secret_access_key in a file that has profiles and an aws_access_key_id',
    source:
      'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html',
    needs: ['aws_access_key_id'],
    class: 'api-key',
    marks: [/^\s{0,8}\[[^\]\n]{1,128}\]/m, /aws_access_key_id\s{0,8}=/i],
    credential:
      /aws_secret_access_key\s{0,8}=\s{0,8}[0-9A-Za-z+/]{30,}={0,2}/gi,
  },
];
