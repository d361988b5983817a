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

import { type Tone } from '../StateBadge';

/** What an ExternalSecret or a PushSecret can be, as the module says. */
export const STATES = [
  'failing',
  'noTarget',
  'deleted',
  'sourceDeleted',
  'retained',
  'pending',
  'unknown',
  'synced',
  'pushed',
] as const;

export type DeliveryState = (typeof STATES)[number];

export const STATE_TONES: Record<DeliveryState, Tone> = {
  failing: 'bad',
  noTarget: 'warning',
  deleted: 'warning',
  sourceDeleted: 'warning',
  retained: 'warning',
  pending: 'info',
  unknown: 'unknown',
  synced: 'good',
  pushed: 'good',
};

const NAMES: Record<string, DeliveryState> = {
  'no-target': 'noTarget',
  'source-deleted': 'sourceDeleted',
};

/** A state as the module spells it; one that this page does not know is not known. */
export function deliveryStateOf(word: unknown): DeliveryState {
  const name = NAMES[String(word)] ?? String(word);
  return STATES.find(each => each === name) ?? 'unknown';
}
