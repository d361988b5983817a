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

import { statusOf } from '../conditions';
import { ExtractionContext, Extraction, Extractor } from '../Extractor';
import { compact, textAt } from '../read';
import { walkAll } from './customResource';

/** A OnePasswordItem makes a Secret of its own name. */
export const onePasswordItem: Extractor = context => {
  const path = textAt(context.object, 'spec', 'itemPath');
  return ofOwnName(context, '1password', path);
};

/** A Strimzi KafkaUser makes a Secret of its own name. */
export const kafkaUser: Extractor = context => {
  walkAll(context);
  return ofOwnName(context, 'strimzi');
};

function ofOwnName(
  { object, namespace, name }: ExtractionContext,
  system: string,
  path?: string,
): Extraction {
  return {
    deliveries: namespace
      ? [{ namespace, name, from: [{ system, ...(path && { path }) }] }]
      : [],
    status: statusOf(object),
    detail: compact({ path }),
  };
}
