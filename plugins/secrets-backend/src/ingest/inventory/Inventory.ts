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
import { copySourceOf } from '@keyward/kube-model';
import { knownSystems, type KnownSystems } from '@keyward/kube-model/systems';
import {
  OBSERVATION_VERSION,
  type ObservationBatch,
} from '@keyward/observation';
import {
  countSource,
  type CountedTable,
} from '../../store/inventory/countSource';
import type { InventoryListener } from '../../store/inventory';
import { longTransaction } from '../../store/common/longTransaction';
import {
  COPY_OF,
  KUBERNETES,
  LISTED,
  SECRET_KIND,
} from '../../store/common/presence';
import { unsought } from '../../store/common/rows';
import { enqueueAll, enqueueAnalyses } from '../../store/analyses/analyses';
import { AppliedStreams, type ObjectVersion } from './AppliedStreams';
import { applyObjects, followSecrets, removeObjects } from './applyObjects';
import { applyResources } from './applyResources';
import { applySecrets } from './applySecrets';
import { ChangeListeners } from './ChangeListeners';
import { NameSet, systemOf, writeHistory, type BatchContext } from './context';
import type { SourceFence } from '../../store/sources/SourceFence';
import { enqueueDelivered } from './enqueueDelivered';
import { enqueueFed } from './enqueueFed';
import { checkFence } from '../../store/sources/checkFence';
import { findGone } from './findGone';
import { noteAccess } from './noteAccess';
import { noteTransit } from './noteTransit';
import { hidMuch, moveStream, noteFullSync } from './fullSync';
import {
  isContinued,
  isSame,
  noteSeen,
  openKeyOf,
  openStream,
  type OpenSync,
} from './openSync';
import { isChanging, namesAny, readBatch, type ReadBatch } from './readBatch';
import { refreshSecrets } from './refreshSecrets';
import { removeSecrets } from './removeSecrets';
import { SeenRefs } from './SeenRefs';
import {
  coverageOf,
  loadExistenceJudge,
  loadStream,
  saveStream,
  type StreamRow,
} from './streams';
import { findUnjudged } from './findUnjudged';
import { FreshStatistics } from './FreshStatistics';

/** The only writer of the secret tables: applies batches, each in one transaction under the fence of its source. */
export class Inventory {
  readonly #knex: Knex;
  /** What is known of systems. */
  readonly #systems: KnownSystems;
  readonly #listeners = new ChangeListeners();
  readonly #open = new Map<string, OpenSync>();
  readonly #applied = new AppliedStreams();
  readonly #queues = new Map<string, Promise<void>>();
  /** Sources that nothing but secrets is known of, by fence: their rows need no look at what is around. */
  readonly #lonely = new Map<string, number>();
  /** Sources that changed since they were counted. */
  readonly #uncounted = new Set<string>();

  readonly #statistics: FreshStatistics;

  constructor(options: { knex: Knex; systems?: KnownSystems }) {
    this.#knex = options.knex;
    this.#systems = options.systems ?? knownSystems;
    this.#statistics = new FreshStatistics(options.knex);
  }

  /** Adds a listener and returns how to remove it. */
  onChange(listener: InventoryListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Tells listeners that a source says something else of itself. */
  noteReport(sourceId: string): void {
    this.#listeners.tell({ sourceId, secretIds: [], namespaces: [] });
  }

  /** Whether this version of an object is what was last applied of it under this fence. */
  isApplied(
    fence: SourceFence,
    stream: string,
    ref: string,
    version: ObjectVersion,
  ): boolean {
    return this.#applied.isApplied(fence, stream, ref, version);
  }

  /**
   * Counts sources whose numbers single changes may have changed. To be called now
   * and then, as counting takes as long as a source is large.
   */
  async countChanged(): Promise<void> {
    for (const sourceId of [...this.#uncounted]) {
      this.#uncounted.delete(sourceId);
      await countSource(this.#knex, sourceId, 'secrets');
      await countSource(this.#knex, sourceId, 'objects');
    }
  }

  /** Lets go of what is known of a source that is not written any more. */
  forget(sourceId: string): void {
    this.#uncounted.delete(sourceId);
    this.#applied.forget(sourceId);
  }

  /** Applies a batch, or rejects with a `LeaseLostError` or an `InputError` and changes nothing. */
  async apply(fence: SourceFence, batch: ObservationBatch): Promise<void> {
    if (batch.version > OBSERVATION_VERSION) {
      throw new Error(
        `Observations of version ${batch.version} are newer than this portal, which knows ${OBSERVATION_VERSION}`,
      );
    }
    const read = readBatch(batch, fence);
    await this.#enqueue(fence, () => this.#applyRead(fence, read));
  }

  /** One after the other, as the streams of a source meet in the rows of its secrets. */
  async #enqueue(
    { sourceId }: SourceFence,
    task: () => Promise<void>,
  ): Promise<void> {
    const before = this.#queues.get(sourceId) ?? Promise.resolve();
    const done = before.then(task);
    const rested = done.catch(() => {});
    this.#queues.set(sourceId, rested);
    try {
      await done;
    } finally {
      if (this.#queues.get(sourceId) === rested) {
        this.#queues.delete(sourceId);
      }
    }
  }

  async #applyRead(fence: SourceFence, batch: ReadBatch): Promise<void> {
    const openKey = openKeyOf(fence, batch.stream);
    if (this.#noteUnchanged(fence, batch, this.#open.get(openKey))) {
      return;
    }
    try {
      await this.#applyOnce(fence, batch, openKey);
    } catch (error) {
      const open = this.#open.get(openKey);
      if (!open || open.notBlank || !isUniqueViolation(error)) {
        throw error;
      }
      open.notBlank = true;
      await this.#applyOnce(fence, batch, openKey);
    }
  }

  /** A page in the middle of a full sync that says nothing new needs no transaction: the last one has the fence checked. */
  #noteUnchanged(
    { fence }: SourceFence,
    batch: ReadBatch,
    open: OpenSync | undefined,
  ): boolean {
    if (
      batch.unchanged.length === 0 ||
      namesAny(batch) ||
      batch.gone.length + batch.goneObjects.length > 0 ||
      batch.complete ||
      batch.cursor !== undefined ||
      open?.generation !== batch.generation ||
      open?.fence !== fence
    ) {
      return false;
    }
    for (const ref of batch.unchanged) {
      open.seen.add(ref);
    }
    return true;
  }

  async #applyOnce(
    fence: SourceFence,
    batch: ReadBatch,
    openKey: string,
  ): Promise<void> {
    let open = this.#open.get(openKey);
    let isListed = false;
    const context = await longTransaction(this.#knex, async tx => {
      await checkFence(tx, fence);
      const before = await loadStream(tx, fence.sourceId, batch.stream);
      const stream = {
        ...openStream(before, batch, fence),
        ...coverageOf(batch),
      };
      if (!isSame(open, stream, fence)) {
        open = undefined;
      }
      if (batch.generation && !open) {
        this.#applied.begin(fence, batch.stream, Boolean(stream.blank));
        if (
          isContinued(before, batch) ||
          (stream.blank && batch.unchanged.length > 0)
        ) {
          // Memory says nothing of what the batches before it named, or what is
          // stored has nothing of what memory says.
          throw new Error(
            `The full sync of ${batch.stream} has to begin anew, as its beginning was lost`,
          );
        }
        open = {
          generation: batch.generation,
          fence: fence.fence,
          seen: new SeenRefs(),
          miscounts: false,
          notBlank: !stream.blank,
          differs: false,
        };
        this.#open.set(openKey, open);
      }
      const result: BatchContext = {
        tx,
        fence,
        stream: batch.stream,
        generation: stream.generation ?? undefined,
        blank: open?.notBlank === false,
        observedAt: batch.observedAt,
        seenAt: stream.seen_at ?? undefined,
        history: [],
        unchanged: [...batch.unchanged],
        rewritten: [...batch.gone, ...batch.goneObjects],
        changedIds: new Set(),
        accessIds: new Set(),
        touched: new NameSet(),
        described: new NameSet(),
      };
      await this.#write(result, batch, stream, open);
      isListed = before !== undefined || open !== undefined;
      return result;
    });
    if (open) {
      noteSeen(open, context);
    }
    if (isListed) {
      this.#applied.note(fence, batch, context.rewritten);
    }
    if (batch.complete) {
      this.#open.delete(openKey);
    } else if (isChanging(batch)) {
      this.#uncounted.add(fence.sourceId);
    }
    this.#listeners.tellOf(context);
    await this.#statistics.note(batch.secrets.length + batch.objects.length);
  }

  async #write(
    context: BatchContext,
    batch: ReadBatch,
    stream: StreamRow,
    open: OpenSync | undefined,
  ): Promise<void> {
    const { tx, fence } = context;
    if (open && namesAny(batch)) {
      open.differs = true;
    }
    await applySecrets(context, batch.secrets);
    await applyObjects(context, batch.objects);
    const resources = await applyResources(context, batch.resources);
    await enqueueDelivered(context, resources, this.#systems);
    if (batch.objects.length > 0 || batch.secrets.some(copySourceOf)) {
      this.#lonely.delete(fence.sourceId);
    }
    await removeSecrets(context, batch.gone);
    await removeObjects(context, batch.goneObjects);
    const judgedAnew = batch.complete && stream.completed_at === null;
    let hidesBefore = false;
    let changesNumbers = false;
    if (batch.complete) {
      const { seen, miscounts } = noteSeen(open!, context);
      const isAllThere =
        !open!.differs && this.#applied.isWhole(fence, batch.stream, seen.size);
      if (!isAllThere) {
        for await (const { secrets, objects } of findGone(context, {
          seen,
          countable: !miscounts,
        })) {
          await removeSecrets(context, secrets);
          await removeObjects(context, objects);
          context.rewritten.push(...secrets, ...objects);
        }
        changesNumbers = true;
      }
      hidesBefore = hidMuch(stream);
    }
    moveStream(stream, batch);
    // An event on a live stream leaves nothing to write but rows.
    if (batch.generation || batch.complete || batch.cursor !== undefined) {
      await saveStream(tx, fence.sourceId, stream);
    }
    const coversSecrets = stream.covers === SECRET_KIND;
    if (judgedAnew && coversSecrets) {
      context.touched.addAll(await findUnjudged(tx, fence.sourceId));
    }
    if (coversSecrets && this.#lonely.get(fence.sourceId) !== fence.fence) {
      await followSecrets(context);
    }
    await this.#refresh(context);
    await writeHistory(context);
    if (judgedAnew) {
      await enqueueAll(tx, fence.sourceId, batch.observedAt);
    } else if (!context.blank) {
      await enqueueAnalyses(
        tx,
        [...context.changedIds].map(secretId => ({
          sourceId: fence.sourceId,
          secretId,
          dueAt: batch.observedAt,
        })),
      );
    }
    await enqueueFed(context);
    // The row of the source comes last, as its heartbeat has to be written by then.
    if (changesNumbers) {
      for (const table of tablesOf(stream, fence)) {
        await countSource(tx, fence.sourceId, table);
      }
    }
    await noteAccess(context, batch);
    await noteTransit(context, batch, this.#systems);
    if (batch.complete) {
      await noteFullSync(context, hidesBefore);
    }
  }

  async #refresh(context: BatchContext): Promise<void> {
    const { tx, fence, touched, blank } = context;
    await noteAnywhere(context);
    if (touched.size === 0) {
      return;
    }
    if (blank && (await this.#isLonely(context))) {
      return;
    }
    await refreshSecrets(
      context,
      touched.values(),
      await loadExistenceJudge(tx, fence.sourceId),
    );
  }

  async #isLonely({ tx, fence }: BatchContext): Promise<boolean> {
    if (this.#lonely.get(fence.sourceId) === fence.fence) {
      return true;
    }
    const own = { source_id: fence.sourceId };
    for (const table of ['object_references', 'edges']) {
      if (await tx(table).where(own).first('source_id')) {
        return false;
      }
    }
    const copy = await tx('labels')
      .where({ key: COPY_OF })
      .whereRaw(`${unsought('source_id')} = ?`, [fence.sourceId])
      .first('ref');
    if (copy) {
      return false;
    }
    this.#lonely.set(fence.sourceId, fence.fence);
    return true;
  }
}

/** No statement takes any number of parameters. */
const VALUES_AT_ONCE = 10_000;

/** Something may refer to secrets of some names, or to any of a namespace, or does no longer. */
async function noteAnywhere(context: BatchContext): Promise<void> {
  const { tx, fence, touched, changedIds } = context;
  for (const [column, values] of [
    ['name', touched.anywhere],
    ['namespace', touched.wholeNamespaces],
  ] as const) {
    for (let start = 0; start < values.length; start += VALUES_AT_ONCE) {
      const rows = await tx('secrets')
        .where({ source_id: fence.sourceId })
        .whereIn('presence', LISTED)
        .whereIn(column, values.slice(start, start + VALUES_AT_ONCE))
        .select('id');
      rows.forEach(({ id }) => changedIds.add(id));
    }
  }
}

/** Where a stream may have rows: in Kubernetes it has Secrets or other objects. */
function tablesOf({ covers }: StreamRow, fence: SourceFence): CountedTable[] {
  if (covers === SECRET_KIND) {
    return ['secrets'];
  }
  return systemOf(fence) === KUBERNETES ? ['objects'] : ['secrets', 'objects'];
}

function isUniqueViolation(error: unknown): boolean {
  const code = String((error as { code?: unknown })?.code);
  return code === '23505' || code.startsWith('SQLITE_CONSTRAINT');
}
