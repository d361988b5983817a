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

import { ADDRESSES, isAddress } from './addresses';
import { DOCUMENTS } from './documents';
import type { CredentialClass } from './types';

/** A format that who issues such credentials publishes, or that nothing else has. */
export interface Format {
  id: string;
  class: CredentialClass;
  /** The source of a regular expression; what surrounds a credential is not in it. */
  pattern: string;
}

const LINES: [id: string, kind: CredentialClass, pattern: string][] = [
  ['stripe-key', 'api-key', '[sr]k_(?:live|test)_[0-9A-Za-z]{16,}'],
  ['webhook-secret', 'api-key', 'whsec_[0-9A-Za-z+/=]{24,}'],
  ['google-api-key', 'api-key', 'AIza[0-9A-Za-z_-]{35}'],
  ['sendgrid-key', 'api-key', 'SG\\.[0-9A-Za-z_-]{16,}\\.[0-9A-Za-z_-]{16,}'],
  ['model-api-key', 'api-key', 'sk-(?:ant-|proj-)?[0-9A-Za-z_-]{20,}'],
  ['mailgun-key', 'api-key', 'key-[0-9a-f]{32}'],
  ['digitalocean-token', 'api-key', 'dop_v1_[0-9a-f]{64}'],
  ['shopify-token', 'api-key', 'shpat_[0-9a-fA-F]{32}'],
  ['new-relic-key', 'api-key', 'NRAK-[0-9A-Z]{27}'],
  ['grafana-token', 'api-key', 'glsa_[0-9A-Za-z]{32}_[0-9a-f]{8}'],
  ['twilio-key', 'api-key', 'SK[0-9a-f]{32}'],
  ['github-token', 'token', 'gh[pousr]_[0-9A-Za-z]{36,}'],
  ['github-token', 'token', 'github_pat_[0-9A-Za-z_]{60,}'],
  [
    'gitlab-token',
    'token',
    'gl(?:pat|rt|dt|ptt|cbt|agent)-[0-9A-Za-z_.-]{20,}',
  ],
  ['slack-token', 'token', 'xox[abposr]-[0-9A-Za-z-]{10,}'],
  ['slack-token', 'token', 'xapp-[0-9A-Za-z-]{20,}'],
  ['vault-token', 'token', 'hv[sbr]\\.[0-9A-Za-z_-]{20,}'],
  ['npm-token', 'token', 'npm_[0-9A-Za-z]{36}'],
  ['pypi-token', 'token', 'pypi-[0-9A-Za-z_-]{50,}'],
  ['docker-token', 'token', 'dckr_pat_[0-9A-Za-z_-]{27,}'],
  ['hugging-face-token', 'token', 'hf_[0-9A-Za-z]{30,}'],
  [
    'json-web-token',
    'token',
    'eyJ[0-9A-Za-z_-]{8,}\\.eyJ[0-9A-Za-z_-]{8,}\\.[0-9A-Za-z_-]*',
  ],
];

/** Credentials of one word, that can be all of a value or stand in a text. */
export const WORD_FORMATS: readonly Format[] = LINES.map(
  ([id, kind, pattern]) => ({ id, class: kind, pattern }),
);

const WHOLE = WORD_FORMATS.map(format => ({
  format,
  whole: new RegExp(`^(?:${format.pattern})$`),
}));

/**
 * The published format that a text as a whole has, if it has one: a token, an
 * address that lets in whoever has it, or a file of credentials.
 *
 * @public
 */
export function formatOf(
  text: string,
): { detector: string; class: CredentialClass } | undefined {
  const found =
    WHOLE.find(({ whole }) => whole.test(text))?.format ??
    (isAddress(text)
      ? ADDRESSES.find(({ pattern }) => text.search(pattern) >= 0)
      : DOCUMENTS.find(
          ({ marks, credential }) =>
            marks.every(mark => mark.test(text)) &&
            text.search(credential) >= 0,
        ));
  return found && { detector: found.id, class: found.class };
}
