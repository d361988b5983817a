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

import { useMemo } from 'react';
import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import {
  type Finding,
  type ValueAge,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsTranslationRef } from '../translation';
import { causeText } from './causeText';
import { durationOf, type Duration } from './duration';
import { findingFacts, type FindingFact } from './findingFacts';
import { findingText, findingTitle } from './findingText';
import {
  CLASS_MESSAGES,
  EVENT_MESSAGES,
  FINDING_EVENT_MESSAGES,
  HOW_MESSAGES,
  RULE_MESSAGES,
  WHY_MESSAGES,
} from './messages';

type Translate = TranslationFunction<typeof secretsTranslationRef.T>;

/** The messages that need no arguments, of those that the API's words stand for. */
type PlainKey =
  | Values<typeof CLASS_MESSAGES>
  | Values<typeof EVENT_MESSAGES>
  | Values<typeof FINDING_EVENT_MESSAGES>
  | Values<typeof HOW_MESSAGES>
  | Values<typeof WHY_MESSAGES>;
type Values<T> = T[keyof T];

/** Rights over Secrets that are one verb; the same in every language. */
const VERBS: Record<string, string> = {
  'get-secrets': 'get',
  'list-secrets': 'list',
  'watch-secrets': 'watch',
  'patch-secrets': 'patch',
  'delete-collection-of-secrets': 'deletecollection',
};

/** What a value's age says: the interval, how it is known, and its instants. */
export interface AgeText {
  text: string;
  basis: string;
  absolute?: string;
  isKnown: boolean;
}

/** The translated words, and phrases made of them. */
export interface SecretsText {
  t: Translate;
  duration(milliseconds: number): string;
  /** `at` relative to `now`. */
  relative(at: string, now: number): string;
  absolute(at: string): string;
  age(age: ValueAge, now: number): AgeText;
  secretClass(name: string): string;
  how(name: string): string;
  /** Why something has to be done, or not, when a secret gets another value. */
  why(name: string): string;
  /** Rights, by their ids: verbs as Kubernetes spells them, then a few words for others. */
  rights(ids: readonly string[]): string[];
  event(name: string): string;
  deliverer(kind: string): string;
  /** Why a delivery fails. */
  cause(name: string): string;
  /** The title of a rule; of one that this page does not know as the API has it. */
  rule(id: string, title?: string): string;
  /** What a finding is called. */
  title(finding: Finding): string;
  /** What a finding says, in a sentence. */
  finding(finding: Finding): string;
  /** How a finding is known, in sentences. */
  facts(finding: Finding): FindingFact[];
  /** What to do about findings of a rule; undefined for a rule that this page does not know. */
  remedy(rule: string): string | undefined;
  findingEvent(name: string): string;
}

export function useSecretsText(): SecretsText {
  const { t } = useTranslationRef(secretsTranslationRef);
  return useMemo(() => createText(t), [t]);
}

function createText(t: Translate): SecretsText {
  const say = (duration: Duration) =>
    duration.count === 0
      ? t('time.subSecond')
      : t(`time.${duration.unit}`, { count: duration.count });
  const duration = (milliseconds: number) => say(durationOf(milliseconds));

  const relative = (at: string, now: number) => {
    const difference = now - Date.parse(at);
    // The time moves in steps, and other clocks run a little ahead.
    if (difference < 5_000 && difference > -60_000) {
      return t('time.now');
    }
    return difference > 0
      ? t('time.ago', { duration: duration(difference) })
      : t('time.ahead', { duration: duration(-difference) });
  };

  return {
    t,
    duration,
    relative,
    absolute,
    age: (age, now) => ageText(t, say, age, now),
    secretClass: name => known(t, CLASS_MESSAGES, name),
    how: name => known(t, HOW_MESSAGES, name),
    why: name => known(t, WHY_MESSAGES, name),
    rights: ids => [
      ...Object.keys(VERBS).flatMap(id => (ids.includes(id) ? VERBS[id] : [])),
      ...ids
        .filter(id => !Object.hasOwn(VERBS, id))
        .map(id => id.replaceAll('-', ' ')),
    ],
    event: name => known(t, EVENT_MESSAGES, name),
    deliverer: kind => delivererText(t, kind),
    cause: name => causeText(t, name),
    rule: (id, title) => {
      const messages = ruleMessages(id);
      return messages ? t(messages[0]) : title ?? id;
    },
    title: finding => findingTitle(t, finding),
    finding: finding => findingText(t, finding),
    facts: finding => findingFacts(t, finding),
    remedy: rule => {
      const messages = ruleMessages(rule);
      return messages && t(messages[1]);
    },
    findingEvent: name => known(t, FINDING_EVENT_MESSAGES, name),
  };
}

function ruleMessages(id: string) {
  return Object.hasOwn(RULE_MESSAGES, id)
    ? RULE_MESSAGES[id as keyof typeof RULE_MESSAGES]
    : undefined;
}

function delivererText(t: Translate, kind: string) {
  switch (kind) {
    case 'by hand':
      return t('deliverer.byHand');
    case 'unknown':
      return t('notKnown');
    default:
      return kind;
  }
}

function absolute(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : date.toLocaleString(undefined, {
        dateStyle: 'medium',
        timeStyle: 'long',
      });
}

/** A newer back end may know words that this page does not: they stand as they are. */
function known(
  t: Translate,
  messages: Record<string, PlainKey>,
  name: string,
): string {
  return Object.hasOwn(messages, name) ? t(messages[name]) : name;
}

function ageText(
  t: Translate,
  say: (duration: Duration) => string,
  age: ValueAge,
  now: number,
): AgeText {
  const { earliest, latest } = age;
  const isExact = Boolean(earliest) && earliest === latest;
  const basis = basisText(t, age, isExact);
  const most = earliest ? durationOf(now - Date.parse(earliest)) : undefined;
  const least = latest ? durationOf(now - Date.parse(latest)) : undefined;

  if (most && least && earliest && latest) {
    if (isExact) {
      return {
        text: say(least),
        basis,
        absolute: t('age.exactly', { at: absolute(earliest) }),
        isKnown: true,
      };
    }
    const bounds = t('age.bounds', {
      earliest: absolute(earliest),
      latest: absolute(latest),
    });
    if (most.unit === least.unit) {
      const text =
        most.count === least.count
          ? say(most)
          : t('age.sameUnit', { least: String(least.count), most: say(most) });
      return { text, basis, absolute: bounds, isKnown: true };
    }
    return {
      text: t('age.between', { least: say(least), most: say(most) }),
      basis,
      absolute: bounds,
      isKnown: true,
    };
  }
  if (least && latest) {
    return {
      text: t('age.atLeast', { least: say(least) }),
      basis,
      absolute: t('age.before', { latest: absolute(latest) }),
      isKnown: true,
    };
  }
  if (most && earliest) {
    return {
      text: t('age.atMost', { most: say(most) }),
      basis,
      absolute: t('age.after', { earliest: absolute(earliest) }),
      isKnown: true,
    };
  }
  return { text: t('notKnown'), basis, isKnown: false };
}

function basisText(t: Translate, age: ValueAge, isExact: boolean): string {
  switch (age.basis) {
    case 'source':
      return t('age.basis.source');
    case 'observed':
      return isExact ? t('age.basis.exactObserved') : t('age.basis.observed');
    case 'managed-fields':
      return t('age.basis.managedFields');
    case 'creation':
      return t('age.basis.creation');
    default:
      return t('age.basis.unknown');
  }
}
