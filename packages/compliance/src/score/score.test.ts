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
import { Random } from '../__testUtils__/Random';
import { readBuiltInFrameworks } from '../__testUtils__/readBuiltInFrameworks';
import { checksById, complianceChecks } from '../checks';
import {
  addTallies,
  loseTally,
  type ComplianceFacts,
  type Tally,
} from '../facts';
import { evaluateFrameworks } from '../frameworks';
import { improvementsOf } from './improvementsOf';
import { scoreOf } from './scoreOf';
import { scoreParts } from './scoreParts';

const CHECKS = checksById(complianceChecks);
const { frameworks } = readBuiltInFrameworks();

describe('scoreParts', () => {
  it('come to 100 and name checks that there are, each once', () => {
    expect(scoreParts.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    const ids = scoreParts.flatMap(({ checks }) => checks.map(({ id }) => id));
    expect(ids.filter(id => !CHECKS.has(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('scoreOf', () => {
  it.each([
    ['all good', everywhere({ good: 4, bad: 0, unknown: 0 }), 100, 100],
    ['all bad', everywhere({ good: 0, bad: 4, unknown: 0 }), 0, 100],
    ['all unknown', everywhere({ good: 0, bad: 0, unknown: 4 }), 0, 0],
    ['no facts', factsOf({}), 0, 0],
    [
      'half, half of the rest unknown',
      everywhere({ good: 2, bad: 1, unknown: 1 }),
      50,
      75,
    ],
    [
      'nothing there',
      everywhere({ good: 0, bad: 0, unknown: 0 }),
      undefined,
      undefined,
    ],
  ])('%s', (_, facts, score, confidence) => {
    const scored = scoreOf(facts);
    expect([scored.score, scored.confidence]).toEqual([score, confidence]);
  });

  it('scores the mixed estate as it was worked out by hand', () => {
    const { parts, score, confidence } = scoreOf(mixedEstate);
    const shown = parts.map(part => [part.id, part.score, part.confidence]);
    expect(shown).toEqual([
      // 75 % of at rest (weight 3) and of Ingress (1), two not known (1 each)
      ['encryption', (75 * 3 + 75) / 6, (100 * 3 + 100) / 6],
      ['rotation', 75, 100],
      ['least-privilege', 100, 100],
      ['ages', 75, 75],
      ['certificates', undefined, undefined],
      // plain text (2) and strength (1) well, a quarter of environments (1) not known
      ['exposure', (200 + 100 + 75) / 4, (200 + 100 + 75) / 4],
      ['delivery', 100, 100],
      ['audit', 0, 0],
      ['git', 0, 0],
    ]);
    // Of 90, as there are no certificates.
    expect(score).toBeCloseTo(
      (15 * 50 + 15 * 75 + 15 * 100 + 5 * 75 + 15 * 93.75 + 5 * 100) / 90,
      9,
    );
    expect(confidence).toBeCloseTo(
      (15 * (400 / 6) + 15 * 100 + 15 * 100 + 5 * 75 + 15 * 93.75 + 5 * 100) /
        90,
      9,
    );
  });
});

describe('improvementsOf', () => {
  it('names what would raise the score most', () => {
    const improvements = improvementsOf(mixedEstate);
    expect(
      improvements.map(({ check, part, count }) => [check, part, count]),
    ).toEqual([
      ['rotation-in-period', 'rotation', 1],
      ['encryption-at-rest', 'encryption', 1],
      ['ingress-encrypted', 'encryption', 1],
    ]);
    expect(improvements[0].gain).toBeCloseTo((15 * 25) / 90, 9);
    expect(improvements[1].gain).toBeCloseTo((15 * 25 * 3) / 6 / 90, 9);
    expect(improvements[2].gain).toBeCloseTo((15 * 25) / 6 / 90, 9);
  });

  it('has nothing to say where nothing is at fault', () => {
    expect(improvementsOf(everywhere({ good: 1, bad: 0, unknown: 0 }))).toEqual(
      [],
    );
    expect(improvementsOf(factsOf({}))).toEqual([]);
  });

  it('is right: once mended, the score is what was said', () => {
    const random = new Random(3);
    for (let run = 0; run < 100; run += 1) {
      const facts = factsOf(randomEstate(random).tallies());
      const before = scoreOf(facts).score ?? 0;
      for (const { check, gain } of improvementsOf(facts, 99)) {
        const { good, bad, unknown } = facts.tallies[check]!;
        const mended = {
          ...facts.tallies,
          [check]: { good: good + bad, bad: 0, unknown },
        };
        expect(scoreOf(factsOf(mended)).score).toBeCloseTo(before + gain, 9);
        expect(gain).toBeGreaterThan(0);
      }
    }
  });
});

describe('knowing less', () => {
  it('never raises the score, nor turns a control to pass or to not applicable', () => {
    const random = new Random(18);
    const seen = { pass: 0, lost: 0 };
    for (let run = 0; run < 300; run += 1) {
      const estate = randomEstate(random);
      const before = outcome(estate.tallies());
      seen.pass += [...before.verdicts.values()].filter(
        verdict => verdict === 'pass',
      ).length;
      for (const less of estate.withLess(random)) {
        const after = outcome(less);
        seen.lost += 1;
        expect(after.score).toBeLessThanOrEqual(before.score + 1e-9);
        expect(after.confidence).toBeLessThanOrEqual(before.confidence + 1e-9);
        const better = [...after.verdicts].filter(
          ([control, verdict]) =>
            (verdict === 'pass' || verdict === 'not-applicable') &&
            before.verdicts.get(control) !== verdict,
        );
        expect(better).toEqual([]);
      }
    }
    expect(seen.pass).toBeGreaterThan(1_000);
    expect(seen.lost).toBeGreaterThan(4_000);
  });
});

function outcome(tallies: ComplianceFacts['tallies']) {
  const facts = factsOf(tallies);
  const { score, confidence } = scoreOf(facts);
  const verdicts = new Map(
    evaluateFrameworks(frameworks, CHECKS, facts).frameworks.flatMap(
      ({ framework, controls }) =>
        controls.map(
          ({ control, verdict }) =>
            [`${framework}/${control}`, verdict] as const,
        ),
    ),
  );
  return {
    // Where there is nothing to score, nothing can be lost either.
    score: score ?? Infinity,
    confidence: confidence ?? Infinity,
    verdicts,
  };
}

/** One system's tallies, by check. */
type Told = Map<string, Tally>;

/** An estate of some clusters, each of which tells of some kinds of facts. */
class Estate {
  constructor(private readonly systems: readonly Told[]) {}

  tallies(): ComplianceFacts['tallies'] {
    return addUp(this.systems);
  }

  /** The estate without each kind of source, each system, each kind of each system, and some of the checks. */
  *withLess(random: Random): Generator<ComplianceFacts['tallies']> {
    const all = this.tallies();
    for (const source of new Set(
      complianceChecks.map(check => check.source.id),
    )) {
      const isOf = (id: string) => CHECKS.get(id)!.source.id === source;
      yield Object.fromEntries(Object.entries(all).filter(([id]) => !isOf(id)));
      for (const system of this.systems) {
        yield addUp(
          this.systems.map(each => (each === system ? lose(each, isOf) : each)),
        );
      }
    }
    for (const system of this.systems) {
      yield addUp(
        this.systems.map(each =>
          each === system ? lose(each, () => true) : each,
        ),
      );
    }
    for (let count = 0; count < 4; count += 1) {
      yield { ...all, [random.pick(complianceChecks).id]: undefined };
    }
  }
}

function lose(system: Told, isLost: (id: string) => boolean): Told {
  return new Map(
    [...system].map(([id, tally]) => [
      id,
      isLost(id) ? loseTally(tally) : tally,
    ]),
  );
}

function addUp(systems: readonly Told[]): ComplianceFacts['tallies'] {
  const ids = new Set(systems.flatMap(system => [...system.keys()]));
  return Object.fromEntries(
    [...ids].map(id => [
      id,
      addTallies(systems.flatMap(system => system.get(id) ?? [])),
    ]),
  );
}

function randomEstate(random: Random): Estate {
  const faults = random.pick([0, 0.1, 0.5, 1]);
  const gaps = random.pick([0, 0.1, 0.5]);
  const silent = random.pick([0, 0.2]);
  const told = new Set(
    complianceChecks.map(({ id }) => id).filter(() => !random.chance(silent)),
  );
  const count = (probability: number) =>
    random.chance(probability) ? 1 + random.below(20) : 0;
  return new Estate(
    Array.from({ length: 1 + random.below(3) }, () => {
      const system: Told = new Map();
      for (const id of told) {
        system.set(
          id,
          random.chance(0.2)
            ? { good: 0, bad: 0, unknown: 0 }
            : { good: count(0.8), bad: count(faults), unknown: count(gaps) },
        );
      }
      return system;
    }),
  );
}
