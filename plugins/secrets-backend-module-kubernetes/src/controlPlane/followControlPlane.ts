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

import type { SourceRun } from '@keyward/backstage-plugin-secrets-node';
import type { FirstSeenConfig } from '@keyward/compliance';
import { ClusterClient } from '@keyward/kube-collector';
import type { KubeConfig } from '@kubernetes/client-node';
import type { AskCloud } from '../cloud';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlPlaneReader } from './ControlPlaneReader';
import {
  CONTROL_PLANE_STREAM,
  observeControlPlane,
  readFirstSeen,
} from './observation';

const EVERY_MS = 300_000;
const AGAIN_MS = 30_000;

/** How often a control plane is asked, in milliseconds. */
export interface ControlPlaneIntervals {
  everyMs?: number;
  /** Until Secrets are looked at again that may be older than the configuration. */
  recountMs?: number;
}

/** What is known of a control plane from one run to the next. */
export interface ControlPlaneMemory {
  firstSeen?: FirstSeenConfig;
}

/**
 * Asks a control plane now and then how it stores Secrets, until the run ends. One
 * that does not answer is asked again: that it is down is reported by others.
 */
export async function followControlPlane(
  run: Pick<SourceRun, 'signal' | 'cursors' | 'apply'>,
  options: ControlPlaneIntervals & {
    sourceId: string;
    /** What was known at the end of the last run: a full sync begins without cursors. */
    memory: ControlPlaneMemory;
    readsSecrets: boolean;
    askCloud?: AskCloud;
    kubeConfig: KubeConfig;
  },
): Promise<void> {
  const {
    everyMs = EVERY_MS,
    sourceId,
    kubeConfig,
    memory,
    ...reading
  } = options;
  const { signal } = run;
  const reader = new ControlPlaneReader(new ClusterClient(kubeConfig), {
    firstSeen:
      readFirstSeen(run.cursors[CONTROL_PLANE_STREAM]) ?? memory.firstSeen,
    ...reading,
  });
  while (!signal.aborted) {
    let wait = everyMs;
    const facts = await reader.read(signal).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    if (facts) {
      memory.firstSeen = reader.firstSeen;
      await run.apply(observeControlPlane(sourceId, facts, reader.firstSeen));
    } else {
      wait = Math.min(everyMs, AGAIN_MS);
    }
    await sleep(wait, undefined, { signal }).catch(() => {});
  }
}
