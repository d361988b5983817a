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

import { fillTemplate, type Identity, isTemplate } from './fillTemplate';
import { type Grant, mergeGrants } from './mergeGrants';
import type { Capability, PolicyRule } from './parsePolicy';
import { PolicyError } from './PolicyError';

/** A rule with `+` for a part of the path. */
interface PatternRule {
  parts: readonly string[];
  /** Whether it ends in `*`, which is not among its parts. */
  isPrefix: boolean;
  /** Where its first `+` stands. */
  fixedLength: number;
  /** How many parts are `+`. */
  wildcards: number;
  text: string;
  grant: Grant;
}

/** A rule that fits a path, with what decides which of several counts. */
type Candidate = Pick<
  PatternRule,
  'isPrefix' | 'fixedLength' | 'wildcards' | 'text' | 'grant'
>;

/**
 * What a token may do that has some policies: all rules with the same path add up, and of
 * the paths that fit a request only the most specific one counts.
 *
 * Texts are kept one character to a byte, as Vault compares bytes.
 * Source: https://developer.hashicorp.com/vault/docs/concepts/policies#priority-matching
 */
export class AccessList {
  readonly #exact = new Map<string, Grant>();
  readonly #prefixes = new Map<string, Grant>();
  /** The longest first, as the longest that fits counts. */
  readonly #prefixLengths: readonly number[];
  readonly #patterns: PatternRule[];

  /**
   * @param rules - of all policies of the token
   * @param identity - whose token it is, for templates
   * @throws PolicyError where Vault would refuse every request
   */
  constructor(rules: Iterable<PolicyRule>, identity?: Identity) {
    const patterns = new Map<string, Grant>();
    for (const { path: written, capabilities, conditions } of rules) {
      const filled = isTemplate(written)
        ? fillTemplate(written, identity)
        : written;
      if (filled === undefined) {
        continue;
      }
      const path = bytesOf(filled.replace(/^\//, ''));
      if (path.includes('+*')) {
        throw new PolicyError('A path has +*');
      }
      if (/^\+(\/|$)|\/\+/.test(path)) {
        add(patterns, path, { capabilities, conditions });
      } else if (path.endsWith('*')) {
        add(this.#prefixes, path.slice(0, -1), { capabilities, conditions });
      } else {
        add(this.#exact, path, { capabilities, conditions });
      }
    }
    this.#prefixLengths = [
      ...new Set([...this.#prefixes.keys()].map(({ length }) => length)),
    ].sort((one, other) => other - one);
    this.#patterns = [...patterns].map(([path, grant]) =>
      readPattern(path, grant),
    );
  }

  /** As `sys/capabilities` answers: in their order, `deny` alone where there is none. */
  capabilitiesOf(path: string): Capability[] {
    // Vault asks as for a list.
    const capabilities = [
      ...(this.grantOf(path, { isList: true })?.capabilities ?? []),
    ].sort();
    return capabilities.length === 0 || capabilities.includes('deny')
      ? ['deny']
      : capabilities;
  }

  /** What the rule that counts for a path grants; undefined where none fits. */
  grantOf(text: string, { isList = false } = {}): Grant | undefined {
    const { path, parts } = readPath(text);
    if (!isList) {
      return this.#exact.get(path) ?? this.#findInexact(path, parts);
    }
    const folder = path.replace(/\/$/, '');
    return (
      this.#exact.get(path) ??
      this.#exact.get(folder) ??
      (folder === path
        ? undefined
        : this.#findInexact(folder, folder.split('/'))) ??
      this.#findInexact(path, parts)
    );
  }

  #findInexact(path: string, parts: readonly string[]): Grant | undefined {
    let best: Candidate | undefined = this.#findPrefix(path);
    for (const pattern of this.#patterns) {
      if (fits(pattern, parts) && (!best || isBefore(pattern, best))) {
        best = pattern;
      }
    }
    return best?.grant;
  }

  #findPrefix(path: string): Candidate | undefined {
    for (const length of this.#prefixLengths) {
      const text = path.slice(0, length);
      const grant = this.#prefixes.get(text);
      // A prefix that is longer than the path was not cut.
      if (grant && text.length === length) {
        return {
          isPrefix: true,
          fixedLength: length,
          wildcards: 0,
          text,
          grant,
        };
      }
    }
    return undefined;
  }
}

function add(grants: Map<string, Grant>, path: string, grant: Grant): void {
  const there = grants.get(path);
  grants.set(path, there ? mergeGrants(there, grant) : grant);
}

function readPattern(path: string, grant: Grant): PatternRule {
  const isPrefix = path.endsWith('*');
  const text = isPrefix ? path.slice(0, -1) : path;
  const parts = text.split('/');
  return {
    parts,
    isPrefix,
    fixedLength: path.indexOf('+'),
    wildcards: parts.filter(part => part === '+').length,
    text,
    grant,
  };
}

function fits(
  { parts: wanted, isPrefix }: PatternRule,
  parts: readonly string[],
): boolean {
  if (
    isPrefix ? parts.length < wanted.length : parts.length !== wanted.length
  ) {
    return false;
  }
  for (let index = 0; index < wanted.length; index += 1) {
    const part = wanted[index];
    const isLast = index === wanted.length - 1;
    if (
      part !== '+' &&
      part !== parts[index] &&
      !(isPrefix && isLast && parts[index].startsWith(part))
    ) {
      return false;
    }
  }
  return true;
}

/** Whether one rule is more specific than another, both of which fit. */
function isBefore(one: Candidate, other: Candidate): boolean {
  if (one.fixedLength !== other.fixedLength) {
    return one.fixedLength > other.fixedLength;
  }
  if (one.isPrefix !== other.isPrefix) {
    return other.isPrefix;
  }
  if (one.wildcards !== other.wildcards) {
    return one.wildcards < other.wildcards;
  }
  if (one.text.length !== other.text.length) {
    return one.text.length > other.text.length;
  }
  return one.text > other.text;
}

/** What was asked last. */
let last = { text: '', path: '', parts: [''] };

/** A path as Vault takes it. Many lists are asked about the same one, one after the other. */
function readPath(text: string): typeof last {
  if (last.text !== text) {
    const path = bytesOf(
      text.startsWith('/') ? text.replace(/^\/+/, '') : text,
    );
    last = { text, path, parts: path.split('/') };
  }
  return last;
}

const ASCII = /^[\x20-\x7e]*$/;

function bytesOf(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}
