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

/** A sample of the Prometheus text format. */
export interface MetricSample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL =
  /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\[\\"n])*)"[ \t]*/y;
const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const ESCAPES: Record<string, string> = {
  '\\\\': '\\',
  '\\"': '"',
  '\\n': '\n',
};

/**
 * Reads the samples of some metrics from the Prometheus text format, strictly:
 * a line of one of them that is not understood is an error, and so is a text
 * that is cut off. Lines of other metrics are passed over.
 *
 * @throws an Error that names the line, and repeats nothing of it
 */
export function parseMetrics(
  text: string,
  names: ReadonlySet<string>,
): MetricSample[] {
  const samples: MetricSample[] = [];
  const seen = new Set<string>();
  if (text !== '' && !text.endsWith('\n')) {
    throw new Error('The metrics are cut off: their last line has no end');
  }
  text.split('\n').forEach((line, index) => {
    NAME.lastIndex = 0;
    const name = NAME.exec(line)?.[0];
    if (name === undefined || !names.has(name)) {
      return;
    }
    const sample = parseSample(name, line);
    const key =
      sample && JSON.stringify([name, Object.entries(sample.labels).sort()]);
    if (!sample || !key || seen.has(key)) {
      throw new Error(
        `The metrics could not be read: line ${index + 1} is ${
          sample ? 'said before' : 'no sample'
        }`,
      );
    }
    seen.add(key);
    samples.push(sample);
  });
  return samples;
}

function parseSample(name: string, line: string): MetricSample | undefined {
  const labels: Record<string, string> = Object.create(null);
  let at = name.length;
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      LABEL.lastIndex = at;
      const [whole, label, value] = LABEL.exec(line) ?? [];
      if (whole === undefined || label in labels) {
        return undefined;
      }
      labels[label] = value.replace(/\\[\\"n]/g, escape => ESCAPES[escape]);
      at += whole.length;
      if (line[at] === ',') {
        at += 1;
        // A comma may stand after the last label.
        at += /^[ \t]*(?=\})/.exec(line.slice(at))?.[0].length ?? 0;
      } else if (line[at] !== '}') {
        return undefined;
      }
    }
    at += 1;
  } else if (line[at] !== ' ' && line[at] !== '\t') {
    return undefined;
  }
  const [value, timestamp, ...rest] = line
    .slice(at)
    .trim()
    .split(/[ \t]+/);
  const isWhole = timestamp === undefined || /^-?[0-9]+$/.test(timestamp);
  return NUMBER.test(value) && isWhole && rest.length === 0
    ? { name, labels, value: Number(value) }
    : undefined;
}
