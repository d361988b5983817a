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

/** How many of them one template names at most, and how long each is at most. */
const MOST_PATHS = 100;
const LONGEST_PATH = 512;
/** A place in Vault: an engine and something in it. */
const PATH = /^[\w~@:+-][\w.~@:+-]*(\/[\w~@:+-][\w.~@:+-]*)+$/;
/** What a path may say besides: which version of the secret is read. */
const VERSION = /\?version=\d+$/;

/** As the template language of Go has them; a text that is none of these is not understood. */
const TOKEN =
  /\s+|"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`|'(?:[^'\\\n]|\\[^\n])*'|[.$]?[A-Za-z_]\w*|[-+]?\d[\w.]*|:=|[.$(),|=]/y;
/** Behind these a command begins; behind others a name is an argument, or that of a field. */
const BEGINS = new Set(['(', '|', ':=', '=', 'with', 'if', 'range', 'else']);

/**
 * The places in Vault that a template of its agent reads by `secret`, as
 * `{{ with secret "secret/data/db" }}` does. A path that the template puts together is not
 * known, and of one that is not understood nothing is read: a template is written by
 * anybody, and nothing of it but such a path is kept.
 * Source: https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent/template
 */
export function readTemplatePaths(template: string): string[] {
  const paths = new Set<string>();
  let at = template.indexOf('{{');
  while (at >= 0) {
    const action = readAction(template, at + 2);
    if (!action) {
      return [];
    }
    for (const path of pathsIn(action.tokens)) {
      paths.add(path);
    }
    at = template.indexOf('{{', action.end);
  }
  return [...paths].slice(0, MOST_PATHS);
}

/**
 * Reads what stands between two pairs of braces.
 *
 * @returns undefined where it does not end, or is not understood
 */
function readAction(
  template: string,
  start: number,
): { tokens: string[]; end: number } | undefined {
  let at = /^-\s/.test(template.slice(start, start + 2)) ? start + 2 : start;
  if (template.startsWith('/*', at)) {
    const end = template.indexOf('*/', at + 2);
    const closed = end < 0 ? null : /^(\s-)?\}\}/.exec(template.slice(end + 2));
    return closed ? { tokens: [], end: end + 2 + closed[0].length } : undefined;
  }
  const tokens: string[] = [];
  while (at < template.length) {
    if (template.startsWith('}}', at)) {
      return { tokens, end: at + 2 };
    }
    if (template.startsWith('-}}', at) && /\s/.test(template[at - 1])) {
      return { tokens, end: at + 3 };
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(template)?.[0];
    if (token === undefined) {
      return undefined;
    }
    if (token.trim() !== '') {
      tokens.push(token);
    }
    at += token.length;
  }
  return undefined;
}

function pathsIn(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, index) => {
    const isCommand = index === 0 || BEGINS.has(tokens[index - 1]);
    const path = tokens[index + 1] ?? '';
    if (token !== 'secret' || !isCommand || !/^["`]/.test(path)) {
      return [];
    }
    const place = path.slice(1, -1).replace(VERSION, '').replace(/^\//, '');
    return place.length <= LONGEST_PATH && PATH.test(place) ? [place] : [];
  });
}
