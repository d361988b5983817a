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
  type AccessEvent,
  readAuditEvent,
  readAuditLines,
} from '@keyward/audit-trail';
import { instantOf, type Json } from '@keyward/observation';
import type { Knex } from 'knex';
import {
  type AuditStore,
  type AuditToken,
  DAY_MS,
  hourOf,
} from '../../store/audit';
import { attributeEvents } from './attributeEvents';

/** Entries that are stored in one transaction. */
const AT_A_TIME = 1000;

/** What became of a log that was sent. */
export interface Ingested {
  stored: number;
  /** That were there already. */
  duplicates: number;
  /** Entries that concern no secret. */
  skipped: number;
  refused: number;
}

/** What {@link AuditIngest} works with. */
export interface AuditIngestOptions {
  knex: Knex;
  store: Pick<AuditStore, 'append'>;
  /** Events that are older than this are refused, as they would go at once. */
  eventsDays: number;
  now?: () => number;
}

interface Chunk {
  events: AccessEvent[];
  entries: Map<number, number>;
  newest?: number;
  refused: { count: number; sample?: string };
  hasBodies: boolean;
  size: number;
}

/** Takes audit logs apart and stores what they say of secrets. */
export class AuditIngest {
  readonly #options: AuditIngestOptions;
  readonly #now: () => number;

  constructor(options: AuditIngestOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Stores a log of the source of a token. What was stored before an error is stored, and is
   * known again when it is sent again.
   *
   * @param longest - of a line, in bytes
   */
  async ingest(
    token: AuditToken,
    log: AsyncIterable<Uint8Array>,
    longest: number,
  ): Promise<Ingested> {
    const ingested = { stored: 0, duplicates: 0, skipped: 0, refused: 0 };
    let chunk = emptyChunk();
    const flush = async () => {
      const { events, size, ...rest } = chunk;
      chunk = emptyChunk();
      if (size === 0) {
        return;
      }
      const { stored, duplicates } = await this.#options.store.append({
        ...rest,
        sourceId: token.sourceId,
        kind: token.kind,
        events: await attributeEvents(this.#options.knex, token, events),
      });
      ingested.stored += stored;
      ingested.duplicates += duplicates;
      ingested.refused += rest.refused.count;
    };
    for await (const entry of readAuditLines(log, { longestLine: longest })) {
      const fault =
        'json' in entry
          ? this.#take(token, entry.json, chunk)
          : `${entry.refused}${entry.shape && `: ${entry.shape}`}`;
      if (fault === 'skipped') {
        ingested.skipped += 1;
      } else if (fault !== undefined) {
        chunk.refused = { count: chunk.refused.count + 1, sample: fault };
      }
      chunk.size += 1;
      if (chunk.size >= AT_A_TIME) {
        await flush();
      }
    }
    await flush();
    return ingested;
  }

  /** Adds an entry; says why it is refused if it is. */
  #take({ kind }: AuditToken, json: Json, chunk: Chunk): string | undefined {
    const result = readAuditEvent(json);
    if ('refused' in result) {
      return result.refused;
    }
    const instant = instantOf(json.requestReceivedTimestamp ?? json.time);
    const at = instant === undefined ? undefined : Date.parse(instant);
    if (at !== undefined) {
      const now = this.#now();
      if (at < now - this.#options.eventsDays * DAY_MS) {
        return 'it is older than events are kept';
      }
      if (at > now + DAY_MS) {
        return 'its time is more than a day ahead';
      }
      const hour = hourOf(at);
      chunk.entries.set(hour, (chunk.entries.get(hour) ?? 0) + 1);
      chunk.newest = Math.max(chunk.newest ?? at, at);
    }
    if (!('event' in result)) {
      return 'skipped';
    }
    const { event } = result;
    if (event.target.system !== kind) {
      return `it is of ${event.target.system}, and the token of ${kind}`;
    }
    chunk.events.push(event);
    chunk.hasBodies ||= event.hasBody;
    return undefined;
  }
}

function emptyChunk(): Chunk {
  return {
    events: [],
    entries: new Map(),
    refused: { count: 0 },
    hasBodies: false,
    size: 0,
  };
}
