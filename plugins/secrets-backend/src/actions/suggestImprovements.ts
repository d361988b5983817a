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

/** What would raise the score of an entity or of the portal most. */
export const suggestImprovements = defineAction({
  name: 'suggest-improvements',
  title: 'Tell what would raise the compliance score most',
  description:
    'The three checks whose faults cost a catalog entity or the whole portal the most points, with what to do about each. Never a value.',
  input: z =>
    z.object({
      ...entityOrPortal(z),
    }),
  output: z =>
    z.object({
      score: z.number().optional(),
      confidence: z.number().optional(),
      items: z.array(
        z.object({
          check: z.string(),
          title: z.string(),
          text: z.string(),
          remedy: z.string(),
          count: z.number().describe('How many are at fault'),
          gain: z.number().describe('Points of 100'),
          rules: z
            .array(z.string())
            .optional()
            .describe('Of the findings about them, for list-findings'),
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
    const { score, confidence, improvements } = report;
    return {
      ...(score !== undefined && { score }),
      ...(confidence !== undefined && { confidence }),
      items: improvements.map(
        ({ check, title, text, remedy, count, gain, fix }) => ({
          check,
          title,
          text,
          remedy,
          count,
          gain,
          ...(fix?.rules && { rules: fix.rules }),
        }),
      ),
    };
  },
});
