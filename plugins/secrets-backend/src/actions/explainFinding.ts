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

import { seesOwn } from '../app/authorize';
import { requireFinding } from '../app/requireFinding';
import { defineAction } from './defineAction';

/** One finding: what it rests on, and what was decided about it. */
export const explainFinding = defineAction({
  name: 'explain-finding',
  title: 'Explain a finding',
  description:
    'One finding by its id: what it rests on, who owns it, since when, by when, and what was decided about it. Never a value.',
  input: z =>
    z.object({
      id: z.string().max(100).describe('As list-findings gives it'),
    }),
  output: z => z.object({ finding: z.record(z.any()) }),
  event: ({ id }) => ({
    eventId: 'finding-fetch',
    meta: { queryType: 'action', id },
  }),
  authorize: seesOwn,
  async run({ findings }, { input: { id } }, { visibility }) {
    const finding = await requireFinding(findings, id, visibility);
    return { finding: JSON.parse(JSON.stringify(finding)) };
  },
});
