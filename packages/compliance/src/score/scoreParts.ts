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
 * A part of the score, with the checks whose counts it is made of.
 *
 * @public
 */
export interface ScorePart {
  id: string;
  title: string;
  /** Of 100. */
  weight: number;
  /** How much each check counts within the part. */
  checks: readonly { id: string; weight: number }[];
}

/**
 * What the score is made of. The weights come to 100.
 *
 * @public
 */
export const scoreParts: readonly ScorePart[] = [
  {
    id: 'encryption',
    title: 'Encryption',
    weight: 15,
    checks: [
      { id: 'encryption-at-rest', weight: 3 },
      { id: 'connections-encrypted', weight: 1 },
      { id: 'stores-encrypted', weight: 1 },
      { id: 'ingress-encrypted', weight: 1 },
    ],
  },
  {
    id: 'rotation',
    title: 'Rotation',
    weight: 15,
    checks: [{ id: 'rotation-in-period', weight: 1 }],
  },
  {
    id: 'least-privilege',
    title: 'Least privilege',
    weight: 15,
    checks: [
      { id: 'least-privilege', weight: 2 },
      { id: 'secret-access-limited', weight: 1 },
      { id: 'no-wildcards', weight: 1 },
    ],
  },
  {
    id: 'ages',
    title: 'Ages of values',
    weight: 5,
    checks: [{ id: 'value-age', weight: 1 }],
  },
  {
    id: 'certificates',
    title: 'Certificates',
    weight: 10,
    checks: [
      { id: 'certificates-in-date', weight: 1 },
      { id: 'certificates-renewed', weight: 1 },
      { id: 'certificates-sound', weight: 1 },
    ],
  },
  {
    id: 'exposure',
    title: 'Exposure',
    weight: 15,
    checks: [
      { id: 'no-plain-text', weight: 2 },
      { id: 'value-strength', weight: 1 },
      { id: 'environments-apart', weight: 1 },
    ],
  },
  {
    id: 'delivery',
    title: 'Delivery',
    weight: 5,
    checks: [
      { id: 'delivery-works', weight: 1 },
      { id: 'secrets-from-manager', weight: 1 },
    ],
  },
  {
    id: 'audit',
    title: 'Audit coverage',
    weight: 10,
    checks: [{ id: 'audit-coverage', weight: 1 }],
  },
  {
    id: 'git',
    title: 'Git hygiene',
    weight: 10,
    checks: [
      { id: 'git-clean', weight: 1 },
      { id: 'ci-scanning', weight: 1 },
    ],
  },
];
