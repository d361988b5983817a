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
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  visit,
} from 'yaml';
import { frameworkSchema, MOST_CONTROLS } from './frameworkSchema';
import type {
  Control,
  Framework,
  FrameworkFile,
  FrameworkProblem,
} from './types';

const MOST_CHARACTERS = 2_000_000;
const MOST_PROBLEMS = 20;

type Path = readonly PropertyKey[];

/** A framework of a file, and how to name a place in it. */
export interface ParsedFramework {
  framework: Framework;
  problemAt(path: Path, message: string): FrameworkProblem;
}

/** Reads one file alone: YAML, schema, checks, ids of controls. */
export function parseFramework(
  { file, text }: FrameworkFile,
  checks: { has(id: string): boolean },
): ParsedFramework | { problems: FrameworkProblem[] } {
  const whole = (message: string, line?: number) => ({
    problems: [{ file, ...(line && { line }), place: '', message }],
  });
  if (text.length > MOST_CHARACTERS) {
    return whole(`The file is longer than ${MOST_CHARACTERS} characters`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // It compares each key with each: this is done below.
    uniqueKeys: false,
  });
  const [error] = document.errors;
  if (error) {
    return whole(
      `The YAML could not be read: ${error.message}`,
      lines.linePos(error.pos[0]).line,
    );
  }
  const repeated = findRepeatedKey(document);
  if (repeated !== undefined) {
    return whole(
      'The YAML could not be read: Map keys must be unique',
      lines.linePos(repeated).line,
    );
  }
  const problemAt = (path: Path, message: string): FrameworkProblem => {
    const line = lineOf(document, lines, path);
    return { file, ...(line && { line }), place: placeOf(path), message };
  };
  const listed = document.hasIn(['controls'])
    ? document.getIn(['controls'], true)
    : undefined;
  if (isSeq(listed) && listed.items.length > MOST_CONTROLS) {
    const message = `has ${listed.items.length} controls; a framework may have ${MOST_CONTROLS}`;
    return { problems: [problemAt(['controls'], message)] };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return whole('The YAML repeats itself by too many aliases');
  }
  const parsed = frameworkSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      problemAt(path, message),
    );
    return { problems: shorten(problems) };
  }
  const { schema: _, ...framework } = parsed.data;
  const problems = findProblems(framework.controls, checks).map(
    ([path, message]) => problemAt(path, message),
  );
  if (problems.length > 0) {
    return { problems: shorten(problems) };
  }
  return {
    framework: {
      ...framework,
      controls: framework.controls.map(control => ({
        ...control,
        reference: { url: framework.url, ...control.reference },
        restsOn: control.restsOn.map(ref =>
          ref.includes('/') ? ref : `${framework.id}/${ref}`,
        ),
      })),
    },
    problemAt,
  };
}

/** Where the first key stands that is in its map already. */
function findRepeatedKey(document: Document.Parsed): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Map(_, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (isScalar(key) && keys.has(key.value)) {
          offset = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        keys.add(isScalar(key) ? key.value : key);
      }
      return undefined;
    },
  });
  return offset;
}

function findProblems(
  controls: readonly Pick<Control, 'id' | 'checks'>[],
  checks: { has(id: string): boolean },
): [Path, string][] {
  const problems: [Path, string][] = [];
  const seen = new Map<string, number>();
  controls.forEach((control, index) => {
    const before = seen.get(control.id);
    if (before !== undefined) {
      problems.push([
        ['controls', index, 'id'],
        `${control.id} is the id of controls[${before}] already`,
      ]);
    }
    seen.set(control.id, index);
    control.checks.forEach((check, at) => {
      if (!checks.has(check)) {
        problems.push([
          ['controls', index, 'checks', at],
          `there is no check ${check}`,
        ]);
      }
    });
  });
  return problems;
}

function placeOf(path: Path): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/** Of the node at a path, or of what is nearest above it. */
function lineOf(
  document: Document.Parsed,
  lines: LineCounter,
  path: Path,
): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const start = (node as { range?: [number, ...number[]] | null } | undefined)
      ?.range?.[0];
    if (start !== undefined) {
      return lines.linePos(start).line;
    }
  }
  return undefined;
}

function shorten(problems: FrameworkProblem[]): FrameworkProblem[] {
  const more = problems.length - MOST_PROBLEMS;
  return more > 0
    ? [
        ...problems.slice(0, MOST_PROBLEMS),
        {
          file: problems[0].file,
          place: '',
          message: `There are ${more} more problems in this file`,
        },
      ]
    : problems;
}
