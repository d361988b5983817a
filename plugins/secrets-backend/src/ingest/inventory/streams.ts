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

import type { Knex } from 'knex';

export interface StreamRow {
  stream: string;
  generation: string | null;
  generation_fence: number | string | null;
  blank: boolean | number;
  open: boolean | number;
  cursor: string | null;
  opened_at: string | null;
  seen_at: string | null;
  completed_at: string | null;
}

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

const SECRET_STREAM = /^v1\/secrets(?![a-z0-9.-])(?:[^@]*@(.+))?/;

/** Whether a stream holds the Secrets of a cluster. */
export function isSecretStream(stream: string): boolean {
  return SECRET_STREAM.test(stream);
}

/**
 * Tells whether a secret that is not stored does not exist: only where its
 * namespace's Secrets were all listed once.
 */
export async function loadExistenceJudge(
  tx: Knex,
  sourceId: string,
): Promise<(namespace: string) => boolean> {
  const rows = await tx('streams')
    .where({ source_id: sourceId })
    .select<StreamRow[]>('stream', 'completed_at');
  let everywhere: boolean | undefined;
  const scoped = new Map<string, boolean>();
  for (const { stream, completed_at: completedAt } of rows) {
    const match = SECRET_STREAM.exec(stream);
    if (!match) {
      continue;
    }
    const complete = completedAt !== null;
    const scope = match[1];
    if (scope) {
      scoped.set(scope, complete && (scoped.get(scope) ?? true));
    } else {
      everywhere = complete && (everywhere ?? true);
    }
  }
  return namespace =>
    everywhere === undefined
      ? scoped.get(namespace) === true
      : everywhere && scoped.get(namespace) !== false;
}
