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

/**
 * A folder of a repository without slashes at its ends, empty for all of it; undefined for
 * what leads elsewhere or into what Git keeps for itself.
 */
export function readFolder(text: string): string | undefined {
  const path = text.replace(/^\/+|\/+$/g, '');
  if (path === '') {
    return path;
  }
  // eslint-disable-next-line no-control-regex
  const isPlain = !/[\\\u0000-\u001f\u007f]/.test(path);
  const segments = path.split('/');
  const leadsThere = segments.every(
    segment =>
      !['', '.', '..'].includes(segment) && segment.toLowerCase() !== '.git',
  );
  return isPlain && leadsThere ? path : undefined;
}
