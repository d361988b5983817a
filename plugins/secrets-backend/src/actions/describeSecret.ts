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
import { readSecretDetail } from '../app/readSecretDetail';
import { defineAction } from './defineAction';

/** One secret with keys, lineage and consumers; the same that its page shows. */
export const describeSecret = defineAction({
  name: 'describe-secret',
  title: 'Describe a secret',
  description:
    'One secret by its id: keys with class and age, where its value comes from, what delivers it, its consumers and which other visible secrets hold the same value. Never a value.',
  input: z =>
    z.object({
      id: z.string().max(100).describe('As list-secrets gives it'),
    }),
  output: z => z.object({ secret: z.record(z.any()) }),
  event: ({ id }) => ({
    eventId: 'secret-fetch',
    meta: { queryType: 'action', id },
  }),
  authorize: seesOwn,
  async run(options, { input: { id } }, { visibility }) {
    const detail = await readSecretDetail(options, id, visibility);
    return { secret: JSON.parse(JSON.stringify(detail)) };
  },
});
