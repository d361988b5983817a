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

/** An address that lets in whoever has it, as its service documents. */
interface Address {
  id: string;
  class: CredentialClass;
  /** One of them stands in each text that has it. */
  needs: readonly Mark[];
  /** Finds them all in a text; bounded, so that it takes time by length alone. */
  pattern: RegExp;
}

export const ADDRESSES: readonly Address[] = [
  {
    id: 'slack-webhook',
    needs: ['hooks.slack.com'],
    class: 'token',
    pattern:
      /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[0-9A-Z]{6,20}\/[0-9A-Z]{6,20}\/[0-9A-Za-z]{16,64}/g,
  },
  {
    id: 'discord-webhook',
    needs: ['discord'],
    class: 'token',
    pattern:
      /https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,22}\/[0-9A-Za-z_-]{40,100}/g,
  },
  {
    id: 'teams-webhook',
    needs: ['office'],
    class: 'token',
    pattern:
      /https:\/\/(?:[0-9a-z-]{1,63}\.webhook\.office\.com\/webhookb2|outlook\.office(?:365)?\.com\/webhook)\/[0-9a-f-]{36}@[0-9a-f-]{36}\/[0-9A-Za-z]{1,40}\/[0-9a-f]{32}\/[0-9a-f-]{36}/g,
  },
  {
    id: 'google-chat-webhook',
    needs: ['chat.googleapis'],
    class: 'token',
    pattern:
      /https:\/\/chat\.googleapis\.com\/v1\/spaces\/[0-9A-Za-z_-]{1,64}\/messages\?key=[0-9A-Za-z_-]{20,64}&token=[0-9A-Za-z_%-]{20,128}/g,
  },
  {
    // https://learn.microsoft.com/azure/storage/common/storage-sas-overview
    id: 'shared-access-signature',
    needs: ['sig='],
    class: 'token',
    pattern:
      /sig=(?=[0-9A-Za-z%+/=]{30})(?:(?<=[?&]s[vepr]=[^\s"'<>]{1,400}&sig=)|(?=[^\s"'<>]{1,400}&s[vepr]=))[0-9A-Za-z%+/=]{30,128}/g,
  },
];

/** Whether a text as a whole is an address, or the query of one. */
export function isAddress(text: string): boolean {
  return /^(?:https:\/\/|\?|s[a-z]{1,2}=)\S+$/.test(text);
}
