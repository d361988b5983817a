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

import { readBuiltInFrameworks } from '../__testUtils__/readBuiltInFrameworks';
import { readFrameworks } from './readFrameworks';

const CHECKS = new Set(['one', 'two']);

function framework(id: string, controls: string, more = ''): string {
  return `schema: 1
id: ${id}
version: '1'
title: Our own
url: https://example.com/rules
${more}controls:
${controls}`;
}

function control(id: string, more = 'checks: [one]'): string {
  return `  - id: '${id}'
    title: A control
    asks: Something.
    reference: { number: '1' }
    remedy: Do it.
    ${more}
`;
}

function read(...texts: string[]) {
  return readFrameworks(
    texts.map((text, index) => ({ file: `f${index}.yaml`, text })),
    CHECKS,
  );
}

/** Reads a bad file beside a good one, which has to work, and gives the problems as lines. */
function problemsOf(...texts: string[]): string[] {
  const good = framework('good', control('G-1'));
  const { frameworks, problems } = read(...texts, good);
  expect(frameworks.map(({ id }) => id)).toEqual(['good']);
  return problems.map(
    ({ file, line, place, message }) =>
      `${file}:${line ?? ''}:${place}: ${message}`,
  );
}

describe('readFrameworks', () => {
  it('reads what the package is delivered with', () => {
    const { frameworks, problems } = readBuiltInFrameworks();
    expect(problems).toEqual([]);
    expect(
      frameworks.map(
        ({ id, version, controls }) => `${id} ${version}: ${controls.length}`,
      ),
    ).toEqual([
      'best-practices 1: 10',
      'cis-kubernetes 1.12: 25',
      'hipaa 2013: 7',
      'nist-800-53 5.1.1: 15',
      'owasp-nhi 2025: 10',
      'pci-dss 4.0.1: 11',
      'soc-2 2017: 8',
    ]);
  });

  it('fills in what may be left out', () => {
    const { frameworks, problems } = read(framework('own', control('A(1)')));
    expect(problems).toEqual([]);
    expect(frameworks[0].controls).toEqual([
      {
        id: 'A(1)',
        title: 'A control',
        asks: 'Something.',
        reference: { number: '1', url: 'https://example.com/rules' },
        scope: ['service', 'team', 'system', 'cluster', 'portal'],
        checks: ['one'],
        restsOn: [],
        remedy: 'Do it.',
      },
    ]);
  });

  it('names an unknown check', () => {
    const text = framework(
      'own',
      control('A') + control('B', 'checks: [one, tow]'),
    );
    expect(problemsOf(text)).toEqual([
      'f0.yaml:18:controls[1].checks[1]: there is no check tow',
    ]);
  });

  it('names ids that are there twice', () => {
    expect(
      problemsOf(framework('own', control('A') + control('B') + control('A'))),
    ).toEqual([
      'f0.yaml:19:controls[2].id: A is the id of controls[0] already',
    ]);
    const { frameworks, problems } = read(
      framework('own', control('A')),
      framework('own', control('B')),
    );
    expect(frameworks.map(({ controls }) => controls[0].id)).toEqual(['A']);
    expect(problems).toEqual([
      {
        file: 'f1.yaml',
        line: 2,
        place: 'id',
        message: 'own is the id of another framework already',
      },
    ]);
  });

  it('names a control that rests on itself, through other frameworks too', () => {
    expect(
      problemsOf(
        framework(
          'a',
          control('1', 'restsOn: ["2"]') + control('2', 'restsOn: [b/3]'),
        ),
        framework('b', control('3', 'restsOn: [a/1]')),
      ),
    ).toEqual([
      'f0.yaml:12:controls[0].restsOn: rests on itself: a/1 → a/2 → b/3 → a/1',
    ]);
    expect(problemsOf(framework('a', control('1', 'restsOn: [a/1]')))).toEqual([
      'f0.yaml:12:controls[0].restsOn: rests on itself: a/1 → a/1',
    ]);
  });

  it('leaves out what rests on a framework that is left out', () => {
    expect(
      problemsOf(
        framework('a', control('1', 'checks: [three]')),
        framework('b', control('2', 'restsOn: [a/1]')),
        framework('c', control('3', 'restsOn: [b/2]')),
      ),
    ).toEqual([
      'f0.yaml:12:controls[0].checks[0]: there is no check three',
      'f1.yaml:12:controls[0].restsOn[0]: there is no control a/1',
      'f2.yaml:12:controls[0].restsOn[0]: there is no control b/2',
    ]);
  });

  it('follows long chains', () => {
    const controls = Array.from({ length: 2_000 }, (_, index) =>
      control(
        `C${index}`,
        index < 1_999 ? `restsOn: [C${index + 1}]` : undefined,
      ),
    );
    const { frameworks, problems } = read(framework('own', controls.join('')));
    expect(problems).toEqual([]);
    expect(frameworks[0].controls).toHaveLength(2_000);
  });

  it('refuses 10,000 controls without looking at each', () => {
    const controls = Array.from({ length: 10_000 }, (_, index) =>
      control(`C${index}`),
    );
    expect(problemsOf(framework('own', controls.join('')))).toEqual([
      'f0.yaml:7:controls: has 10000 controls; a framework may have 2000',
    ]);
  });

  it.each([
    [
      'a number for a version',
      'version: 1.10',
      "version: '1'",
      'f0.yaml:3:version: has to be text; put a number in quotes',
    ],
    [
      'another schema',
      'schema: 2',
      'schema: 1',
      'f0.yaml:1:schema: has to be 1',
    ],
    [
      'an address that runs',
      'url: javascript:alert(1)',
      'url: https://example.com/rules',
      'f0.yaml:5:url: has to be an address with https',
    ],
    [
      'a capital in the id',
      'id: Own',
      'id: own',
      'f0.yaml:2:id: has to be of small letters, digits and -',
    ],
    [
      'no remedy',
      '',
      '    remedy: Do it.\n',
      'f0.yaml:7:controls[0].remedy: has to be text; put a number in quotes',
    ],
    [
      'an unknown scope',
      'checks: [one]\n    scope: [pod]',
      'checks: [one]',
      'f0.yaml:13:controls[0].scope[0]: has to be one of service, team, system, cluster, portal',
    ],
    [
      'no check',
      'checks: []',
      'checks: [one]',
      'f0.yaml:12:controls[0].checks: names no check, so nothing could ever be said of it',
    ],
    [
      'checks that are no list',
      'checks: one',
      'checks: [one]',
      'f0.yaml:12:controls[0].checks: has to be a list',
    ],
    [
      'a word for a reference',
      'reference: "1"',
      "reference: { number: '1' }",
      'f0.yaml:10:controls[0].reference: has to have a `number`',
    ],
    [
      'an unknown field',
      'checks: [one]\n    severity: high',
      'checks: [one]',
      'f0.yaml:7:controls[0]: Unrecognized key: "severity"',
    ],
  ])('refuses %s', (_, put, inPlaceOf, problem) => {
    const text = framework('own', control('A'));
    expect(text).toContain(inPlaceOf);
    expect(problemsOf(text.replace(inPlaceOf, put))).toEqual([problem]);
  });

  it.each([
    ['no YAML', 'a: [', /^f0\.yaml:\d+:: The YAML could not be read: /],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      /^f0\.yaml:\d+:: The YAML could not be read: /,
    ],
    [
      'a key twice',
      'schema: 1\nschema: 1\n',
      /^f0\.yaml:2:: The YAML could not be read: /,
    ],
    ['nothing', '', /^f0\.yaml:.*: has to be a framework/],
    ['a list', '- 1\n', /^f0\.yaml:1:: has to be a framework/],
    [
      'too much',
      `# ${'x'.repeat(2_000_000)}`,
      /^f0\.yaml::: The file is longer than 2000000 characters$/,
    ],
    [
      'aliases of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${Array.from(
        'bcdefgh',
        (letter, index) =>
          `${letter}: &${letter} [${Array(10)
            .fill(`*${'abcdefgh'[index]}`)
            .join(',')}]\n`,
      ).join('')}`,
      /^f0\.yaml::: The YAML repeats itself by too many aliases$/,
    ],
  ])('refuses %s', (_, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('reads very many keys in no time', () => {
    const keys = Array.from({ length: 50_000 }, (_, at) => `k${at}: 1\n`);
    const started = process.cpuUsage();
    expect(problemsOf(keys.join('')).length).toBeGreaterThan(0);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000);
  });

  it('names no more problems than anybody reads', () => {
    const controls = Array.from({ length: 100 }, (_, index) =>
      control(`C${index}`, 'checks: [three]'),
    );
    const problems = problemsOf(framework('own', controls.join('')));
    expect(problems).toHaveLength(21);
    expect(problems[20]).toBe(
      'f0.yaml::: There are 80 more problems in this file',
    );
  });
});
