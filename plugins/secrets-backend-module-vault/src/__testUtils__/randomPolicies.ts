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

/** Numbers that are the same for the same seed. */
export function createRandom(seed: number) {
  let state = seed;
  const number = (below: number): number => {
    state = (state + 0x6d2b79f5) % 2 ** 32;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const pick = <T>(from: readonly T[]): T => from[number(from.length)];
  const some = <T>(from: readonly T[], inverse: number): T[] =>
    from.filter(() => number(inverse) === 0);
  return { number, pick, some };
}

type Random = ReturnType<typeof createRandom>;

const PARTS = ['a', 'ab', 'abc', 'b', 'ü', 'data', 'a.b', 'A', '', 'x+y', '+z'];
const CAPABILITIES = [
  'create',
  'read',
  'update',
  'patch',
  'delete',
  'list',
  'sudo',
  'subscribe',
];

/** Paths that fit rules often, and nearly fit them as often. */
export function randomPath(random: Random, parts: readonly string[]): string {
  const length = 1 + random.number(4);
  const path = Array.from({ length }, () => random.pick(parts)).join('/');
  return random.number(4) === 0 ? `${path}/` : path;
}

function randomRulePath(random: Random, templates: readonly string[]): string {
  const length = 1 + random.number(4);
  const parts = Array.from({ length }, () => {
    if (random.number(3) === 0) {
      return '+';
    }
    return random.pick(random.number(8) === 0 ? templates : PARTS);
  });
  const path = parts.join('/');
  const end = random.pick(['', '', '/*', '*', '/', 'a*', '/a*']);
  const whole = `${random.number(10) === 0 ? '/' : ''}${path}${end}`;
  return whole.includes('+*') ? whole.replaceAll('+*', '+') : whole;
}

/** A policy in one of the ways in which people write them. */
export function randomPolicy(
  random: Random,
  templates: readonly string[],
): string {
  const rules = Array.from({ length: 1 + random.number(6) }, () => {
    const word = random.pick(['', '', '', 'read', 'write', 'sudo', 'deny']);
    return {
      path: randomRulePath(random, templates),
      capabilities:
        random.number(8) === 0 ? ['deny'] : random.some(CAPABILITIES, 3),
      ...(random.number(10) === 0 && word ? { policy: word } : {}),
      ...(random.number(6) === 0
        ? { allowed_parameters: { a: ['x', 'y*'], '*': [] } }
        : {}),
      ...(random.number(6) === 0 ? { denied_parameters: { b: [] } } : {}),
    };
  });
  const style = random.number(4);
  if (style === 0) {
    // The same key twice in JSON would be another question.
    const paths = new Map(rules.map(({ path, ...rule }) => [path, rule]));
    return JSON.stringify({ path: Object.fromEntries(paths) });
  }
  return rules
    .map(({ path, capabilities, ...more }) => {
      const lines = Object.entries(more).map(([key, value]) =>
        typeof value === 'string'
          ? `${key} = "${value}"`
          : `${key} ${style === 1 ? '=' : ''} {\n${Object.entries(value)
              .map(([name, values]) => `"${name}" = ${JSON.stringify(values)}`)
              .join('\n')}\n}`,
      );
      return [
        style === 2 ? '# path "none" { capabilities = ["sudo"] }' : '',
        `${style === 3 ? '"path"' : 'path'} "${path}" {`,
        style === 2 ? '/* } */ // {' : '',
        `capabilities = ${JSON.stringify(capabilities)}`,
        ...lines,
        '}',
      ].join(style === 3 && lines.length === 0 ? ' ' : '\n');
    })
    .join('\n');
}

export const PATH_PARTS = [...PARTS, 'abcd', 'c', 'alice', 'team', 'q'];
