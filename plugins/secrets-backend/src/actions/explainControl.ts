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

import { NotFoundError } from '@backstage/errors';
import { seesEntityOrPortal } from '../app/authorize';
import { defineAction } from './defineAction';
import { readReport } from './readReport';
import { entityOrPortal } from './schemas';

/** What a control asks, how an entity or the portal stands to it, from what that is known, and what to do. */
export const explainControl = defineAction({
  name: 'explain-control',
  title: 'Explain a control of a compliance framework',
  description:
    'What a control asks, how a catalog entity or the whole portal stands to it, from what that is known, and what to do. Never a value.',
  input: z =>
    z.object({
      framework: z
        .string()
        .max(64)
        .describe('As describe-compliance gives it, for example pci-dss'),
      control: z.string().max(64).describe('For example 8.6.3'),
      ...entityOrPortal(z),
    }),
  output: z =>
    z.object({
      id: z.string(),
      title: z.string(),
      asks: z.string(),
      reference: z.object({ number: z.string(), url: z.string() }),
      remedy: z.string(),
      verdict: z.string(),
      restsOn: z.array(z.string()),
      checks: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          verdict: z.string(),
          remedy: z.string(),
          evidence: z.array(z.string()),
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
    const control = report.frameworks
      .find(({ id }) => id === asked.input.framework)
      ?.controls.find(({ id }) => id === asked.input.control);
    if (!control) {
      throw new NotFoundError('No control with this id is asked of this');
    }
    const { id, title, asks, reference, remedy, verdict } = control;
    return {
      id,
      title,
      asks,
      reference,
      remedy,
      verdict,
      restsOn: control.restsOn,
      checks: report.checks
        .filter(check => control.checks.includes(check.id))
        .map(check => ({
          id: check.id,
          title: check.title,
          verdict: check.verdict,
          remedy: check.remedy,
          evidence: check.evidence.map(({ text }) => text),
        })),
      missing: report.missing.filter(source =>
        control.missing.includes(source.id),
      ),
    };
  },
});
