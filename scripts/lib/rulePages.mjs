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
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const style = prettier.resolveConfig.sync(fileURLToPath(import.meta.url));

const NAV_ENTRY = /^ +- .+: rules\/([a-z-]+)\.md\n/gm;
const ROWS = /(?:^\| \[`[a-z-]+`\]\(rules\/.*\n)+/m;

/**
 * The documentation of the rules, by what they say themselves. Pages and rows of
 * rules that bring no page stay as they are written.
 *
 * @param {{ id: string, words?: { title: string, remedy: string }, page?: { says: string, severity: string, text: string } }[]} rules
 * @param {{ pages: Record<string, string>, table: string, nav: string }} docs
 */
export function deriveRulePages(rules, docs) {
  const pages = { ...docs.pages };
  let { table } = docs;
  for (const { id, words, page } of rules) {
    if (words && page) {
      pages[id] = format(
        `# ${
          words.title
        }: \`${id}\`\n\n${page.text.trim()}\n\n## What to do\n\n${
          words.remedy
        }\n`,
      );
      table = withRow(table, id, page);
    }
  }
  return {
    pages: Object.fromEntries(Object.entries(pages).sort(byName)),
    table: table === docs.table ? table : format(table),
    nav: navOf(docs.nav, pages),
  };
}

function withRow(table, id, { says, severity }) {
  const row = `| [\`${id}\`](rules/${id}.md) | ${says} | ${severity} |\n`;
  return table.replace(ROWS, rows => {
    const others = rows
      .split(/(?<=\n)/)
      .filter(each => !each.startsWith(`| [\`${id}\`]`));
    return others.join('') + row;
  });
}

/** One entry a page, in the order of their titles. */
function navOf(nav, pages) {
  const entries = Object.entries(pages)
    .map(([id, text]) => [/^# (.+): `/.exec(text)[1], id])
    .sort(byName);
  const indent = ' '.repeat(nav.match(/^ +(?=- .+: rules\/)/m)[0].length);
  const first = nav.search(NAV_ENTRY);
  const rest = nav.replace(NAV_ENTRY, '');
  return (
    rest.slice(0, first) +
    entries
      .map(([title, id]) => `${indent}- ${title}: rules/${id}.md\n`)
      .join('') +
    rest.slice(first)
  );
}

function format(markdown) {
  return prettier.format(markdown, { ...style, parser: 'markdown' });
}

function byName([one], [other]) {
  return one < other ? -1 : 1;
}
