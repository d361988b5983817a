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

import { everywhere, factsOf, mixedEstate } from '../__testUtils__/estates';
import { readBuiltInFrameworks } from '../__testUtils__/readBuiltInFrameworks';
import {
  checksById,
  complianceChecks,
  type ComplianceCheck,
  type Verdict,
} from '../checks';
import type { ComplianceFacts } from '../facts';
import { evaluateFrameworks } from './evaluateFrameworks';
import { readFrameworks } from './readFrameworks';

const { frameworks } = readBuiltInFrameworks();
const CHECKS = checksById(complianceChecks);

function verdictsOf(facts: ComplianceFacts): [string, string, Verdict][] {
  return evaluateFrameworks(frameworks, CHECKS, facts).frameworks.flatMap(
    result =>
      result.controls.map(({ control, verdict }): [string, string, Verdict] => [
        result.framework,
        control,
        verdict,
      ]),
  );
}

/** What the mixed estate comes to, written by hand. */
const MIXED = `
best-practices
  encryption-at-rest fail
  strict-rbac pass
  rotation fail
  environments unknown
  audit unknown
  no-leaks unknown
  ci-scanning unknown
  versioning unknown
  expiry not-applicable
  rehearsal unknown
cis-kubernetes
  1.2.16 pass
  1.2.17 unknown
  1.2.18 unknown
  1.2.19 unknown
  1.2.21 pass
  1.2.27 fail
  1.2.28 fail
  3.1.2 unknown
  3.2.1 pass
  3.2.2 unknown
  5.1.1 unknown
  5.1.2 pass
  5.1.3 pass
  5.1.4 pass
  5.1.5 pass
  5.1.6 unknown
  5.1.7 unknown
  5.1.8 pass
  5.1.9 pass
  5.1.10 fail
  5.1.11 pass
  5.1.12 pass
  5.1.13 pass
  5.4.1 fail
  5.4.2 pass
hipaa
  164.312(a)(1) pass
  164.312(a)(2)(i) unknown
  164.312(a)(2)(iv) fail
  164.312(b) unknown
  164.312(c)(1) unknown
  164.312(d) fail
  164.312(e)(1) fail
nist-800-53
  IA-5f fail
  IA-5g fail
  IA-5(6) unknown
  IA-5(7) unknown
  SC-8 fail
  SC-12 fail
  SC-17 not-applicable
  SC-28(1) fail
  AC-2 fail
  AC-6 unknown
  AU-2 pass
  AU-12 unknown
  CP-9 unknown
  800-57-5.3 fail
  800-57-8.3 pass
owasp-nhi
  NHI1 fail
  NHI2 fail
  NHI3 fail
  NHI4 unknown
  NHI5 pass
  NHI6 fail
  NHI7 fail
  NHI8 unknown
  NHI9 pass
  NHI10 fail
pci-dss
  3.6.1 fail
  3.6.1.2 fail
  3.7.4 fail
  3.7.5 pass
  7.2.5 pass
  8.3.9 unknown
  8.6.2 unknown
  8.6.3 fail
  10.2.1 unknown
  4.2.1 fail
  6.5.3 unknown
soc-2
  CC6.1 fail
  CC6.2 fail
  CC6.3 unknown
  CC6.6 fail
  CC6.7 fail
  CC6.8 unknown
  CC7.1 unknown
  CC7.2 unknown
`;

const TABLE = MIXED.trim()
  .split(/\n(?! )/)
  .flatMap(block => {
    const [framework, ...lines] = block.split(/\s*\n\s*/);
    return lines.map(line => [framework, ...line.split(' ')]);
  });

describe('evaluateFrameworks', () => {
  it('gives each control of the mixed estate the verdict that was written by hand', () => {
    expect(TABLE).toHaveLength(86);
    expect(verdictsOf(mixedEstate)).toEqual(TABLE);
  });

  it.each([
    ['all good', everywhere({ good: 4, bad: 0, unknown: 0 }), 'pass'],
    ['all bad', everywhere({ good: 0, bad: 4, unknown: 0 }), 'fail'],
    ['one bad of each', everywhere({ good: 9, bad: 1, unknown: 5 }), 'fail'],
    ['all unknown', everywhere({ good: 0, bad: 0, unknown: 4 }), 'unknown'],
    [
      'one unknown of each',
      everywhere({ good: 9, bad: 0, unknown: 1 }),
      'unknown',
    ],
    ['no facts', factsOf({}), 'unknown'],
    [
      'nothing there',
      everywhere({ good: 0, bad: 0, unknown: 0 }),
      'not-applicable',
    ],
  ] as const)('%s', (_, facts, verdict) => {
    expect(verdictsOf(facts)).toEqual(
      TABLE.map(([framework, control]) => [framework, control, verdict]),
    );
  });

  it('says which source would tell', () => {
    const [practices] = evaluateFrameworks(
      frameworks,
      CHECKS,
      mixedEstate,
    ).frameworks;
    const audit = practices.controls.find(({ control }) => control === 'audit');
    expect(audit!.missing.map(({ id }) => id)).toEqual(['audit']);
    for (const { controls } of evaluateFrameworks(
      frameworks,
      CHECKS,
      factsOf({}),
    ).frameworks) {
      expect(controls.filter(({ missing }) => missing.length === 0)).toEqual(
        [],
      );
    }
  });

  it('counts verdicts, and asks a scope only what it can be asked', () => {
    const facts = {
      ...mixedEstate,
      scope: { kind: 'service', ref: 'component:default/shop' } as const,
    };
    const cis = evaluateFrameworks(frameworks, CHECKS, facts).frameworks.find(
      ({ framework }) => framework === 'cis-kubernetes',
    )!;
    expect(cis.counts).toEqual({
      pass: 10,
      fail: 4,
      unknown: 2,
      'not-applicable': 0,
    });
    expect(cis.version).toBe('1.12');
  });

  it('lets controls rest on others', () => {
    const text = (checks: string) => `schema: 1
id: own
version: '1'
title: Our own
url: https://example.com/rules
controls:
  - id: A
    title: A
    asks: Something.
    reference: { number: '1' }
    ${checks}
    remedy: Do it.
`;
    const verdictOf = (checks: string) => {
      const read = readFrameworks(
        [
          { file: 'own.yaml', text: text(checks) },
          {
            file: 'other.yaml',
            text: text('checks: [rotation-in-period]').replace(
              'id: own',
              'id: other',
            ),
          },
        ],
        CHECKS,
      );
      expect(read.problems).toEqual([]);
      return evaluateFrameworks(read.frameworks, CHECKS, mixedEstate)
        .frameworks[0].controls[0];
    };
    expect(verdictOf('checks: [secrets-used]').verdict).toBe('pass');
    expect(
      verdictOf('checks: [secrets-used]\n    restsOn: [other/A]'),
    ).toMatchObject({
      verdict: 'fail',
      restsOn: [{ control: 'other/A', verdict: 'fail' }],
    });
  });

  it('leaves unknown what a check of a module fails to answer', () => {
    const broken: ComplianceCheck = {
      ...complianceChecks[0],
      evaluate() {
        throw new Error('no');
      },
    };
    const checks = new Map([...CHECKS, [broken.id, broken]]);
    const evaluation = evaluateFrameworks(
      frameworks,
      checks,
      everywhere({ good: 1, bad: 0, unknown: 0 }),
    );
    expect([...evaluation.checks.keys()]).toEqual([...checks.keys()]);
    for (const [id, { verdict }] of evaluation.checks) {
      expect([id, verdict]).toEqual([
        id,
        id === broken.id ? 'unknown' : 'pass',
      ]);
    }
    const results = evaluation.frameworks.flatMap(({ controls }) => controls);
    expect(results.filter(({ verdict }) => verdict === 'unknown')).not.toEqual(
      [],
    );
    for (const { verdict, checks: asked } of results) {
      expect(verdict).toBe(
        asked.some(({ id }) => id === broken.id) ? 'unknown' : 'pass',
      );
    }
  });
});
