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

import type { AccessPath, AccessStep } from '@keyward/kube-access';
import { kubernetesSecretRef } from '@keyward/observation';
import type { Knex } from 'knex';
import type { VisibilityFilter } from '../store/inventory';
import { selectVisible } from '../store/inventory/applyVisibility';
import { isAnyOf } from '../store/common/rows';
import { EXISTS } from '../store/common/presence';

const BATCH = 5000;
const SECRET = 'secret:';
/** Those of a name, in whatever namespace. */
const OF_A_NAME = 'secret:*/';
/** A Helm release, by the name that its records are named after. */
const RELEASE = 'release:';
const HIDDEN = '(a Secret that is not yours to see)';

/** A Secret as a place of a path. */
export function placeOf(secret: { namespace: string; name: string }): string {
  return `${SECRET}${secret.namespace}/${secret.name}`;
}

/** The Secrets that a path names: its end, and those that it goes by. */
export function placesOf({
  target,
  steps,
}: Pick<AccessPath, 'target' | 'steps'>): string[] {
  return [target, ...steps.map(({ to }) => to)].filter(
    place => place.startsWith(SECRET) && !place.startsWith(OF_A_NAME),
  );
}

/** Whether the caller may see any Secret of a source. */
export async function seesSome(
  knex: Knex,
  { visibility, sourceId }: { visibility: VisibilityFilter; sourceId: string },
): Promise<boolean> {
  const found = await selectVisible(knex, visibility)
    .where({ 's.source_id': sourceId, 's.presence': EXISTS })
    .first('s.id');
  return found !== undefined;
}

/** The ids of those of some Secrets, as `secret:NAMESPACE/NAME`, that the caller may see. */
export async function visibleSecrets(
  knex: Knex,
  { visibility, sourceId }: { visibility: VisibilityFilter; sourceId: string },
  places: string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const wanted = [...new Set(places)];
  for (let from = 0; from < wanted.length; from += BATCH) {
    const placeByRef = new Map(
      wanted.slice(from, from + BATCH).map(place => {
        const slash = place.indexOf('/');
        const namespace = place.slice(SECRET.length, slash);
        const name = place.slice(slash + 1);
        return [kubernetesSecretRef(sourceId, namespace, name), place];
      }),
    );
    const refs = isAnyOf(knex, 's.ref', [...placeByRef.keys()]);
    const rows: { id: string; ref: string }[] = await selectVisible(
      knex,
      visibility,
    )
      .where({ 's.source_id': sourceId, 's.presence': EXISTS })
      .whereRaw(refs.sql, refs.bindings)
      .select('s.id', 's.ref');
    for (const { id, ref } of rows) {
      ids.set(placeByRef.get(ref)!, id);
    }
  }
  return ids;
}

/**
 * Takes out of a path what names Secrets that are not among the visible ones. A
 * step by a name in whatever namespace tells the name of the one that follows,
 * a release that of the record before it.
 */
export function hideSecrets(
  steps: AccessStep[],
  visible: { has(place: string): boolean },
): AccessStep[] {
  const meant = new Map(
    steps.flatMap(({ from, to }) => [
      ...(from.startsWith(OF_A_NAME) ? [[from, to] as const] : []),
      ...(to.startsWith(RELEASE) ? [[to, from] as const] : []),
    ]),
  );
  const shown = (place: string) =>
    !(place.startsWith(SECRET) || place.startsWith(RELEASE)) ||
    visible.has(meant.get(place) ?? place)
      ? place
      : HIDDEN;
  return steps.map(step => ({
    ...step,
    from: shown(step.from),
    to: shown(step.to),
  }));
}
