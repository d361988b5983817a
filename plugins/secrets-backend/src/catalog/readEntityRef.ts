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

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

const LONGEST_KIND = 63;
/** Portals may allow longer names than the 63 characters of the catalog's default. */
const LONGEST_NAME = 253;
const KIND = /^[a-z][a-z0-9]*$/i;
/** Control and invisible characters, halves of characters, spaces, and what separates parts of a path. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Cs}\s\p{Z}/\\]/u;

/** Options of {@link readEntityRef}. */
export interface ReadEntityRefOptions {
  /** What the ref is of, for the error. */
  place: string;
  /** Assumed where the ref names none; without it, the ref has to name one. */
  defaultKind?: string;
  /** The only kind that it may be. */
  kind?: string;
}

/**
 * Reads an entity ref that somebody wrote. The catalog's own parser takes any text of any
 * length as a name, and its client puts the name into a path, where `..` leads elsewhere.
 *
 * @returns the ref in full and in lower case
 * @throws InputError that says what is wrong, without repeating the text
 */
export function readEntityRef(
  text: string,
  options: ReadEntityRefOptions,
): string {
  const { place, defaultKind = options.kind, kind } = options;
  const example = `${defaultKind ?? 'component'}:default/NAME`;
  let ref;
  try {
    ref = parseEntityRef(text, { defaultKind });
  } catch {
    throw new InputError(
      `${place} is not an entity ref; write it as ${example}`,
    );
  }
  if (!KIND.test(ref.kind) || ref.kind.length > LONGEST_KIND) {
    throw new InputError(
      `${place}: the kind must be of letters and digits, at most ${LONGEST_KIND}`,
    );
  }
  if (kind !== undefined && ref.kind.toLowerCase() !== kind) {
    throw new InputError(
      `${place} must be of the kind ${kind}; write it as ${example}`,
    );
  }
  for (const part of ['namespace', 'name'] as const) {
    const fault = faultOf(ref[part]);
    if (fault) {
      throw new InputError(`${place}: the ${part} ${fault}`);
    }
  }
  return stringifyEntityRef(ref);
}

function faultOf(name: string): string | undefined {
  if (name.length > LONGEST_NAME) {
    return `must be at most ${LONGEST_NAME} characters long`;
  }
  if (name === '.' || name === '..') {
    return 'must not be . or ..';
  }
  return NOT_IN_NAMES.test(name)
    ? 'must not contain slashes, spaces or control characters'
    : undefined;
}
