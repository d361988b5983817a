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

import type {
  SecretsSource,
  SourceReport,
} from '@keyward/backstage-plugin-secrets-node';
import type {
  ObservationBatch,
  SystemSecretObservation,
} from '@keyward/observation';

/** What a source said in one look. */
export interface Look {
  /** Without what it said on its way. */
  report: SourceReport;
  progress: number[];
  batches: ObservationBatch[];
  secrets: SystemSecretObservation[];
  /** The streams that were read whole. */
  whole: string[];
}

/** Runs a source until it says how it is. */
export async function lookOnce(source: SecretsSource): Promise<Look> {
  const controller = new AbortController();
  const batches: ObservationBatch[] = [];
  const progress: number[] = [];
  let last: SourceReport = {};
  await source.run({
    signal: controller.signal,
    cursors: {},
    apply: async batch => {
      batches.push(batch);
    },
    report: async report => {
      if (report.state) {
        last = report;
        controller.abort();
      } else if (report.progress) {
        progress.push(report.progress.done);
      }
    },
  });
  return {
    report: last,
    progress,
    batches,
    secrets: batches
      .filter(({ covers }) => covers?.kind === 'secret')
      .flatMap(({ upserts }) => upserts as SystemSecretObservation[]),
    whole: batches
      .filter(({ complete }) => complete)
      .map(({ stream }) => stream)
      .sort(),
  };
}
