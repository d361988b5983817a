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

import { coveredName, type Counts } from '../../store/compliance';

/**
 * How many critical and high findings the page of findings shows.
 *
 * @param ofClusters - whether it is about whole clusters, where the finding about what
 *   delivers stands for those of what fails because of it
 */
export function worstOf(
  counts: Counts,
  ofClusters: boolean,
): Record<'critical' | 'high', number> {
  const shown = (severity: string) =>
    (counts[severity] ?? 0) -
    (ofClusters ? counts[coveredName(severity)] ?? 0 : 0);
  return { critical: shown('critical'), high: shown('high') };
}
