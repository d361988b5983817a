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

import {
  type RequestEvent,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';

/** The states of requests, in their order. */
export const REQUEST_STATES = [
  'preparing',
  'opened',
  'merged',
  'applied',
  'unsealed',
  'used',
  'delivered',
  'closed',
  'withdrawn',
  'failed',
] as const satisfies readonly SecretRequest['state'][];

/** The steps of a request that people follow, in their order. */
const STEPS = ['opened', 'merged', 'applied', 'unsealed', 'used'] as const;

const ENDED_EARLY: readonly string[] = ['closed', 'withdrawn', 'failed'];

export type StepState = 'done' | 'current' | 'blocked' | 'waiting' | 'stopped';

/** A step of one request. */
export interface StepProgress {
  /** `delivered` where nothing refers to the Secret, in the place of `used`. */
  step: (typeof STEPS)[number] | 'delivered';
  state: StepState;
  /** When it was reached, as far as that is known. */
  at?: string;
}

/**
 * How far a request has come.
 *
 * @param history - the changes of its state, where they are known
 */
export function stepsOf(
  request: SecretRequest,
  history: readonly RequestEvent[] = [],
): StepProgress[] {
  const { state, blocked } = request;
  const reached = reachedOf(request, history);
  return STEPS.map((name, position) => {
    const step = name === 'used' && state === 'delivered' ? 'delivered' : name;
    if (position <= reached) {
      return { step, state: 'done', at: timeOf(step, request, history) };
    }
    if (ENDED_EARLY.includes(state)) {
      return { step, state: 'stopped' };
    }
    if (position > reached + 1) {
      return { step, state: 'waiting' };
    }
    return { step, state: blocked ? 'blocked' : 'current' };
  });
}

/** The position of the last step that was reached; -1 before the first. */
function reachedOf(
  { state, change }: SecretRequest,
  history: readonly RequestEvent[],
): number {
  return Math.max(
    positionOf(state),
    ...history.map(event => positionOf(event.state)),
    change ? positionOf('opened') : -1,
    change?.mergedAt ? positionOf('merged') : -1,
  );
}

function positionOf(state: string): number {
  return STEPS.findIndex(
    step => step === (state === 'delivered' ? 'used' : state),
  );
}

function timeOf(
  step: StepProgress['step'],
  { state, change, updatedAt }: SecretRequest,
  history: readonly RequestEvent[],
): string | undefined {
  const event = history.find(each => each.state === step);
  if (event) {
    return event.at;
  }
  if (step === 'merged' && change?.mergedAt) {
    return change.mergedAt;
  }
  return step === state ? updatedAt : undefined;
}
