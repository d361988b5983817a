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

import { platformOf, type PlatformMarks, unknownMarkOf } from '../platforms';
import type {
  PlatformSecret,
  PlatformSettings,
  Rule,
  RuleSettings,
  SecretFacts,
} from '../facts';
import { ANY_KIND } from '../facts/unlistedKindsIn';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So many are named. */
const MOST_KINDS = 3;

/**
 * Whether somebody uses a secret, as far as references tell.
 *
 * - `used`: something refers to it, or is known to read it without a reference (`platform`)
 * - `unknown`: something may refer to it (`doubt`), or it was not watched for long
 *   enough; `observedDays` says how long
 * - `idle`: no reference for `idleDays`, yet not for long enough
 * - `unused`: no reference for the whole period
 *
 * @public
 */
export type Usage =
  | { state: 'used'; platform?: string }
  | { state: 'unknown'; observedDays: number }
  | { state: 'unknown'; doubt: UsageDoubt }
  | { state: 'idle' | 'unused'; since: string; idleDays: number };

/**
 * Why it is not known whether somebody uses a secret.
 *
 * @public
 */
export interface UsageDoubt {
  /**
   * - `possibleConsumer`: something refers to a secret of its name in a namespace that
   *   is not known, or would refer to it if it were rolled back
   * - `type`, `label`: something that is not known may look for secrets of its type, or
   *   with one of its labels
   * - `unlistedKind`: objects of a custom kind may use it, and are not seen
   */
  kind: 'possibleConsumer' | 'type' | 'label' | 'unlistedKind';
  /** What it is about: the consumers, the type, the key of the label, the kinds (`*` where it is not known which). */
  of: string;
}

/**
 * What decides about the usage of secrets.
 *
 * @public
 */
export type UsageSettings = PlatformSettings & Pick<RuleSettings, 'unusedDays'>;

/**
 * How a secret is used.
 *
 * @public
 */
export function usageOf(
  secret: PlatformMarks &
    Pick<
      SecretFacts,
      | 'consumerCount'
      | 'createdAt'
      | 'lastConsumedAt'
      | 'observedSince'
      | 'possibleConsumers'
      | 'unlistedKinds'
    >,
  settings: UsageSettings & Pick<RuleSettings, 'now'>,
): Usage {
  if (secret.consumerCount > 0) {
    return { state: 'used' };
  }
  const platform = platformOf(secret, settings);
  if (platform) {
    return { state: 'used', platform: nameOf(platform) };
  }
  const doubt = doubtOf(secret, settings);
  if (doubt) {
    return { state: 'unknown', doubt };
  }
  const { observedSince, createdAt = '', lastConsumedAt = '' } = secret;
  const daysSince = (instant: string) =>
    Math.floor((Date.parse(settings.now) - Date.parse(instant)) / DAY_MS);
  if (observedSince === undefined) {
    return { state: 'unknown', observedDays: 0 };
  }
  const observedDays = Math.max(0, daysSince(observedSince));
  if (observedDays < settings.unusedDays) {
    return { state: 'unknown', observedDays };
  }
  const since = [observedSince, createdAt, lastConsumedAt].reduce((a, b) =>
    a > b ? a : b,
  );
  const idleDays = Math.max(0, daysSince(since));
  return {
    state: idleDays < settings.unusedDays ? 'idle' : 'unused',
    since,
    idleDays,
  };
}

/**
 * Nothing has referred to a secret for some time. Whether somebody reads it
 * through the API server all the same is not known without an audit log, and said.
 */
export const unused: Rule = {
  id: 'unused',
  judge(secret, settings) {
    const usage = usageOf(secret, settings);
    if (!secret.exists || usage.state === 'used') {
      return { verdicts: [] };
    }
    if (usage.state !== 'unused') {
      if ('doubt' in usage) {
        return { verdicts: [] };
      }
      const since = usage.state === 'idle' ? usage.since : secret.observedSince;
      return {
        verdicts: [],
        ...(since
          ? {
              reviewAt: new Date(
                Date.parse(since) + settings.unusedDays * DAY_MS,
              ).toISOString(),
            }
          : {}),
      };
    }
    return {
      verdicts: [
        {
          rule: 'unused',
          item: '',
          severity: 'low',
          evidence: {
            since: usage.since,
            basis: 'no-reference',
            ...(secret.lastConsumedAt
              ? { lastConsumedAt: secret.lastConsumedAt }
              : {}),
          },
        },
      ],
    };
  },
};

function nameOf({ platform, reader }: PlatformSecret): string {
  return reader === undefined ? platform : `${platform} (${reader})`;
}

function doubtOf(
  secret: PlatformMarks &
    Pick<SecretFacts, 'possibleConsumers' | 'unlistedKinds'>,
  settings: PlatformSettings,
): UsageDoubt | undefined {
  const { possibleConsumers = [], unlistedKinds = [] } = secret;
  if (possibleConsumers.length > 0) {
    return { kind: 'possibleConsumer', of: possibleConsumers.join(', ') };
  }
  return unknownMarkOf(secret, settings) ?? unlistedDoubt(unlistedKinds);
}

/** What can be named is; that there may be others tells nothing then. */
function unlistedDoubt(kinds: readonly string[]): UsageDoubt | undefined {
  const named = kinds.filter(kind => kind !== ANY_KIND);
  const shown = named.slice(0, MOST_KINDS).join(', ');
  const more = named.length - MOST_KINDS;
  if (named.length > 0) {
    const of = more > 0 ? `${shown} and ${more} more` : shown;
    return { kind: 'unlistedKind', of };
  }
  return kinds.length > 0 ? { kind: 'unlistedKind', of: ANY_KIND } : undefined;
}
