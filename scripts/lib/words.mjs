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

/**
 * @typedef {{ use: string, not: string[] }} Term
 */

/**
 * The glossary of CONTRIBUTING.md: its table with the columns Use and Not.
 *
 * @param {string} markdown
 * @returns {Term[]}
 */
export function glossaryOf(markdown) {
  const rows = markdown.split('\n').map(line => line.trim());
  const start = rows.findIndex(row => /^\| Use +\| Not +\|$/.test(row));
  const table = rows.slice(start + 2);
  const end = table.findIndex(row => !row.startsWith('|'));
  return (end === -1 ? table : table.slice(0, end)).map(row => {
    const [, use, not] = row.split('|');
    return {
      use: use.trim(),
      not: [...not.matchAll(/`([^`]+)`/g)].map(([, phrase]) => phrase),
    };
  });
}

/**
 * Where a text has words that the glossary replaces.
 *
 * @param {string} text
 * @param {Term[]} terms
 * @returns {string[]} as `line 3: "chosen", use: selected`
 */
export function wordsToReplace(text, terms) {
  // A phrase may go over the end of a line, so that lines are counted after.
  return terms.flatMap(({ use, not }) =>
    not.flatMap(phrase =>
      [
        ...text.matchAll(
          new RegExp(`\\b${phrase.replaceAll(' ', '\\s+')}\\b`, 'gi'),
        ),
      ].map(
        ({ 0: found, index }) =>
          `line ${text.slice(0, index).split('\n').length}: "${found.replace(
            /\s+/g,
            ' ',
          )}", use: ${use}`,
      ),
    ),
  );
}

/**
 * Markdown without its code, which has words of its own; lines stay where they are.
 *
 * @param {string} markdown
 */
export function proseOf(markdown) {
  return markdown
    .replace(/^```[\s\S]*?^```/gm, blank)
    .replace(/`[^`\n]*`/g, blank);
}

/**
 * The texts in a file of messages; lines stay where they are.
 *
 * @param {string} source - TypeScript
 */
export function messagesOf(source) {
  let end = 0;
  let texts = '';
  for (const match of source.matchAll(/'(?:[^'\\\n]|\\.)*'|"[^"\n]*"/g)) {
    texts += blank(source.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return texts;
}

function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}
