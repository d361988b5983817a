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

import {
  type CheckResult,
  combineVerdicts,
  type ComplianceCheck,
  type Verdict,
} from '../checks';
import type { ComplianceFacts, FactSource } from '../facts';
import type { Control, Framework } from './types';

/**
 * What a control says of a scope.
 *
 * @public
 */
export interface ControlResult {
  control: string;
  verdict: Verdict;
  /** In the order of the control. */
  checks: { id: string; result: CheckResult }[];
  /** The controls that it rests on. */
  restsOn: { control: string; verdict: Verdict }[];
  /** Would tell what is not known, each once. */
  missing: FactSource[];
}

/**
 * What a framework says of a scope.
 *
 * @public
 */
export interface FrameworkResult {
  framework: string;
  version: string;
  /** Of the controls that can be asked of a scope of the kind. */
  controls: ControlResult[];
  counts: Record<Verdict, number>;
}

/**
 * What frameworks and checks say of a scope.
 *
 * @public
 */
export interface Evaluation {
  frameworks: FrameworkResult[];
  /** Of each check, whether a framework asks for it or not, by its id. */
  checks: ReadonlyMap<string, CheckResult>;
}

class Evaluator {
  private readonly controls = new Map<string, Control>();
  private readonly results = new Map<string, ControlResult>();
  private readonly checked = new Map<string, CheckResult>();

  constructor(
    frameworks: readonly Framework[],
    private readonly checks: ReadonlyMap<string, ComplianceCheck>,
    private readonly facts: ComplianceFacts,
  ) {
    for (const { id, controls } of frameworks) {
      controls.forEach(control =>
        this.controls.set(`${id}/${control.id}`, control),
      );
    }
  }

  control(ref: string): ControlResult {
    const known = this.results.get(ref);
    if (known) {
      return known;
    }
    const control = this.controls.get(ref);
    const checks = (control?.checks ?? []).map(id => ({
      id,
      result: this.check(id),
    }));
    const others = (control?.restsOn ?? []).map(other => this.control(other));
    const missing = new Map<string, FactSource>();
    for (const source of [
      ...checks.flatMap(({ result }) => result.missing ?? []),
      ...others.flatMap(other => other.missing),
    ]) {
      missing.set(source.id, source);
    }
    const result: ControlResult = {
      control: ref.slice(ref.indexOf('/') + 1),
      verdict: combineVerdicts([
        ...checks.map(check => check.result.verdict),
        ...others.map(({ verdict }) => verdict),
      ]),
      checks,
      restsOn: others.map(({ verdict }, index) => ({
        control: control!.restsOn[index],
        verdict,
      })),
      missing: [...missing.values()],
    };
    this.results.set(ref, result);
    return result;
  }

  check(id: string): CheckResult {
    const known = this.checked.get(id);
    if (known) {
      return known;
    }
    const result = this.ask(id);
    this.checked.set(id, result);
    return result;
  }

  /** A check that fails to answer leaves its own controls unknown, and no others. */
  private ask(id: string): CheckResult {
    try {
      const check = this.checks.get(id);
      return check
        ? check.evaluate(this.facts)
        : unanswered(id, 'there is none');
    } catch {
      return unanswered(id, 'it did not answer');
    }
  }
}

/**
 * Says how a scope stands to frameworks. A control passes if all its checks and
 * all that it rests on pass, as far as they apply; nothing that is unknown passes.
 *
 * @param frameworks - all that there are, as controls may rest on those of others
 * @public
 */
export function evaluateFrameworks(
  frameworks: readonly Framework[],
  checks: ReadonlyMap<string, ComplianceCheck>,
  facts: ComplianceFacts,
): Evaluation {
  const evaluation = new Evaluator(frameworks, checks, facts);
  const results = frameworks.map(framework => {
    const controls = framework.controls
      .filter(({ scope }) => scope.includes(facts.scope.kind))
      .map(({ id }) => evaluation.control(`${framework.id}/${id}`));
    const counts = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 };
    controls.forEach(({ verdict }) => {
      counts[verdict] += 1;
    });
    return {
      framework: framework.id,
      version: framework.version,
      controls,
      counts,
    };
  });
  return {
    frameworks: results,
    checks: new Map(
      [...checks.keys()].map(id => [id, evaluation.check(id)] as const),
    ),
  };
}

function unanswered(id: string, why: string): CheckResult {
  const text = `Not known: the check ${id} could not be asked, as ${why}.`;
  return { verdict: 'unknown', evidence: [{ verdict: 'unknown', text }] };
}
