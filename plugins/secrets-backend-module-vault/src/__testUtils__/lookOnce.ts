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
  ResourceObservation,
  SystemSecretObservation,
} from '@keyward/observation';

/** What a source said in one look. */
export interface Look {
  report: SourceReport;
  batches: ObservationBatch[];
  secrets: SystemSecretObservation[];
  resources: ResourceObservation[];
  /** Whether a stream was read whole, so that what it did not name is gone. */
  isWhole(stream: string): boolean;
}

/** Runs a source until its first report. */
export async function lookOnce(source: SecretsSource): Promise<Look> {
  const controller = new AbortController();
  const batches: ObservationBatch[] = [];
  const reports: SourceReport[] = [];
  await source.run({
    signal: controller.signal,
    cursors: {},
    apply: async batch => {
      batches.push(batch);
    },
    report: async report => {
      reports.push(report);
      controller.abort();
    },
  });
  const observed = batches.flatMap(({ upserts }) => upserts);
  return {
    report: reports[0],
    batches,
    secrets: observed.filter(
      (each): each is SystemSecretObservation =>
        each.type === 'secret' && 'location' in each,
    ),
    resources: observed.filter(
      (each): each is ResourceObservation => each.type === 'resource',
    ),
    isWhole: stream =>
      batches.some(batch => batch.stream === stream && batch.complete === true),
  };
}
