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

/** How sure it is that something is a credential. */
export const CONFIDENCES = ['low', 'medium', 'high'] as const;

export type Confidence = (typeof CONFIDENCES)[number];

/** Who brought a line in, and when. */
export interface Commit {
  id: string;
  author: string;
  /** ISO 8601. */
  date: string;
}

/** A credential at a place. Nothing of the credential is in it. */
export interface Finding {
  rule: string;
  /** What it is, in words. */
  title: string;
  /** Relative to what was scanned, with slashes. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  /** The name that it is assigned to, where it is. */
  name?: string;
  confidence: Confidence;
  commit?: Commit;
  /** Why an allow comment on its line was not obeyed. */
  note?: string;
}

/** What tells one finding from another, as in .gitleaksignore. */
export function fingerprintOf(finding: Finding): string {
  const place = `${finding.file}:${finding.rule}:${finding.line}`;
  return finding.commit ? `${finding.commit.id}:${place}` : place;
}
