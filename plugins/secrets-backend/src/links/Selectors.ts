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

import type { LabelRequirement } from '@keyward/kube-model';
import type {
  LabelName,
  LinkableSecret,
  StoredObject,
} from '../store/inventory';
import { labelEntries } from '../store/inventory/labelEntries';
import type { EntityClaims } from './EntityClaims';

/** What asks for more values than these is looked for by its key alone. */
const MOST_VALUES = 50;

interface Selector {
  requirements: (Omit<LabelRequirement, 'values'> & { values: Set<string> })[];
  entities: EntityClaims[];
}

/**
 * The label selectors of some entities. They are answered together: the inventory is
 * asked once for what has any of the labels without which one of them selects nothing,
 * and each is compared with what is found. So a catalog with many selectors costs no
 * more statements than one with few.
 */
export class Selectors {
  readonly #byLabel = new Map<string, Selector[]>();
  readonly #labels = new Map<string, LabelName>();

  constructor(entities: EntityClaims[]) {
    const byText = new Map<string, Selector>();
    for (const claims of entities) {
      const { text, requirements } = claims.selector ?? {};
      if (text === undefined || !requirements) {
        continue;
      }
      const known = byText.get(text);
      if (known) {
        known.entities.push(claims);
        continue;
      }
      const selector = {
        requirements: requirements.map(({ key, operator, values }) => ({
          key,
          operator,
          values: new Set(values),
        })),
        entities: [claims],
      };
      byText.set(text, selector);
      for (const label of leadOf(selector)) {
        const name = nameOf(label);
        this.#labels.set(name, label);
        this.#byLabel.set(name, [...(this.#byLabel.get(name) ?? []), selector]);
      }
    }
  }

  /** What is selected has one of them at least. */
  get labels(): LabelName[] {
    return [...this.#labels.values()];
  }

  /** The entities whose selectors select an object, or the pods that it makes. */
  entitiesOf(object: StoredObject | LinkableSecret): EntityClaims[] {
    const labels = labelsOf(object);
    const candidates = new Set<Selector>();
    for (const [key, values] of labels) {
      for (const name of [
        nameOf({ key }),
        ...[...values].map(value => nameOf({ key, value })),
      ]) {
        this.#byLabel.get(name)?.forEach(each => candidates.add(each));
      }
    }
    return [...candidates]
      .filter(({ requirements }) =>
        requirements.every(requirement => isMet(requirement, labels)),
      )
      .flatMap(selector => selector.entities);
  }
}

/** The labels of which something has one if the selector selects it: as few as possible. */
function leadOf({ requirements }: Selector): LabelName[] {
  const [least] = requirements
    .filter(({ operator }) => operator === 'in')
    .sort((one, other) => one.values.size - other.values.size);
  if (least && least.values.size <= MOST_VALUES) {
    return [...least.values].map(value => ({ key: least.key, value }));
  }
  const some =
    least ?? requirements.find(({ operator }) => operator === 'exists');
  return some ? [{ key: some.key }] : [];
}

function nameOf({ key, value }: LabelName): string {
  return value === undefined ? key : `${key}=${value}`;
}

function labelsOf(
  object: StoredObject | LinkableSecret,
): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const [key, value] of labelEntries(object)) {
    labels.set(key, (labels.get(key) ?? new Set()).add(value));
  }
  return labels;
}

/** As in Kubernetes, what has no label of the key satisfies a negation. */
function isMet(
  { key, operator, values }: Selector['requirements'][number],
  labels: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const own = labels.get(key);
  const isOne = () => [...(own ?? [])].some(value => values.has(value));
  switch (operator) {
    case 'exists':
      return own !== undefined;
    case 'doesNotExist':
      return own === undefined;
    case 'in':
      return isOne();
    default:
      return !isOne();
  }
}
