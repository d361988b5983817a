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
import { type AccessObject, type BindingObject, isBinding } from '../objects';
import type { AccessPlace, AccessPathKind } from '../paths';
import { contextOf, RISK_RULES, riskOf } from './findAccessRisks';
import {
  bindingText,
  findDanglingBindings,
  roleText,
} from './findDanglingBindings';
import { readGrants } from './readGrants';
import type { AccessNeed, AccessRiskKind, AccessRiskOptions } from './types';

const SEVERITIES = ['low', 'medium', 'high', 'critical'];

/**
 * Something that is wrong with a binding.
 *
 * @public
 */
export interface BindingRisk {
  kind: AccessRiskKind;
  /** Of the worst of its subjects. */
  severity: AccessPathKind['severity'];
}

/**
 * A binding with all that is wrong with it.
 *
 * @public
 */
export interface RiskyBinding {
  kind: BindingObject['kind'];
  /** Absent of a ClusterRoleBinding. */
  namespace?: string;
  name: string;
  /** As `ClusterRole NAME` or `Role NAMESPACE/NAME`. */
  role: string;
  /** Of those that it names, those that it is wrong for: `u:USER` or `g:GROUP`. */
  subjects: AccessPlace[];
  /** The worst first. */
  risks: BindingRisk[];
}

interface Found {
  binding: BindingObject;
  role: string;
  subjects: Set<AccessPlace>;
  risks: Map<AccessRiskKind, BindingRisk>;
}

function rankOf(severity: BindingRisk['severity']): number {
  return SEVERITIES.indexOf(severity);
}

/** Gathers what is wrong, by binding. */
class FoundBindings {
  readonly #bindings: ReadonlyMap<string, BindingObject>;
  readonly #found = new Map<string, Found>();

  constructor(objects: AccessObject[]) {
    this.#bindings = new Map(
      objects.flatMap(object =>
        isBinding(object) ? [[bindingText(object), object] as const] : [],
      ),
    );
  }

  add(
    text: string,
    { kind, severity, subject }: BindingRisk & { subject?: AccessPlace },
  ): void {
    const binding = this.#bindings.get(text);
    if (!binding) {
      return;
    }
    let found = this.#found.get(text);
    if (!found) {
      found = {
        binding,
        role: roleText(
          binding.roleRef.kind,
          binding.namespace,
          binding.roleRef.name,
        ),
        subjects: new Set(),
        risks: new Map(),
      };
      this.#found.set(text, found);
    }
    if (subject !== undefined) {
      found.subjects.add(subject);
    }
    const known = found.risks.get(kind);
    if (!known || rankOf(severity) > rankOf(known.severity)) {
      found.risks.set(kind, { kind, severity });
    }
  }

  *toBindings(): Generator<RiskyBinding> {
    for (const { binding, role, subjects, risks } of this.#found.values()) {
      const { kind, namespace, name } = binding;
      yield {
        kind,
        ...(namespace !== undefined && { namespace }),
        name,
        role,
        subjects: [...subjects].sort(),
        risks: [...risks.values()].sort(
          (one, other) =>
            rankOf(other.severity) - rankOf(one.severity) ||
            (one.kind < other.kind ? -1 : 1),
        ),
      };
    }
  }
}

/**
 * What is wrong with the rights of a cluster, as `findAccessRisks` has it, by the
 * bindings that give them. A binding answers for what it gives by itself, and for the
 * ways that take what it gives together with others.
 *
 * @public
 */
export function* findRiskyBindings(
  objects: Iterable<AccessObject>,
  needs: Iterable<AccessNeed> | undefined,
  options: AccessRiskOptions = {},
): Generator<RiskyBinding> {
  const all = [...objects];
  const { subjects, opened } = readGrants(all);
  const context = contextOf(all, needs && [...needs], { ...options, opened });
  const found = new FoundBindings(all);
  for (const subject of subjects()) {
    const wrong = RISK_RULES.flatMap(rule => {
      const whole = rule.find(subject, context);
      const risk = whole && riskOf(rule, subject, whole, context.secrets);
      return risk ? [{ rule, risk, ways: whole.ways ?? [] }] : [];
    });
    if (wrong.length === 0) {
      continue;
    }
    const parts = subject.byBinding();
    for (const { rule, risk, ways } of wrong) {
      for (const [binding, part] of parts) {
        const alone = rule.find(part, context);
        const ofBinding = alone && riskOf(rule, part, alone, context.secrets);
        if (ofBinding) {
          found.add(bindingText(binding), ofBinding);
        }
      }
      for (const { evidence } of ways) {
        const bindings = new Set(evidence.map(({ binding }) => binding));
        if (bindings.size > 1) {
          bindings.forEach(binding => found.add(binding, risk));
        }
      }
    }
  }
  const complete = new Set(options.complete);
  for (const risk of findDanglingBindings(all, complete, context.secrets)) {
    found.add(risk.causes[0].binding, risk);
  }
  yield* found.toBindings();
}
