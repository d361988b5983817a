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

import type { PlatformSecret, PlatformSettings, SecretFacts } from '../facts';
import { matchesAny, matchesGlob } from './matchesGlob';
import { descriptiveLabels, plainTypes } from './plainMarks';
import { platformSecrets } from './platformSecrets';

/**
 * What tells who reads a secret without a reference.
 *
 * @public
 */
export type PlatformMarks = Pick<
  SecretFacts,
  | 'annotations'
  | 'labels'
  | 'name'
  | 'namespace'
  | 'otherAnnotations'
  | 'otherLabels'
  | 'secretType'
>;

/**
 * The platform that reads a secret although nothing refers to it.
 *
 * @public
 */
export function platformOf(
  marks: PlatformMarks,
  settings: Pick<PlatformSettings, 'platformSecrets'>,
): PlatformSecret | undefined {
  const fits = (row: PlatformSecret) => isOf(row, marks);
  return settings.platformSecrets.find(fits) ?? platformSecrets.find(fits);
}

/**
 * The type or the label of a secret of which it is not known whether something
 * looks for it.
 *
 * @public
 */
export function unknownMarkOf(
  { secretType, labels, otherLabels = [] }: PlatformMarks,
  settings: PlatformSettings,
): { kind: 'type' | 'label'; of: string } | undefined {
  const rows = [...settings.platformSecrets, ...platformSecrets];
  const isKnown = (
    mark: 'type' | 'label',
    text: string,
    known: readonly string[],
  ) =>
    matchesAny(known, text) ||
    rows.some(row => matchesGlob(row[mark] ?? '', text));
  if (!isKnown('type', secretType, plainTypes)) {
    return { kind: 'type', of: secretType };
  }
  const known = [...settings.descriptiveLabels, ...descriptiveLabels];
  const label = [...Object.keys(labels), ...otherLabels].find(
    key => key.includes('/') && !isKnown('label', key, known),
  );
  return label === undefined ? undefined : { kind: 'label', of: label };
}

function isOf(row: PlatformSecret, marks: PlatformMarks): boolean {
  const { names, namespaces, type, label, labelValue, annotation } = row;
  return (
    (type === undefined || matchesGlob(type, marks.secretType)) &&
    (names === undefined || matchesAny(names, marks.name)) &&
    (namespaces === undefined || matchesAny(namespaces, marks.namespace)) &&
    (label === undefined ||
      isMarked(label, marks.labels, marks.otherLabels, labelValue)) &&
    (annotation === undefined ||
      isMarked(annotation, marks.annotations, marks.otherAnnotations))
  );
}

function isMarked(
  pattern: string,
  kept: Readonly<Record<string, string>>,
  others: readonly string[] = [],
  wanted?: string,
): boolean {
  return (
    Object.entries(kept).some(
      ([key, value]) =>
        matchesGlob(pattern, key) &&
        (wanted === undefined ? value !== 'false' : value === wanted),
    ) ||
    (wanted === undefined && others.some(key => matchesGlob(pattern, key)))
  );
}
