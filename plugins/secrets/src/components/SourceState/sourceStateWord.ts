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

import { type SecretsText } from '../../text';

/** What the state of a source is called. */
export function sourceStateWord(t: SecretsText['t'], state: string): string {
  switch (state) {
    case 'starting':
      return t('sources.state.starting');
    case 'syncing':
      return t('sources.state.syncing');
    case 'live':
      return t('sources.state.live');
    case 'degraded':
      return t('sources.state.degraded');
    case 'down':
      return t('sources.state.down');
    case 'noCredential':
      return t('sources.state.noCredential');
    case 'retired':
      return t('sources.state.retired');
    case 'unknown':
      return t('sources.state.unknown');
    default:
      return state;
  }
}
