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

import { createHash } from 'crypto';
import { encodeSegment } from './encodeSegment';

/**
 * Far beyond the names that most kinds may have. Those of roles and bindings may be
 * of any length and script, and a longer ref than some thousand bytes is in no index.
 */
const LONGEST_SEGMENT = 512;

/**
 * What names an object of a cluster.
 *
 * @public
 */
export interface ObjectRefParts {
  sourceId: string;
  /** Empty for the core group. */
  apiGroup: string;
  kind: string;
  /** Absent for cluster-scoped kinds. */
  namespace?: string;
  name: string;
}

/**
 * A ref that is unique in all sources, for example
 * `prod-eu/apps/Deployment/payments/api`. The API version is not part of it, as
 * one object is served in several. A missing group or namespace is `-`, which
 * neither can be.
 *
 * @public
 */
export function formatObjectRef(parts: ObjectRefParts): string {
  return [
    parts.sourceId,
    parts.apiGroup || '-',
    parts.kind,
    parts.namespace || '-',
    parts.name,
  ]
    .map(segment => shorten(encodeSegment(segment)))
    .join('/');
}

/** Another text for each other segment. */
function shorten(segment: string): string {
  return segment.length > LONGEST_SEGMENT
    ? `${segment.slice(0, LONGEST_SEGMENT - 65)}~${createHash('sha256')
        .update(segment)
        .digest('hex')}`
    : segment;
}
