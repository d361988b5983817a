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

import { ADDRESSES, isAddress } from './addresses';
import { DOCUMENTS } from './documents';
import type { CredentialClass } from './types';
import { WORD_FORMATS } from './wordFormats';

const WHOLE = WORD_FORMATS.map(format => ({
  format,
  whole: new RegExp(`^(?:${format.pattern})$`),
}));

/**
 * The published format that a text as a whole has, if it has one: a token, an
 * address that lets in whoever has it, or a file of credentials. It tells the form
 * alone: a wrong checksum does not matter to it.
 *
 * @public
 */
export function formatOf(
  text: string,
): { detector: string; class: CredentialClass } | undefined {
  const found =
    WHOLE.find(({ whole }) => whole.test(text))?.format ??
    (isAddress(text)
      ? ADDRESSES.find(({ pattern }) => text.search(pattern) >= 0)
      : DOCUMENTS.find(
          ({ marks, credential }) =>
            marks.every(mark => mark.test(text)) &&
            text.search(credential) >= 0,
        ));
  return found && { detector: found.id, class: found.class };
}
