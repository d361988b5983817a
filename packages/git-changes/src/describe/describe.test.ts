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

import { codeSpan, describeChange } from '.';
import { targetOf } from '../__testUtils__/repository';

describe('codeSpan', () => {
  it.each([
    ['plain', '`plain`'],
    ['  two\nlines\r\n\u2028 ', '`two lines`'],
    ['a `b` c', '``a `b` c``'],
    ['``', '``` `` ```'],
    ['', '–'],
    ['\u202e', '–'],
  ])('writes %j as %s', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  it('shortens long text, and leaves no half character', () => {
    const span = codeSpan('😀'.repeat(1000));
    expect([...span]).toHaveLength(503);
    expect(span).toMatch(/…`$/);
  });
});

/** What is left of a text of Markdown without code spans, code blocks and links. */
function outsideOfCode(markdown: string): string {
  return markdown
    .replace(/```sh\n[\s\S]*?\n```/g, '')
    .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
    .replace(/<https:\/\/[^<>\s]+>/g, '');
}

describe('describeChange', () => {
  const describeIt = (more: object = {}) =>
    describeChange({
      targets: [
        {
          target: targetOf({
            reference: {
              kind: 'Deployment',
              name: 'web',
              use: { as: 'envFrom' },
              reload: true,
            },
          }),
          planned: {
            path: 'apps/shop/db.sealedsecret.yaml',
            isNew: true,
            added: ['password'],
            replaced: [],
          },
          cluster: 'production',
          certificate: 'ab'.repeat(32),
        },
      ],
      warnings: [],
      entity: 'component:default/shop',
      requester: 'user:default/ada',
      reason: 'The database moves',
      link: 'https://portal.example.com/secrets/requests/1',
      ...more,
    });

  it('says what, why, which risk, how to check and how to roll back', () => {
    const { title, body } = describeIt();
    expect(title).toBe('Add sealed secret shop/db');
    expect(body.match(/^## .*$/gm)).toEqual([
      '## What',
      '## Why',
      '## Risk',
      '## How to check',
      '## How to roll back',
      '## Request',
    ]);
    expect(body).toContain('`shop/db` in cluster `production`, scope strict');
    expect(body).toContain('new values: `password`');
    expect(body).toContain(
      '`user:default/ada` requests it for `component:default/shop`: `The database moves`',
    );
    expect(body).toContain('`Deployment web` refers to it (envFrom)');
    expect(body).toContain('<https://portal.example.com/secrets/requests/1>');
  });

  it.each([
    ['a mention', '@admin please'],
    ['a closing keyword', 'fixes #1, closes group/project#2'],
    ['a command of GitLab', '/merge\n/approve'],
    ['a link', '[x](javascript:alert(1))'],
    ['an image', '![x](https://evil.example.com/x.png)'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['the end of a span', '` @admin `` fixes #1 ```'],
    ['a block', '```\n@admin\n```'],
    ['a heading', '\n\n## Approved by @admin\n'],
    ['a trailer', '\n\nCo-authored-by: @admin <a@example.com>'],
  ])('lets %s do nothing, wherever people write', (_, text) => {
    const { title, body } = describeIt({
      reason: text,
      requester: text,
      entity: text,
    });
    expect(title).toBe('Add sealed secret shop/db');
    const outside = outsideOfCode(body);
    expect(outside).not.toMatch(
      /[@#][a-z0-9]|fixes|closes|evil|onerror|javascript/i,
    );
    expect(body).not.toMatch(/^\s*\//m);
    expect(body.match(/^## /gm)).toHaveLength(6);
  });

  it('names the risk of replaced values and of large manifests', () => {
    const { body, title } = describeIt({
      targets: [
        {
          target: targetOf({ mode: 'replace' }),
          planned: { path: 'a.yaml', isNew: false, added: [], replaced: ['k'] },
          cluster: 'c',
          certificate: 'ab',
        },
      ],
      warnings: [
        {
          code: 'server-side-apply',
          where: 'a.yaml',
          message: 'It is large.',
          remedy: 'Apply it server-side.',
        },
      ],
    });
    expect(title).toBe('Update sealed values of shop/db');
    expect(body).toContain('replaced values: `k`');
    expect(body).toContain('- `a.yaml`: It is large. Apply it server-side.');
    expect(body).toContain('the previous sealed values are applied again');
  });

  it('takes no link that is no page', () => {
    expect(() => describeIt({ link: 'data:text/html,x' })).toThrow(TypeError);
  });
});
