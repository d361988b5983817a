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

import type { Stream } from '../streams';

/** The Accept header for a stream: with no fall-back, that would carry data. */
export function acceptOf(stream: Pick<Stream, 'as'>, watch: boolean): string {
  switch (stream.as) {
    case 'table':
      return 'application/json;as=Table;v=v1;g=meta.k8s.io';
    case 'metadata':
      return watch
        ? 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
        : 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    default:
      return 'application/json';
  }
}

/** Path and query of a request of a stream. */
export function requestPath(
  stream: Pick<Stream, 'path' | 'query'>,
  query: Record<string, string | undefined>,
): string {
  const all = new URLSearchParams(stream.query);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      all.set(name, value);
    }
  }
  return `${stream.path}?${all}`;
}
