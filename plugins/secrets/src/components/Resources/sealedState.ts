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
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { type Tone } from '../StateBadge';

/** Whether a SealedSecret becomes a Secret, as far as anybody says so. */
export type SealedState =
  | 'opened'
  | 'broken'
  | 'notOpened'
  | 'unreadable'
  | 'unknown';

export const SEALED_TONES: Record<SealedState, Tone> = {
  opened: 'good',
  broken: 'bad',
  notOpened: 'bad',
  unreadable: 'bad',
  unknown: 'unknown',
};

/** The state by what the module tells of it: that it opens outweighs what its form suggests. */
export function sealedStateOf({ attributes }: Resource): SealedState {
  const { opened, neverOpens, verdict } = attributes;
  if (opened === 'true') {
    return 'opened';
  }
  if (neverOpens) {
    return 'broken';
  }
  if (opened === 'false') {
    return 'notOpened';
  }
  return verdict === 'unreadable' ? 'unreadable' : 'unknown';
}
