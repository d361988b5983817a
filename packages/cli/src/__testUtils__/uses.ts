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

import { runInProcess } from './runInProcess';

interface Row {
  namespace: string;
  name: string;
  type?: string;
  states: string[];
  consumers: { kind: string; name: string }[];
  possibleConsumers: { kind: string; name: string }[];
  platform?: string;
  doubt?: { kind: string; of: string };
}

/** Objects of a cluster. */
export type Objects = Record<string, unknown>[];

/** The secrets of some text, each with what it is to its consumers. */
export async function usesIn(stdin: string) {
  const { stdout } = await runInProcess(['inventory', '-', '--format=json'], {
    stdin,
  });
  return Object.fromEntries(
    JSON.parse(stdout).secrets.map((row: Row) => [
      `${row.namespace}/${row.name}`,
      useOf(row),
    ]),
  );
}

function useOf(row: Row): string {
  const { states, consumers, possibleConsumers, platform, doubt } = row;
  if (states.length > 0) {
    return states.join();
  }
  const names = (rows: Row['consumers']) =>
    rows.map(({ kind, name }) => `${kind}/${name}`).join();
  if (consumers.length > 0) {
    return names(consumers);
  }
  if (platform !== undefined) {
    return `read by ${platform}`;
  }
  if (possibleConsumers.length > 0) {
    return `not known: ${names(possibleConsumers)}`;
  }
  return doubt ? `not known: ${doubt.kind} ${doubt.of}` : 'unused';
}

/** The secrets of some objects, each with what it is to its consumers. */
export const usesOf = (objects: Objects) =>
  usesIn(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
