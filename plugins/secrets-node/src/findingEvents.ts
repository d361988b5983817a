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
 * The topic on which the events service hears of findings; the payload is a {@link FindingEvent}.
 *
 * @public
 */
export const findingsEventTopic = 'keyward.findings';

/**
 * Something happened to a finding because of what the rules say now; what people
 * decide about it is in its history. It names the finding and the secret and says
 * nothing else of them: whoever hears it asks the API for more, with the rights
 * of whom it asks for.
 *
 * @public
 */
export interface FindingEvent {
  findingId: string;
  event:
    | 'opened'
    | 'escalated'
    | 'acknowledged'
    | 'suppressed'
    /** By hand, or as the suppression expired. */
    | 'unsuppressed'
    | 'resolved'
    | 'reopened';
  rule: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  sourceId: string;
  secretId: string;
  /** By when it has to be done, ISO 8601. */
  dueAt?: string;
  /**
   * Of a finding about values that are the same in several secrets: the owners who
   * may hear of it, as they own another of these secrets as well. For each of them it
   * is `opened` and `resolved` apart, as the others may own more of the secrets. One
   * that no owner may hear of is not told at all.
   */
  ownerRefs?: string[];
}
