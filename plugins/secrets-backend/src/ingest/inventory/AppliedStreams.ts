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

import { AppliedVersions } from './AppliedVersions';
import type { SourceFence } from '../../store/sources/SourceFence';
import type { ReadBatch } from './readBatch';

interface AppliedStream {
  fence: number;
  mode: string | undefined;
  versions: AppliedVersions;
  /** Set once a full sync ended, so that what is not known is not stored either. */
  whole: boolean;
  /** Set once the full sync named an object that has no version. */
  versionless: boolean;
}

/** Names the version of an object. */
export interface ObjectVersion {
  uid?: string;
  resourceVersion?: string;
}

/** What this process knows to be stored of each stream that it writes. */
export class AppliedStreams {
  readonly #streams = new Map<string, AppliedStream>();

  isApplied(
    fence: SourceFence,
    stream: string,
    ref: string,
    object: ObjectVersion,
  ): boolean {
    const version = versionOf(object);
    const applied = this.#find(fence, stream);
    return version !== undefined && applied !== undefined
      ? applied.versions.has(ref, version)
      : false;
  }

  /** Whether a full sync that named so many objects, all of them known, named all that is stored. */
  isWhole(fence: SourceFence, stream: string, named: number): boolean {
    const applied = this.#find(fence, stream);
    return applied?.whole === true && applied.versions.known === named;
  }

  /** Takes in what was written. */
  note(fence: SourceFence, batch: ReadBatch, rewritten: string[]): void {
    let applied = this.#find(fence, batch.stream);
    if (!applied) {
      applied = {
        fence: fence.fence,
        mode: fence.mode,
        versions: new AppliedVersions(),
        whole: false,
        versionless: false,
      };
      this.#streams.set(keyOf(fence, batch.stream), applied);
    }
    for (const ref of rewritten) {
      applied.versions.set(ref, undefined);
    }
    // Resources have no versions.
    applied.versionless ||= batch.resources.length > 0;
    for (const observation of [...batch.secrets, ...batch.objects]) {
      const version = versionOf(observation);
      // What has open texts is read again, as it may name another secret by then.
      const isOpen = 'openTexts' in observation;
      applied.versions.set(observation.ref, isOpen ? undefined : version);
      applied.versionless ||= version === undefined;
    }
    if (applied.versionless) {
      applied.whole = false;
    }
    if (batch.complete) {
      applied.whole = !applied.versionless;
    }
  }

  /** A full sync begins; into nothing, if `blank`. */
  begin(fence: SourceFence, stream: string, blank: boolean): void {
    const applied = this.#find(fence, stream);
    if (blank) {
      this.#streams.delete(keyOf(fence, stream));
    } else if (applied) {
      applied.versionless = false;
    }
  }

  /** Lets go of a source that is not written any more. */
  forget(sourceId: string): void {
    for (const key of this.#streams.keys()) {
      if (key.startsWith(keyOf({ sourceId }, ''))) {
        this.#streams.delete(key);
      }
    }
  }

  /** Nothing if the stream was written under another fence. */
  #find(fence: SourceFence, stream: string): AppliedStream | undefined {
    const applied = this.#streams.get(keyOf(fence, stream));
    return applied?.fence === fence.fence && applied.mode === fence.mode
      ? applied
      : undefined;
  }
}

/** An id of a source has no blank in it. */
function keyOf(
  { sourceId }: Pick<SourceFence, 'sourceId'>,
  stream: string,
): string {
  return `${sourceId} ${stream}`;
}

function versionOf({
  uid,
  resourceVersion,
}: ObjectVersion): string | undefined {
  return resourceVersion && `${uid} ${resourceVersion}`;
}
