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

import type { ResourceRule } from '@keyward/findings';
import { bareName, CONTROLLER, dayOf, pageOf } from './common';

const DAY_MS = 86_400_000;
/** The default of controllers, by which their keys are meant to be renewed. */
const DEFAULT_PERIOD_MS = 30 * DAY_MS;
const GRACE_MS = DAY_MS;
const AHEAD_MS = 7 * DAY_MS;

/**
 * The newest key is older than it should be: by a day where the controller renews keys
 * itself, so that it failed to; and where it does not, a week before 30 days are over.
 */
export const sealingKeyAge: ResourceRule = {
  id: 'sealing-key-age',
  title: 'Sealing key due for renewal',
  sentence: ({ name, evidence: { renewal, newestKeyAt } }) => {
    const made = `the newest sealing key of ${bareName(name)} is of ${dayOf(
      newestKeyAt,
    )}`;
    switch (renewal) {
      case 'on':
        return `The controller should have renewed its key and did not: ${made}`;
      case 'off':
        return `The controller does not renew its keys, and ${made}`;
      default:
        return `Whether the controller renews its keys is not known, and ${made}`;
    }
  },
  remedy:
    'Look at the log of the controller if it should renew its keys by itself. Otherwise set --key-renew-period, or have it make a key by hand (SIGUSR1, or --key-cutoff-time).',
  docsUrl: pageOf('sealing-key-age'),
  about: CONTROLLER,
  judge({ attributes }, { now }) {
    const { renewal, renewalSeconds, keysKnown, newestKeyAt } = attributes;
    if (!keysKnown || typeof newestKeyAt !== 'string') {
      return { verdicts: [] };
    }
    const made = Date.parse(newestKeyAt);
    const dueAt =
      renewal === 'off'
        ? made + DEFAULT_PERIOD_MS
        : made +
          (typeof renewalSeconds === 'number'
            ? renewalSeconds * 1000
            : DEFAULT_PERIOD_MS);
    const toldAt = renewal === 'off' ? dueAt - AHEAD_MS : dueAt + GRACE_MS;
    if (Date.parse(now) < toldAt) {
      return { verdicts: [], reviewAt: isoOf(toldAt) };
    }
    return {
      verdicts: [
        {
          item: '',
          severity: renewal === 'on' ? 'medium' : 'low',
          evidence: { renewal: String(renewal), newestKeyAt },
          ...(renewal === 'off' ? { dueAt: isoOf(dueAt) } : {}),
        },
      ],
    };
  },
};

/** A period of 200 years is one that never ends. */
function isoOf(ms: number): string {
  return new Date(Math.min(ms, 8.64e15)).toISOString();
}
