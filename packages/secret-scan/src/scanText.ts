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

import { decodeParts } from './decode';
import { scanFormats } from './scanFormats';
import { scanLines } from './scanLines';
import { scanWords } from './scanWords';
import type { Detection } from './types';

/** As much of a text is looked through. */
const LONGEST_TEXT = 4 * 1024 * 1024;
/** So many of one text are told. */
const MOST = 100;
/** So many encodings around one another are taken off. */
const DEEPEST = 3;

/**
 * How a text is looked through.
 *
 * @public
 */
export interface ScanOptions {
  /** So many are told, 100 unless said. */
  most?: number;
  /** Whether it is source code, where what has no quotes is the name of something and no value. */
  code?: boolean;
}

/**
 * Looks through a text: a file, a manifest, a command line. What stands in it in
 * base64, hexadecimal or percent encoding is looked through too.
 *
 * @returns at most 100 unless told otherwise, in the order in which they stand
 *   there; of what is found in several ways at one place the first way
 * @public
 */
export function scanText(text: string, options: ScanOptions = {}): Detection[] {
  const looked =
    text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  const most = options.most ?? MOST;
  const found = scanTo(looked, { most, code: options.code ?? false }, DEEPEST);
  const result: Detection[] = [];
  let end = 0;
  for (const detection of found) {
    if (detection.start >= end) {
      if (result.length === most) {
        break;
      }
      result.push(detection);
      end = detection.end;
    } else if (detection.name && !result.at(-1)!.name) {
      result[result.length - 1] = { ...result.at(-1)!, name: detection.name };
    }
  }
  return result;
}

function scanTo(
  text: string,
  options: { most: number; code: boolean },
  depth: number,
): Detection[] {
  const { words, marks, names } = scanWords(text);
  const found = [
    ...scanFormats(text, { words, marks }),
    ...scanLines(text, names, options),
  ];
  if (depth > 0) {
    for (const part of decodeParts(text)) {
      for (const { detector, class: kind, name } of scanTo(
        part.text,
        options,
        depth - 1,
      )) {
        found.push({
          detector,
          class: kind,
          ...(name === undefined ? {} : { name }),
          start: part.start,
          end: part.end,
        });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
