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
  type Estate,
  type EstateSecret,
  randomKeys,
  refOf,
  setFrom,
} from './randomEstate';
import type { Random } from './Random';

const MOST_CHANGES = 6;
/** Some changes are not possible in some estates. */
const MOST_TRIES = 20;
/** More of a place than are named of a value. */
const CROWD = 21;

/** One thing that is otherwise in the second estate, in words. */
type Change = (
  random: Random,
  secrets: EstateSecret[],
  visible: readonly EstateSecret[],
) => string | undefined;

const isChangeable = ({ kind }: EstateSecret) => kind !== 'token';

/** Changes that somebody else makes; what gives a right is left as it is. */
const changes: Record<string, Change> = {
  value(random, secrets) {
    const [secret, step] = pickThere(random, secrets);
    return (
      secret &&
      hold(secret, step, randomKeys(random, random.pick([step, undefined])))
    );
  },
  'a value that is seen': (random, secrets, visible) => {
    const [secret, step] = pickThere(random, secrets);
    const [known, at] = pickThere(random, visible);
    if (!secret || !known) {
      return undefined;
    }
    const { value } = random.pick(Object.values(known.steps[at]!));
    const own = Object.keys(secret.steps[step]!);
    return hold(secret, step, {
      ...secret.steps[step],
      [random.pick([...own, 'copied'])]: {
        value,
        since: random.pick([step, undefined]),
      },
    });
  },
  'values of its own': (random, secrets) => {
    const [secret, step] = pickThere(random, secrets);
    return (
      secret &&
      hold(
        secret,
        step,
        Object.fromEntries(
          Object.keys(secret.steps[step]!).map((key, index) => [
            key,
            { value: `own ${refOf(secret)} ${index}`, since: step },
          ]),
        ),
      )
    );
  },
  'a key more': (random, secrets) => {
    const [secret, step] = pickThere(random, secrets);
    const more = { ...randomKeys(random, step) };
    return (
      secret &&
      hold(secret, step, {
        ...secret.steps[step],
        added: Object.values(more)[0],
      })
    );
  },
  'a key less': (random, secrets) => {
    const [secret, step] = pickThere(random, secrets);
    const [, ...rest] = Object.entries(secret?.steps[step] ?? {});
    return (
      (secret &&
        rest.length > 0 &&
        hold(secret, step, Object.fromEntries(rest))) ||
      undefined
    );
  },
  'another name': (random, secrets) => {
    const [secret, step] = pickThere(random, secrets);
    if (!secret) {
      return undefined;
    }
    const before = refOf(secret);
    const renamed = {
      ...secret,
      name: `renamed-${secrets.length}`,
      steps: secret.steps.map((keys, at) => (at < step ? undefined : keys)),
    };
    setFrom(secret, step, undefined);
    secrets.push(renamed);
    return `${before} is ${refOf(renamed)} at ${step}`;
  },
  gone(random, secrets) {
    const [secret, step] = pickThere(random, secrets);
    return secret && hold(secret, step, undefined);
  },
  created(random, secrets) {
    const [beside] = pickThere(random, secrets);
    if (!beside) {
      return undefined;
    }
    const step = random.below(beside.steps.length);
    const kind = random.pick(['plain', 'plain', 'certificate'] as const);
    const created = createBeside(beside, kind, `added-${random.below(3)}`);
    const known = secrets.find(each => refOf(each) === refOf(created));
    if (!known) {
      secrets.push(created);
    }
    return hold(known ?? created, step, randomKeys(random, step));
  },
  'a crowd with a value that is seen': (random, secrets, visible) => {
    const { sourceId } = random.pick(secrets) ?? {};
    const places = new Map(
      secrets
        .filter(secret => secret.sourceId === sourceId)
        .sort((one, other) => (one.namespace < other.namespace ? 1 : -1))
        .map(secret => [secret.namespace, secret]),
    );
    const [known, step] = pickThere(random, visible);
    if (places.size < 2 || !known || random.chance(0.7)) {
      return undefined;
    }
    const { value } = random.pick(Object.values(known.steps[step]!));
    const crowded = [...places.values()].slice(-2);
    for (const beside of crowded) {
      for (let index = 0; index < CROWD; index++) {
        const name = `crowd-${secrets.length}`;
        const created = createBeside(beside, 'plain', name);
        setFrom(created, step, { password: { value, since: step } });
        secrets.push(created);
      }
    }
    const told = crowded.map(({ namespace }) => namespace).join(' and ');
    return `${CROWD} each of ${sourceId}, ${told} hold ${value} at ${step}`;
  },
};

function createBeside(
  beside: EstateSecret,
  kind: EstateSecret['kind'],
  name: string,
): EstateSecret {
  const steps = beside.steps.map(() => undefined);
  return { ...beside, kind, entity: undefined, name, steps };
}

function hold(
  secret: EstateSecret,
  step: number,
  keys: EstateSecret['steps'][number],
): string {
  setFrom(secret, step, keys);
  return `${refOf(secret)} holds ${
    JSON.stringify(keys) ?? 'nothing'
  } at ${step}`;
}

/** A secret, and a step at which it is there. */
function pickThere(
  random: Random,
  secrets: readonly EstateSecret[],
): [EstateSecret | undefined, number] {
  const there = secrets.flatMap(secret =>
    secret.steps.flatMap((keys, step) =>
      keys ? [[secret, step] as [EstateSecret, number]] : [],
    ),
  );
  return there.length > 0 ? random.pick(there) : [undefined, 0];
}

/**
 * An estate that differs only in secrets that are not among the visible ones, and
 * in what.
 */
export function changeHidden(
  random: Random,
  estate: Estate,
  visible: ReadonlySet<string>,
): { estate: Estate; told: string[] } {
  const isSeen = (secret: EstateSecret) => visible.has(refOf(secret));
  const seen = estate.secrets.filter(isSeen);
  const kept = estate.secrets.filter(
    each => isSeen(each) || !isChangeable(each),
  );
  const others = estate.secrets
    .filter(each => !kept.includes(each))
    .map(each => ({ ...each, steps: [...each.steps] }));
  const told: string[] = [];
  const count = 1 + random.below(MOST_CHANGES);
  for (let tries = 0; told.length < count && tries < MOST_TRIES; tries++) {
    const name = random.pick(Object.keys(changes));
    const change = changes[name](random, others, seen);
    if (change) {
      told.push(`${name}: ${change}`);
    }
  }
  return { estate: { ...estate, secrets: [...kept, ...others] }, told };
}
