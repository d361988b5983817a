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

import { at, type Json } from '@keyward/observation/json';
import { compact, objectAt } from '../../fields/read';
import { Extractor } from '../Extractor';

/** Both count the Secrets of a namespace. */
const LIMITS = ['secrets', 'count/secrets'];
const QUANTITY = /^(\d{1,15})(k|M|G|Ki|Mi|Gi)?$/;
const FACTORS: Record<string, number> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/**
 * Of a ResourceQuota how many Secrets it allows, and how many it counts.
 *
 * Admission goes by the status, which the quota controller writes. One with scopes counts
 * no Secrets: they have none.
 */
export const resourceQuota: Extractor = ({ object }) => {
  const spec = objectAt(object, 'spec');
  if (hasScopes(spec)) {
    return {};
  }
  const status = objectAt(object, 'status');
  return {
    detail: compact({
      secretLimits: LIMITS.filter(
        name =>
          at(spec, 'hard', name) !== undefined ||
          at(status, 'hard', name) !== undefined,
      ).map(name => ({
        hard: countOf(at(status, 'hard', name)),
        used: countOf(at(status, 'used', name)),
      })),
    }),
  };
};

function hasScopes(spec: Json): boolean {
  const scopes = at(spec, 'scopes');
  const expressions = at(spec, 'scopeSelector', 'matchExpressions');
  return [scopes, expressions].some(
    each => Array.isArray(each) && each.length > 0,
  );
}

/** A count as a quantity has it; undefined for what is none. */
function countOf(quantity: unknown): number | undefined {
  const match = QUANTITY.exec(String(quantity ?? ''));
  return match ? Number(match[1]) * (FACTORS[match[2]] ?? 1) : undefined;
}
