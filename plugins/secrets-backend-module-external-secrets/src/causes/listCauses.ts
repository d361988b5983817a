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

import { listObjects, type ListedCluster } from '@keyward/kube-collector';
import { at, instantOf, type Json, stringOf } from '@keyward/observation/json';
import { causeOfEvent } from './causeOf';
import type { Cause } from './causes';

/** More objects that fail at once are not told apart by their causes. */
const MOST = 50_000;
/** The event and the condition are written one after the other, with times of whole seconds. */
const SLACK_MS = 5_000;

/** What the newest Event about an object says. */
export interface EventCause {
  at: string;
  cause: Cause;
}

/** The causes that the Events of a cluster name, by the objects that they are about. */
export class EventCauses {
  readonly #causes = new Map<string, EventCause>();

  /** Takes what an Event says; its text is not kept. */
  note(event: Json): void {
    const about = keyOf(at(event, 'involvedObject'));
    const time = timeOf(event);
    const known = this.#causes.get(about);
    if (time === undefined || (known ? known.at > time : this.#isFull())) {
      return;
    }
    this.#causes.set(about, { at: time, cause: causeOfEvent(event.message) });
  }

  /**
   * Why an object fails.
   *
   * @param since - when it began to fail; what was said before is about something else
   */
  causeOf(metadata: unknown, since: string | undefined): Cause {
    const found = this.#causes.get(keyOf(metadata));
    const from = since ? Date.parse(since) - SLACK_MS : 0;
    return found && Date.parse(found.at) >= from ? found.cause : 'not-known';
  }

  #isFull(): boolean {
    return this.#causes.size >= MOST;
  }
}

/**
 * Reads the Events about objects of a kind that failed.
 *
 * @param reason - how the operator calls such Events
 * @throws ClusterError
 */
export async function listCauses(
  cluster: ListedCluster,
  kind: string,
  reason: string,
): Promise<EventCauses> {
  const causes = new EventCauses();
  const fieldSelector = `involvedObject.kind=${kind},reason=${reason}`;
  const listing = {
    root: '/api/v1',
    resource: 'events',
    query: { fieldSelector },
  };
  for await (const events of listObjects(cluster, listing)) {
    events.forEach(event => causes.note(event));
  }
  return causes;
}

/** The UID, so that nothing is said of an object by the Events of an earlier one of its name. */
function keyOf(object: unknown): string {
  return (
    stringOf(at(object, 'uid')) ??
    `${stringOf(at(object, 'namespace'))}/${stringOf(at(object, 'name'))}`
  );
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
