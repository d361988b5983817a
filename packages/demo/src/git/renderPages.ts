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

import type { SimulatedPull, SimulatedRepository } from './SimulatedRepository';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: light-dark(#1f2328, #e6edf3); background: light-dark(#fff, #0d1117); }
header { padding: .75rem 1.5rem; background: light-dark(#fff3cd, #3b2f00); }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
a { color: light-dark(#0550ae, #79c0ff); }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem; border: 1px solid light-dark(#d1d9e0, #3d444d); border-radius: 6px; font-size: .8125rem; margin: 0; }
ins { text-decoration: none; background: light-dark(#dafbe1, #12361f); }
del { text-decoration: none; background: light-dark(#ffebe9, #4a1d1d); }
form { display: inline-block; margin: 1rem .5rem 0 0; }
button { font: inherit; padding: .4rem 1rem; border-radius: 6px; border: 1px solid light-dark(#d1d9e0, #3d444d); background: transparent; color: inherit; cursor: pointer; }
button.main { background: #1a7f37; border-color: #1a7f37; color: #fff; }
.state { font-weight: 600; }
li { overflow-wrap: anywhere; }
`;

const STATES = { open: 'Open', merged: 'Merged', closed: 'Closed' } as const;
/** Of a difference, so many lines around what changed are shown. */
const CONTEXT_LINES = 3;

/** The page of a repository: its files and its pull requests. */
export function renderRepository(
  repository: SimulatedRepository,
  url: string,
): string {
  const { name, defaultBranch, pulls } = repository;
  const { files } = repository.read(defaultBranch);
  return page(
    name,
    `<h1>${text(name)}</h1>
<h2>Pull requests</h2>
${
  pulls.length === 0
    ? '<p>No pull requests yet.</p>'
    : `<ul>${[...pulls]
        .reverse()
        .map(
          pull =>
            `<li><a href="${text(url)}/pulls/${pull.number}">#${
              pull.number
            } ${text(pull.title)}</a> · ${STATES[pull.state]}</li>`,
        )
        .join('')}</ul>`
}
<h2>Files of ${text(defaultBranch)}</h2>
<ul>${[...files.keys()]
      .sort()
      .map(path => `<li>${text(path)}</li>`)
      .join('')}</ul>`,
  );
}

/** The page of a pull request, on which it is merged or closed. */
export function renderPull(
  repository: SimulatedRepository,
  pull: SimulatedPull,
  url: string,
  statuses: ReadonlyMap<string, string>,
): string {
  const address = `${url}/pulls/${pull.number}`;
  const isOpen = pull.state === 'open';
  const isMergeable = isOpen && repository.isMergeable(pull);
  const title = `${pull.title} #${pull.number}`;
  return page(
    title,
    `<p><a href="${text(url)}">${text(repository.name)}</a></p>
<h1>${text(title)}</h1>
<p><span class="state">${STATES[pull.state]}</span> · ${text(
      pull.branch,
    )} into ${text(pull.base)}</p>
<pre>${text(pull.body)}</pre>
${[...statuses]
  .map(([name, state]) => `<p>${text(name)}: ${text(state)}</p>`)
  .join('')}
${pull.comments
  .map(({ at, text: said }) => `<p>${text(at)}: ${text(said)}</p>`)
  .join('')}
${isMergeable ? button(`${address}/merge`, 'Merge pull request', 'main') : ''}
${isOpen && !isMergeable ? '<p>It conflicts with its base.</p>' : ''}
${isOpen ? button(`${address}/close`, 'Close') : ''}
${
  pull.state === 'merged'
    ? '<p>The simulated cluster applies it now. You can go back to Keyward and follow the request.</p>'
    : ''
}
${repository
  .differencesOf(pull)
  .map(
    ({ path, before = '', after }) =>
      `<h2>${text(path)}</h2><pre>${difference(before, after)}</pre>`,
  )
  .join('')}`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(
    title,
  )} · simulated Git host</title><style>${STYLE}</style></head>
<body><header>This Git host is simulated. It is part of <code>npm start</code>; nothing leaves this computer.</header>
<main>${body}</main></body>
</html>`;
}

function button(action: string, label: string, kind = ''): string {
  return `<form method="post" action="${text(
    action,
  )}"><button class="${kind}">${label}</button></form>`;
}

/** The lines that differ, those at the beginning and the end that do not left out but for a few. */
function difference(before: string, after: string): string {
  const old = before === '' ? [] : before.trimEnd().split('\n');
  const made = after.trimEnd().split('\n');
  let start = 0;
  while (start < old.length && old[start] === made[start]) {
    start += 1;
  }
  let end = 0;
  while (
    end < Math.min(old.length, made.length) - start &&
    old.at(-1 - end) === made.at(-1 - end)
  ) {
    end += 1;
  }
  return [
    ...made
      .slice(Math.max(0, start - CONTEXT_LINES), start)
      .map(line => `  ${text(line)}`),
    ...old
      .slice(start, old.length - end)
      .map(line => `<del>- ${text(line)}</del>`),
    ...made
      .slice(start, made.length - end)
      .map(line => `<ins>+ ${text(line)}</ins>`),
    ...made
      .slice(made.length - end, made.length - end + CONTEXT_LINES)
      .map(line => `  ${text(line)}`),
  ].join('\n');
}

/** Text as HTML. */
function text(value: string): string {
  return value.replace(
    /[&<>"']/g,
    character => `&#${character.codePointAt(0)};`,
  );
}
