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
  eachInTurns,
  listObjects,
  type ListedCluster,
} from '@keyward/kube-collector';
import { at, instantOf, type Json, stringOf } from '@keyward/observation/json';
import { causeOfEvent } from './causeOf';
import type { Cause } from './causes';

/** So many Events of one object are read: the operator's library writes fewer in the hour that they are kept. */
const MOST_OF_ONE = 100;
/** The event and the condition are written one after the other, with times of whole seconds. */
const SLACK_MS = 5_000;

/** What the newest Event about an object says. */
interface EventCause {
  at: string;
  cause: Cause;
}

/**
 * The causes that the Events of a cluster name, by the objects that they are about. Of
 * others nothing is read: in its namespaces anybody may write Events, about anything.
 */
export class EventCauses {
  readonly #causes: Map<string, { count: number; newest?: EventCause }>;

  /** @param wanted - the objects, by {@link keyOfObject} */
  constructor(wanted: Iterable<string>) {
    this.#causes = new Map([...wanted].map(key => [key, { count: 0 }]));
  }

  /** Takes what an Event says; its text is not kept. */
  note(event: Json): void {
    const about = at(event, 'involvedObject');
    // An Event stands in the namespace of what it is about.
    const namespace = stringOf(at(event, 'metadata', 'namespace'));
    const known = this.#causes.get(keyOf(namespace, about));
    const time = timeOf(event);
    if (!known || time === undefined || known.count >= MOST_OF_ONE) {
      return;
    }
    known.count++;
    if (!known.newest || known.newest.at <= time) {
      known.newest = { at: time, cause: causeOfEvent(event.message) };
    }
  }

  /**
   * Why an object fails.
   *
   * @param key - by {@link keyOfObject}
   * @param since - when it began to fail; what was said before is about something else
   */
  causeOf(key: string, since: string | undefined): Cause {
    const found = this.#causes.get(key)?.newest;
    const from = since ? Date.parse(since) - SLACK_MS : 0;
    return found && Date.parse(found.at) >= from ? found.cause : 'not-known';
  }
}

/**
 * Reads the Events about objects of a kind that failed.
 *
 * @param wanted - the objects, by {@link keyOfObject}
 * @param reason - how the operator calls such Events
 * @throws ClusterError
 */
export async function listCauses(
  cluster: ListedCluster,
  wanted: Iterable<string>,
  { kind, reason }: { kind: string; reason: string },
): Promise<EventCauses> {
  const causes = new EventCauses(wanted);
  const fieldSelector = `involvedObject.kind=${kind},reason=${reason}`;
  const listing = {
    root: '/api/v1',
    resource: 'events',
    query: { fieldSelector },
  };
  for await (const events of listObjects(cluster, listing)) {
    await eachInTurns(events, event => causes.note(event));
  }
  return causes;
}

/** By what an object is known to its Events. */
export function keyOfObject({ metadata }: Json): string {
  return keyOf(stringOf(at(metadata, 'namespace')), metadata);
}

/**
 * The UID, so that nothing is said of an object by the Events of an earlier one of its
 * name; and the namespace, so that nothing is by those of another.
 */
function keyOf(namespace: string | undefined, object: unknown): string {
  const uid = stringOf(at(object, 'uid'));
  return JSON.stringify([namespace, uid ?? '', uid ? '' : at(object, 'name')]);
}

/** When it was said last: equal Events are counted in one. */
function timeOf(event: Json): string | undefined {
  return (
    instantOf(at(event, 'series', 'lastObservedTime')) ??
    instantOf(event.lastTimestamp) ??
    instantOf(event.eventTime) ??
    instantOf(at(event, 'metadata', 'creationTimestamp'))
  );
}
