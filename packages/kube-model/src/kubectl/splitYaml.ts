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

const BEGINS = /^---(?:\s|$)/;
const ENDS = /^\.\.\.(?:\s|$)/;

/**
 * The documents of a text of YAML with the lines where they begin. A line of
 * `---` begins one wherever it stands, but where directives (`%YAML`) have
 * done so before; a line of `...` ends one.
 */
export function* splitYaml(
  text: string,
): Generator<{ line: number; content: string }> {
  let start = 0;
  let startLine = 1;
  // Before what a document holds stand comments and directives.
  let isHead = true;
  let hasDirectives = false;
  let line = 1;
  for (let from = 0; from < text.length; line++) {
    const next = text.indexOf('\n', from);
    const to = next === -1 ? text.length : next + 1;
    const first = text.slice(from, Math.min(to, from + 4));
    if (ENDS.test(first)) {
      yield { line: startLine, content: text.slice(start, to) };
      start = to;
      startLine = line + 1;
      isHead = true;
      hasDirectives = false;
    } else if (BEGINS.test(first)) {
      if (from > start && !(isHead && hasDirectives)) {
        yield { line: startLine, content: text.slice(start, from) };
        start = from;
        startLine = line;
      }
      isHead = false;
      hasDirectives = false;
    } else if (isHead) {
      hasDirectives ||= first.startsWith('%');
      isHead = /^(?:%|\s*(?:#|$))/.test(text.slice(from, to));
    }
    from = to;
  }
  if (start < text.length) {
    yield { line: startLine, content: text.slice(start) };
  }
}
