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

import { placesAbove } from '../../store/common/placesAbove';
import { formatLocation, type Coverage } from '@keyward/observation';
import type { Knex } from 'knex';
import { SECRET_KIND } from '../../store/common/presence';
import type { Row } from '../../store/tables';

export type StreamRow = Row<
  'streams',
  | 'stream'
  | 'generation'
  | 'generation_fence'
  | 'blank'
  | 'open'
  | 'cursor'
  | 'opened_at'
  | 'seen_at'
  | 'completed_at'
  | 'covers'
  | 'covers_in'
>;

export async function loadStream(
  tx: Knex,
  sourceId: string,
  stream: string,
): Promise<StreamRow | undefined> {
  return await tx('streams')
    .where({ source_id: sourceId, stream })
    .first<StreamRow | undefined>(
      'stream',
      'generation',
      'generation_fence',
      'blank',
      'open',
      'cursor',
      'opened_at',
      'seen_at',
      'completed_at',
      'covers',
      'covers_in',
    );
}

export async function saveStream(
  tx: Knex,
  sourceId: string,
  row: StreamRow,
): Promise<void> {
  await tx('streams')
    .insert({ source_id: sourceId, ...row })
    .onConflict(['source_id', 'stream'])
    .merge();
}

/** How streams of Kubernetes, which say nothing of what they cover, name those of Secrets. */
const SECRETS_OF_KUBERNETES = /^v1\/secrets(?![a-z0-9.-])(?:[^@]*@(.+))?/;

/** Of what a stream names all there is, as its source says, or as its name does in Kubernetes. */
export function coverageOf({
  stream,
  covers,
}: {
  stream: string;
  covers?: Coverage;
}): Pick<StreamRow, 'covers' | 'covers_in'> {
  if (covers) {
    return {
      covers: covers.kind,
      covers_in: covers.location ? formatLocation(covers.location) : null,
    };
  }
  const match = SECRETS_OF_KUBERNETES.exec(stream);
  return match
    ? { covers: SECRET_KIND, covers_in: match[1] ?? null }
    : { covers: null, covers_in: null };
}

/**
 * Tells whether a secret that is not stored does not exist: only where all streams that
 * cover secrets of its location have named all there is.
 */
export async function loadExistenceJudge(
  tx: Knex,
  sourceId: string,
): Promise<(location: string) => boolean> {
  const rows = await tx('streams')
    .where({ source_id: sourceId, covers: SECRET_KIND })
    .select<Pick<StreamRow, 'completed_at' | 'covers_in'>[]>(
      'completed_at',
      'covers_in',
    );
  /** Whether all is named, by location; '' is everywhere. */
  const whole = new Map<string, boolean>();
  for (const row of rows) {
    const location = row.covers_in ?? '';
    whole.set(
      location,
      row.completed_at !== null && (whole.get(location) ?? true),
    );
  }
  return location => {
    const covering = placesAbove(location).flatMap(
      place => whole.get(place) ?? [],
    );
    return covering.length > 0 && covering.every(isWhole => isWhole);
  };
}
