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

const BEGINS = /^---(?:[\s#]|$)/;
const ENDS = /^\.\.\.(?:\s|$)/;

const GOES_ON =
  'the line of --- before it goes on, which readers of YAML take differently';
const AFTER_END =
  'it stands after a line of ..., where kubectl reads no further';

/** A document of YAML, with the line where it begins. */
export interface YamlDocument {
  line: number;
  content: string;
  /** Why kubectl would read something else there. */
  problem?: string;
}

/**
 * The documents of a text of YAML. A line of `---` begins one wherever it stands, but
 * where directives (`%YAML`) have done so before; a line of `...` ends one.
 *
 * kubectl cuts a text by its lines of `---` alone and reads the first document of each
 * part. So it takes `---#` for such a line, which to YAML is text, and passes over what
 * comes after `...`.
 * Source: k8s.io/apimachinery/pkg/util/yaml/decoder.go
 */
export function* splitYaml(text: string): Generator<YamlDocument> {
  let start = 0;
  let startLine = 1;
  // Before what a document holds stand comments and directives.
  let isHead = true;
  let hasDirectives = false;
  let isAfterEnd = false;
  let problem: string | undefined;
  const document = (end: number): YamlDocument => ({
    line: startLine,
    content: text.slice(start, end),
    ...(problem && { problem }),
  });
  let line = 1;
  for (let from = 0; from < text.length; line++) {
    const next = text.indexOf('\n', from);
    const to = next === -1 ? text.length : next + 1;
    const first = text.slice(from, Math.min(to, from + 4));
    if (ENDS.test(first)) {
      yield document(to);
      start = to;
      startLine = line + 1;
      isHead = true;
      hasDirectives = false;
      isAfterEnd = true;
      problem = undefined;
    } else if (BEGINS.test(first)) {
      if (from > start && !(isHead && hasDirectives)) {
        yield document(from);
        start = from;
        startLine = line;
      }
      isHead = false;
      hasDirectives = false;
      isAfterEnd = false;
      problem = /^---(?:\s+#|\s*$)/.test(text.slice(from, to))
        ? undefined
        : GOES_ON;
    } else if (isHead) {
      hasDirectives ||= first.startsWith('%');
      isHead = /^(?:%|\s*(?:#|$))/.test(text.slice(from, to));
      problem = isAfterEnd && !isHead ? AFTER_END : problem;
    }
    from = to;
  }
  if (start < text.length) {
    yield document(text.length);
  }
}
