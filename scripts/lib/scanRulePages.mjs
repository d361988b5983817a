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

const INTRO = `# Rules of the scanner

What \`keyward scan\` and the collection find, each with the place where its format is documented. \`keyward scan --explain RULE\` says the
same on a terminal. To leave a finding out, see [Scanning for credentials](scan.md#leave-something-out).
`;

const ROTATE = `Rotate the credential first, where it was issued: whoever can read the text has it. Then take it out of the text, and have the service
read it from a Secret or from a secret manager. Deleting the line does not delete it from a Git history.`;

const NO_CREDENTIAL =
  'If it is none, put `keyward:allow` into a comment on its line, or';

/**
 * The pages of the scanner's rules, and the table that leads to them.
 *
 * @param {{ id: string, class: string, title: string, form: string, source: string, byName: boolean, remedy?: string }[]} rules
 * @returns {{ table: string, pages: Record<string, string> }} the pages by the id of the rule
 */
export function makeScanRulePages(rules) {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = [
    ['Rule', 'Finds', 'Class'],
    ...sorted.map(({ id, title, class: kind }) => [
      `[${id}](scan-rules/${id}.md)`,
      title,
      kind,
    ]),
  ];
  return {
    table: `${INTRO}\n${tableOf(rows)}\n`,
    pages: Object.fromEntries(sorted.map(rule => [rule.id, pageOf(rule)])),
  };
}

function pageOf({ id, class: kind, title, form, source, byName, remedy }) {
  const inExamples = '; low in tests, examples, translations and documentation';
  const confidence = byName ? `medium${remedy ? '' : inExamples}` : 'high';
  return `# ${title}: \`${id}\`

${form.replace(/"([^"]*)"/g, '`$1`')}.

${
  remedy
    ? ''
    : `- Class: ${kind}
`
}- Confidence: ${confidence}
- Source: <${source}>

## What to do

${remedy ?? ROTATE}

${remedy ? 'To leave it out,' : NO_CREDENTIAL} see
[how findings are left out](../scan.md#leave-something-out).
`;
}

/** A table as Prettier formats it. */
function tableOf(rows) {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  const lineOf = row =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`;
  return [lineOf(rows[0]), rule, ...rows.slice(1).map(lineOf)].join('\n');
}
