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
  title: string;
  form: string;
  source: string;
  /** One of them stands in each text that has it. */
  needs: readonly Mark[];
  /** Finds them all in a text; bounded, so that it takes time by length alone. */
  pattern: RegExp;
}

export const ADDRESSES: readonly Address[] = [
  {
    id: 'slack-webhook',
    title: 'Address of a Slack webhook',
    form: 'An address that begins with https://hooks.slack.com/services/, workflows/ or triggers/',
    source:
      'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
    needs: ['hooks.slack.com'],
    class: 'token',
    pattern:
      /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[0-9A-Z]{6,20}\/[0-9A-Z]{6,20}\/[0-9A-Za-z]{16,64}/g,
  },
  {
    id: 'discord-webhook',
    title: 'Address of a Discord webhook',
    form: 'An address that begins with https://discord.com/api/webhooks/',
    source: 'https://discord.com/developers/docs/resources/webhook',
    needs: ['discord'],
    class: 'token',
    pattern:
      /https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,22}\/[0-9A-Za-z_-]{40,100}/g,
  },
  {
    id: 'teams-webhook',
    title: 'Address of a Microsoft Teams webhook',
    form: 'An address below webhook.office.com/webhookb2 or outlook.office.com/webhook',
    source:
      'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
    needs: ['office'],
    class: 'token',
    pattern:
      /https:\/\/(?:[0-9a-z-]{1,63}\.webhook\.office\.com\/webhookb2|outlook\.office(?:365)?\.com\/webhook)\/[0-9a-f-]{36}@[0-9a-f-]{36}\/[0-9A-Za-z]{1,40}\/[0-9a-f]{32}\/[0-9a-f-]{36}/g,
  },
  {
    id: 'google-chat-webhook',
    title: 'Address of a Google Chat webhook',
    form: 'An address below https://chat.googleapis.com/v1/spaces with a key and a token',
    source: 'https://developers.google.com/workspace/chat/quickstart/webhooks',
    needs: ['chat.googleapis'],
    class: 'token',
    pattern:
      /https:\/\/chat\.googleapis\.com\/v1\/spaces\/[0-9A-Za-z_-]{1,64}\/messages\?key=[0-9A-Za-z_-]{20,64}&token=[0-9A-Za-z_%-]{20,128}/g,
  },
  {
    id: 'shared-access-signature',
    title: 'Shared access signature of Azure',
    form: 'The sig parameter of an address that has a parameter sv, se, sp or sr too',
    source:
      'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
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
