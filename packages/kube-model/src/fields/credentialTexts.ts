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

import { formatOf } from '@keyward/secret-scan';

/** Of shorter ones nothing can be told. */
const SHORTEST = 12;
/** Longer ones nobody gives to an entry that a field names. */
const LONGEST_KEY = 63;
/** So long a run of letters and digits is random unless it is made of words. */
const LONG_RUN = 20;
/** In so long a run the changes between letters and digits tell. */
const VARIED_RUN = SHORTEST;
const MOST_CHANGES_OF_RUN = 3;
const MOST_CHANGES = 7;

const RUN = /[A-Za-z0-9]+/g;
const CHANGE = /[A-Za-z](?=\d)|\d(?=[A-Za-z])/g;
const DIGEST = /^(?=.*\d)(?:[0-9a-f]{16,}|[0-9A-F]{16,})$/;
/** The words of `googleOauth2ClientSecret`. */
const WORD = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;
const VOWEL = /[aeiouy]/i;

/**
 * Whether a text that stands where a name may stand looks like something that a
 * machine made to be kept secret: a published format, a digest, a UUID or a long
 * run of letters and digits that are no words. Suffixes that Kubernetes and
 * Kustomize put to names are shorter.
 */
export function looksLikeCredential(text: string): boolean {
  return (
    text.length >= SHORTEST &&
    (formatOf(text) !== undefined ||
      changesIn(text) > MOST_CHANGES ||
      (text.match(RUN) ?? []).some(
        run =>
          DIGEST.test(run) ||
          (run.length >= VARIED_RUN && changesIn(run) > MOST_CHANGES_OF_RUN) ||
          (run.length >= LONG_RUN && !isOfWords(run)),
      ))
  );
}

/** Whether a text that is said to be the key of an entry looks like one. */
export function looksLikeKey(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.length <= LONGEST_KEY &&
    !looksLikeCredential(text)
  );
}

function changesIn(text: string): number {
  return text.match(CHANGE)?.length ?? 0;
}

/** Whether most letters are in what can be words. */
function isOfWords(run: string): boolean {
  const words = run.match(WORD) ?? [];
  const sayable = words.filter(word => word.length > 2 && VOWEL.test(word));
  const letters = words.join('').length;
  return letters > 0 && sayable.join('').length >= letters * 0.75;
}
