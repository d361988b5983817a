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

/**
 * A reference to the secret, as far as it matters for what a new value does.
 *
 * @public
 */
export interface ImpactConsumer {
  kind: string;
  apiGroup: string;
  namespace?: string;
  name: string;
  how: string;
  container?: string;
  containerKind?: string;
  keys?: string[];
  subPath: boolean;
  /** Its annotations ask a controller to restart it when the secret changes. */
  reloads?: boolean;
  workload?: { kind: string; name: string };
}

/**
 * What is known of a secret that is to get a new value.
 *
 * @public
 */
export interface ImpactFacts {
  ref: string;
  deliverer: {
    kind: string;
    namespace?: string;
    name?: string;
    /** Where the value comes from, for example `vault:secret/prod/db`. */
    from?: string;
  };
  consumers: readonly ImpactConsumer[];
  /** Secrets that are known to hold one of its values. */
  copies: readonly { id: string; ref: string; keys: string[] }[];
  /** Other secrets that are read from a place of the same name. */
  sameOrigin?: readonly { id: string; ref: string }[];
  /** Other secrets that get their values from this one. */
  fed?: readonly { id: string; ref: string; failed: boolean }[];
  /** Keys of which nobody can tell where else their value is. */
  incomparableKeys: readonly string[];
}

/**
 * Something to do, or that happens by itself, when a secret gets a new value.
 *
 * @public
 */
export interface RotationStep {
  kind:
    | 'changeAtOrigin'
    | 'copy'
    | 'updatesItself'
    | 'restart'
    | 'check'
    | 'unknown';
  /** What it is about, as kind/name, or a ref. */
  target: string;
  namespace?: string;
  secretId?: string;
  why: string;
  container?: string;
  keys?: string[];
}

const BY_HAND = new Set(['by hand', 'unknown']);
const ORDER: RotationStep['kind'][] = [
  'changeAtOrigin',
  'copy',
  'restart',
  'updatesItself',
  'check',
  'unknown',
];

/**
 * What breaks if a secret is rotated, in the order to act: change the value
 * where it comes from, then its copies, restart what read it at its start; what
 * follows by itself, what only an operator's object names, and what is not known.
 *
 * Files follow within a minute or so, except those mounted by subPath, which
 * never do; environment variables are read when a container starts
 * (https://kubernetes.io/docs/concepts/configuration/secret/#mounted-secrets-are-updated-automatically).
 *
 * @public
 */
export function rotationImpactOf(facts: ImpactFacts): RotationStep[] {
  const { deliverer, ref } = facts;
  const byHand = BY_HAND.has(deliverer.kind);
  const steps: RotationStep[] = [
    {
      kind: 'changeAtOrigin',
      target:
        deliverer.from ??
        (byHand
          ? ref
          : [deliverer.kind, deliverer.name].filter(Boolean).join('/')),
      ...(deliverer.namespace && !byHand
        ? { namespace: deliverer.namespace }
        : {}),
      why: byHand ? 'byHand' : 'delivered',
    },
    ...facts.copies.map(copy => ({
      kind: 'copy' as const,
      target: copy.ref,
      secretId: copy.id,
      why: 'sameValue',
      keys: copy.keys,
    })),
    ...(facts.fed ?? []).map(other => ({
      // What does not get a value now will not get the new one by itself.
      kind: other.failed ? ('check' as const) : ('updatesItself' as const),
      target: other.ref,
      secretId: other.id,
      why: 'fed',
    })),
    ...merge(facts.consumers.map(stepOf)),
    ...(facts.sameOrigin ?? []).map(other => ({
      kind: 'check' as const,
      target: other.ref,
      secretId: other.id,
      why: 'sameOrigin',
    })),
  ];
  if (facts.incomparableKeys.length > 0) {
    steps.push({
      kind: 'unknown',
      target: ref,
      why: 'notComparable',
      keys: [...facts.incomparableKeys],
    });
  }
  return steps
    .map((step, index) => ({ step, index }))
    .sort(
      (a, b) =>
        ORDER.indexOf(a.step.kind) - ORDER.indexOf(b.step.kind) ||
        a.index - b.index,
    )
    .map(({ step }) => step);
}

/** What a container takes key by key is one thing to do. */
function merge(steps: RotationStep[]): RotationStep[] {
  const merged = new Map<string, RotationStep>();
  for (const step of steps) {
    const { kind, target, namespace, why, container } = step;
    const key = JSON.stringify([kind, target, namespace, why, container]);
    const known = merged.get(key);
    if (!known) {
      merged.set(key, step);
    } else if (known.keys && step.keys) {
      known.keys = [...new Set([...known.keys, ...step.keys])];
    } else {
      // One of them takes all keys.
      delete known.keys;
    }
  }
  return [...merged.values()];
}

function stepOf(consumer: ImpactConsumer): RotationStep {
  const effect = effectOn(consumer);
  const { kind, why } =
    effect.kind === 'restart' && consumer.reloads
      ? { kind: 'updatesItself' as const, why: 'reloader' }
      : effect;
  const top = consumer.workload ?? consumer;
  return {
    kind,
    target: `${top.kind}/${top.name}`,
    ...(consumer.namespace ? { namespace: consumer.namespace } : {}),
    why,
    ...(consumer.container ? { container: consumer.container } : {}),
    ...(consumer.keys ? { keys: consumer.keys } : {}),
  };
}

function effectOn(
  consumer: ImpactConsumer,
): Pick<RotationStep, 'kind' | 'why'> {
  const { how, subPath, containerKind } = consumer;
  if (how === 'env' || how === 'envFrom') {
    return { kind: 'restart', why: how };
  }
  if (how === 'volume' || how === 'projected') {
    if (subPath) {
      return { kind: 'restart', why: 'subPath' };
    }
    return containerKind === 'init'
      ? { kind: 'restart', why: 'init' }
      : { kind: 'updatesItself', why: 'volume' };
  }
  if (how === 'imagePullSecret') {
    return { kind: 'updatesItself', why: 'imagePullSecret' };
  }
  if (how === 'secretProviderClass') {
    // The driver writes a new value where its rotation is switched on.
    return { kind: 'check', why: 'csi' };
  }
  if (how === 'role') {
    return { kind: 'check', why: 'role' };
  }
  return { kind: 'check', why: 'reference' };
}
