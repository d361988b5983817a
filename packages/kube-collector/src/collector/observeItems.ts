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

import { type Observation, ObservationError } from '@keyward/observation';
import { type SecretLookup } from '@keyward/kube-model';
import type { Stream } from '../streams';
import { eachInTurns } from './eachInTurns';
import type { Companions } from './fetchCompanions';
import type { CollectorSink } from './types';

const EXAMPLES = 3;

/** Objects of a stream that could not be observed. */
export class RefusedObjects {
  #refs = new Map<string, string>();

  /** An object that is good now, or gone, is no problem any more. */
  forget(ref: string | undefined) {
    if (ref !== undefined) {
      this.#refs.delete(ref);
    }
  }

  clear() {
    this.#refs.clear();
  }

  add(ref: string | undefined, message: string) {
    this.#refs.set(ref ?? message, message);
  }

  /** What they are, by example; undefined if there are none. */
  get message(): string | undefined {
    const messages = [...this.#refs.values()];
    if (messages.length === 0) {
      return undefined;
    }
    const more = messages.length - EXAMPLES;
    return `${messages.slice(0, EXAMPLES).join('; ')}${
      more > 0 ? `; and ${more} more` : ''
    }`;
  }
}

/** The items of a page that are not as they were last applied, and the refs of those that are. */
export function splitItems(
  stream: Stream,
  items: unknown[],
  { isApplied }: Pick<CollectorSink, 'isApplied'>,
): { items: unknown[]; unchanged: string[] } {
  if (!isApplied) {
    return { items, unchanged: [] };
  }
  const unchanged: string[] = [];
  const others = items.filter(item => {
    const ref = stream.refOf(item);
    const version = versionOf(stream, item);
    if (!ref || !version || !isApplied(stream.id, ref, version)) {
      return true;
    }
    unchanged.push(ref);
    return false;
  });
  return { items: others, unchanged };
}

type Row = { object?: unknown } | null;

function versionOf({ as }: Stream, item: unknown) {
  const object = as === 'table' ? (item as Row)?.object : item;
  const { uid, resourceVersion } =
    (object as { metadata?: Record<string, unknown> } | null)?.metadata ?? {};
  return typeof uid === 'string' && typeof resourceVersion === 'string'
    ? { uid, resourceVersion }
    : undefined;
}

/**
 * Observes what can be observed; what cannot is noted, and disturbs nothing else.
 */
export async function observeItems(
  stream: Stream,
  items: unknown[],
  columns: string[] | undefined,
  refused: RefusedObjects,
  companions?: Companions,
  lookupFor?: (ref: string | undefined) => SecretLookup | undefined,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  await eachInTurns(items, item => {
    const ref = stream.refOf(item);
    try {
      observations.push(
        stream.observe(item, columns, companions?.get(item), lookupFor?.(ref)),
      );
      refused.forget(ref);
    } catch (error) {
      refused.add(
        ref,
        error instanceof ObservationError
          ? error.message
          : // An error of another kind may quote what it stumbled over.
            `A ${stream.kind} could not be read`,
      );
    }
  });
  return observations;
}
