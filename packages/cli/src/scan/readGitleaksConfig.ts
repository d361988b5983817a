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

import type { Detection } from '@keyward/secret-scan';
import { RE2JS } from 're2js';
import { parse, TomlError } from 'smol-toml';
import { UserError } from '../run/UserError';

/** A gitleaks.toml, ready to be used: https://github.com/gitleaks/gitleaks#configuration */
export interface GitleaksConfig {
  /** Whether Keyward's own rules apply too. */
  useDefault: boolean;
  disabledRules: ReadonlySet<string>;
  rules: readonly { id: string; title: string }[];
  find(text: string, path: string): Detection[];
  allowsPath(path: string): boolean;
  allowsCommit(commit: string): boolean;
  allows(text: string, path: string, start: number, end: number): boolean;
}

interface Allowlist {
  paths: RE2JS[];
  commits: Set<string>;
  regexes: RE2JS[];
  regexTarget: string;
  stopwords: string[];
  isAnd: boolean;
}

interface Rule {
  id: string;
  title: string;
  regex?: RE2JS;
  path?: RE2JS;
  group: number;
  entropy: number;
  keywords: string[];
  allowlists: Allowlist[];
}

type Table = Record<string, unknown>;

const MOST = 10_000;
const MOST_RULES = 2000;

/**
 * Reads a gitleaks.toml. Its patterns are matched in linear time, whatever they are.
 *
 * @param where - what to call it in errors
 */
export function readGitleaksConfig(
  text: string,
  where: string,
): GitleaksConfig {
  let config: Table;
  try {
    config = parse(text);
  } catch (error) {
    // The message would quote lines of the file.
    const line = error instanceof TomlError ? `, line ${error.line}` : '';
    throw new UserError('The configuration is no valid TOML', {
      where: `${where}${line}`,
      remedy: 'correct the file',
    });
  }
  const extend = tableOf(config.extend);
  if (extend.path !== undefined || extend.url !== undefined) {
    throw new UserError('The configuration extends another file', {
      where,
      remedy: 'put the rules of both into one file',
    });
  }
  const tables = tablesOf(config.rules);
  if (tables.length > MOST_RULES) {
    throw new UserError(`There are more than ${MOST_RULES} rules`, {
      where,
      remedy: 'leave out rules that nobody needs',
    });
  }
  const rules = tables.map((table, index) => ruleOf(table, index, where));
  const allowlists = allowlistsOf(config, where);
  const allows = (lists: Allowlist[], subject: Subject) =>
    lists.some(list => fits(list, subject));
  return {
    useDefault: extend.useDefault === true || rules.length === 0,
    disabledRules: new Set(stringsOf(extend.disabledRules)),
    rules,
    find: (text_, path) => {
      const lower = text_.toLowerCase();
      return rules.flatMap(rule =>
        find(rule, text_, lower, path).filter(({ start, end }) => {
          const subject = { text: text_, path, start, end };
          return (
            !allows(rule.allowlists, subject) && !allows(allowlists, subject)
          );
        }),
      );
    },
    allowsPath: path =>
      allowlists.some(
        ({ paths, regexes, stopwords, commits, isAnd }) =>
          !(
            isAnd &&
            (regexes.length > 0 || stopwords.length > 0 || commits.size > 0)
          ) && paths.some(pattern => pattern.matcher(path).find()),
      ),
    allowsCommit: commit =>
      allowlists.some(({ commits, isAnd }) => !isAnd && commits.has(commit)),
    allows: (text_, path, start, end) =>
      allows(allowlists, { text: text_, path, start, end }),
  };
}

interface Subject {
  text: string;
  path: string;
  start: number;
  end: number;
}

function fits(list: Allowlist, { text, path, start, end }: Subject): boolean {
  const secret = text.slice(start, end);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const target =
    list.regexTarget === 'line'
      ? text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd)
      : secret;
  const checks = [
    ...(list.paths.length > 0
      ? [list.paths.some(pattern => pattern.matcher(path).find())]
      : []),
    ...(list.regexes.length > 0
      ? [list.regexes.some(pattern => pattern.matcher(target).find())]
      : []),
    ...(list.stopwords.length > 0
      ? [list.stopwords.some(word => secret.toLowerCase().includes(word))]
      : []),
  ];
  return list.isAnd
    ? checks.length > 0 && checks.every(Boolean)
    : checks.some(Boolean);
}

function find(
  rule: Rule,
  text: string,
  lower: string,
  path: string,
): Detection[] {
  if (
    (rule.path && !rule.path.matcher(path).find()) ||
    (rule.keywords.length > 0 &&
      !rule.keywords.some(word => lower.includes(word)))
  ) {
    return [];
  }
  if (!rule.regex) {
    return [{ detector: rule.id, class: 'token', start: 0, end: 0 }];
  }
  const found: Detection[] = [];
  const matcher = rule.regex.matcher(text);
  while (found.length < MOST && matcher.find()) {
    const group =
      rule.group || firstGroup(matcher.groupCount(), i => matcher.start(i));
    const start = matcher.start(group);
    const end = matcher.end(group);
    if (
      start >= 0 &&
      (rule.entropy === 0 || entropyOf(text.slice(start, end)) >= rule.entropy)
    ) {
      found.push({ detector: rule.id, class: 'token', start, end });
    }
  }
  return found;
}

/** Without a `secretGroup`, the first group that took part is the secret, and the match if none did. */
function firstGroup(count: number, startOf: (group: number) => number): number {
  for (let group = 1; group <= count; group++) {
    if (startOf(group) >= 0) {
      return group;
    }
  }
  return 0;
}

/** Shannon's entropy, in bits for each character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) {
    counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / text.length) * Math.log2(count / text.length);
  }
  return bits;
}

function ruleOf(table: Table, index: number, where: string): Rule {
  const { id, description, regex, path } = table;
  if (typeof id !== 'string' || !/^[\w.-]{1,100}$/.test(id)) {
    throw new UserError('A rule has no id of letters, digits, "-" and "_"', {
      where: `${where}, rule ${index + 1}`,
      remedy: 'give it one',
    });
  }
  if (typeof regex !== 'string' && typeof path !== 'string') {
    throw new UserError('A rule has neither a regex nor a path', {
      where: `${where}, rule ${id}`,
      remedy: 'give it one of them',
    });
  }
  return {
    id,
    title: typeof description === 'string' ? description : id,
    regex:
      typeof regex === 'string'
        ? compile(regex, `${where}, rule ${id}`)
        : undefined,
    path:
      typeof path === 'string'
        ? compile(path, `${where}, rule ${id}`)
        : undefined,
    group: Number(table.secretGroup ?? 0),
    entropy: Number(table.entropy ?? 0),
    keywords: stringsOf(table.keywords).map(word => word.toLowerCase()),
    allowlists: allowlistsOf(table, `${where}, rule ${id}`),
  };
}

function allowlistsOf(table: Table, where: string): Allowlist[] {
  return [
    ...(table.allowlist === undefined ? [] : [tableOf(table.allowlist)]),
    ...tablesOf(table.allowlists),
  ].map(list => ({
    paths: stringsOf(list.paths).map(each => compile(each, where)),
    commits: new Set(stringsOf(list.commits)),
    regexes: stringsOf(list.regexes).map(each => compile(each, where)),
    regexTarget: String(list.regexTarget ?? 'secret'),
    stopwords: stringsOf(list.stopwords).map(word => word.toLowerCase()),
    isAnd: String(list.condition ?? 'OR').toUpperCase() === 'AND',
  }));
}

function compile(pattern: string, where: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new UserError('A pattern cannot be read as RE2 syntax', {
      where,
      remedy: 'see https://github.com/google/re2/wiki/Syntax',
    });
  }
}

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Table)
    : {};
}

function tablesOf(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(tableOf) : [];
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string')
    : [];
}
