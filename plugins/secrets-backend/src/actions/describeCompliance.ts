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

import { seesEntityOrPortal } from '../app/authorize';
import { defineAction } from './defineAction';
import { readReport } from './readReport';
import { entityOrPortal } from './schemas';

/** How an entity or the portal stands: score, checks and controls that fail or are unknown. */
export const describeCompliance = defineAction({
  name: 'describe-compliance',
  title: 'Tell how a service stands to compliance frameworks',
  description:
    'Score of 100, confidence, and controls by framework for a catalog entity, or for the whole portal for those who see all. What is not known is never counted as passed. Never a value.',
  input: z =>
    z.object({
      ...entityOrPortal(z),
    }),
  output: z =>
    z.object({
      score: z.number().optional(),
      confidence: z.number().optional(),
      frameworks: z.array(
        z.object({
          id: z.string(),
          version: z.string(),
          title: z.string(),
          pass: z.number(),
          fail: z.number(),
          unknown: z.number(),
          notApplicable: z.number(),
          failing: z.array(z.object({ id: z.string(), title: z.string() })),
        }),
      ),
      missing: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          remedy: z.string(),
        }),
      ),
    }),
  event: ({ entityRef }) => ({
    eventId: 'compliance-fetch',
    meta: { queryType: 'action', entityRef },
  }),
  authorize: seesEntityOrPortal,
  async run(options, asked, granted) {
    const report = await readReport(options, asked, granted);
    const { score, confidence, frameworks, missing } = report;
    return {
      ...(score !== undefined && { score }),
      ...(confidence !== undefined && { confidence }),
      frameworks: frameworks.map(
        ({ id, version, title, counts, controls }) => ({
          id,
          version,
          title,
          ...counts,
          failing: controls
            .filter(({ verdict }) => verdict === 'fail')
            .map(control => ({ id: control.id, title: control.title })),
        }),
      ),
      missing,
    };
  },
});
