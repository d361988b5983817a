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

import {
  type ExposureObservation,
  at,
  jsonOf,
  listOf,
  type Json,
} from '@keyward/observation';
import { itemsAt, objectAt, textAt } from '../fields/read';
import { Exposures, keyOf } from './Exposures';
import { isMadeOfTemplate, podSpecPath, type Kind } from './podSpecs';

/** Copies of the object itself, as tools write them into its annotations. */
export const COPIES = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
];
const LONGEST_COPY = 1024 * 1024;

/**
 * The credentials that stand in plain text in an object that is no Secret: in
 * the data of a ConfigMap, in literal environment variables, in arguments and
 * in annotations. Values are looked at where they stand and not kept.
 *
 * Of copies that tools keep in annotations only that is told which is not in
 * the object as it is now.
 *
 * @param object - as JSON
 */
export function findExposures(object: Json, kind: Kind): ExposureObservation[] {
  if (isMadeOfTemplate(object, kind)) {
    return [];
  }
  const exposures = new Exposures();
  lookAtData(object, kind, exposures);
  lookAtPods(object, kind, exposures);
  const annotations = objectAt(object, 'metadata', 'annotations');
  lookAtAnnotations(annotations, 'metadata', exposures);
  const known = new Set(exposures.list.map(keyOf));
  for (const name of COPIES) {
    const copied = new Exposures();
    const copy = parseCopy(annotations[name]);
    lookAtData(copy, kind, copied);
    lookAtPods(copy, kind, copied);
    for (const exposure of copied.list) {
      if (!known.has(keyOf(exposure))) {
        exposures.note(
          {
            place: 'annotation',
            name,
            path: `metadata.annotations[${name}]`,
          },
          [exposure],
        );
      }
    }
  }
  return exposures.list;
}

/** An object that a tool copied into an annotation; an empty one if that is none. */
export function parseCopy(text: unknown): Json {
  if (typeof text !== 'string' || text.length > LONGEST_COPY) {
    return {};
  }
  try {
    return jsonOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Annotations, but for copies of the object, which are looked at as what they are. */
export function lookAtAnnotations(
  annotations: Json,
  path: string,
  exposures: Exposures,
): void {
  for (const [name, text] of Object.entries(annotations)) {
    if (!COPIES.includes(name)) {
      exposures.look(
        {
          place: 'annotation',
          name,
          path: `${path}.annotations[${name}]`,
        },
        text,
        name.slice(name.indexOf('/') + 1),
      );
    }
  }
}

function lookAtData(
  object: Json,
  { apiGroup, kind }: Kind,
  exposures: Exposures,
): void {
  if (apiGroup !== '' || kind !== 'ConfigMap') {
    return;
  }
  for (const [name, text] of Object.entries(objectAt(object, 'data'))) {
    exposures.look({ place: 'data', name, path: `data[${name}]` }, text);
  }
}

function lookAtPods(object: Json, kind: Kind, exposures: Exposures): void {
  const way = podSpecPath(kind);
  if (!way) {
    return;
  }
  const spec = objectAt(object, ...way);
  const path = way.join('.');
  if (way.length > 1) {
    const above = way.slice(0, -1);
    lookAtAnnotations(
      objectAt(object, ...above, 'metadata', 'annotations'),
      `${above.join('.')}.metadata`,
      exposures,
    );
  }
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const { index, item } of itemsAt(spec, field)) {
      lookAtContainer(item, `${path}.${field}[${index}]`, exposures);
    }
  }
}

function lookAtContainer(
  container: Json,
  path: string,
  exposures: Exposures,
): void {
  const name = textAt(container, 'name');
  const within = name === undefined ? {} : { container: name };
  for (const { index, item } of itemsAt(container, 'env')) {
    const variable = textAt(item, 'name');
    if (variable !== undefined) {
      exposures.look(
        {
          place: 'env',
          name: variable,
          ...within,
          path: `${path}.env[${index}].value`,
        },
        item.value,
      );
    }
  }
  const foundBefore = exposures.list.length;
  for (const field of ['command', 'args']) {
    const words = listOf(at(container, field));
    for (const [index, word] of words.entries()) {
      if (typeof word !== 'string') {
        continue;
      }
      const place = {
        place: 'args' as const,
        name: field,
        ...within,
        path: `${path}.${field}[${index}]`,
      };
      const flag = /^--?([A-Za-z][\w.-]{0,252})$/.exec(word);
      const next = words[index + 1];
      if (flag && typeof next === 'string' && !next.startsWith('-')) {
        exposures.look(
          { ...place, path: `${path}.${field}[${index + 1}]` },
          next,
          flag[1],
        );
      } else if (!isValueOfFlag(words[index - 1])) {
        exposures.look(place, word, field);
      }
    }
  }
  if (exposures.list.length === foundBefore) {
    lookAtCommandLine(container, path, within, exposures);
  }
}

/** A program and what it is handed, as `curl -u name:password`, can stand in several words. */
function lookAtCommandLine(
  container: Json,
  path: string,
  within: { container?: string },
  exposures: Exposures,
): void {
  const command = listOf(at(container, 'command'));
  const args = listOf(at(container, 'args'));
  const words = [...command, ...args].filter(word => typeof word === 'string');
  const field = args.length > 0 ? 'args' : 'command';
  exposures.look(
    { place: 'args', name: field, ...within, path: `${path}.${field}` },
    words.join(' '),
    field,
  );
}

/** It was looked at together with its flag. */
function isValueOfFlag(before: unknown): boolean {
  return (
    typeof before === 'string' && /^--?[A-Za-z][\w.-]{0,252}$/.test(before)
  );
}
