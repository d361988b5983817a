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

import { scanText } from '@keyward/secret-scan';

/** What must not be in a text that others read. */
export type FreeTextProblem = 'value' | 'credential';

/** Shorter values are in texts by chance. */
const SHORTEST = 6;

/**
 * Looks for secrets in what somebody writes for others: the reason of a request
 * stands in the pull request.
 *
 * @param values - those of the form, of which none may stand there
 */
export function checkFreeText(
  text: string,
  values: readonly Uint8Array[],
): FreeTextProblem | undefined {
  const decoder = new TextDecoder();
  const holdsValue = values.some(value => {
    const plain = decoder.decode(value).trim();
    return plain.length >= SHORTEST && text.includes(plain);
  });
  if (holdsValue) {
    return 'value';
  }
  return scanText(text).length > 0 ? 'credential' : undefined;
}
