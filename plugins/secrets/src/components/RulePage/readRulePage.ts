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

import pages from './rulePages.json';

/** The page about a rule, ready to be shown here; undefined where there is none. */
export function readRulePage(
  rule: string,
  linkTo: (rule: string) => string,
): string | undefined {
  if (!Object.hasOwn(pages, rule)) {
    return undefined;
  }
  return (
    pages[rule as keyof typeof pages]
      // The title is in the header.
      .replace(/^# .*\n+/, '')
      .replace(/\[([^\]]+)\]\(([a-z-]+)\.md\)/g, (_, words, other) =>
        Object.hasOwn(pages, other) ? `[${words}](${linkTo(other)})` : words,
      )
      // Other documents are not in the portal.
      .replace(/\[([^\]]+)\]\((?!https:|\/)[^)]*\)/g, '$1')
  );
}
