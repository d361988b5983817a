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

import { at, type Json } from '@keyward/observation/json';
import { itemsAt, textAt } from './read';

/** A text that is made when it is asked for. */
export interface LazyText {
  /** As it stands in the object. */
  raw: string;
  /** With variables put in; empty where that is longer than any list of names. */
  read(): string;
}

/** A flag of a container's command line, with its value. */
export interface ContainerFlag {
  /** Without its leading dashes. */
  flag: string;
  /** Its value, with variables put in only when somebody asks for it. */
  value: LazyText;
  /** Where it stands in the container, for example `args[2]`. */
  path: string;
}

const FLAG = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s;
const VARIABLE = /\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g;
/** Longer ones are scripts. */
const LONGEST_ARGUMENT = 4096;
/** Longer ones, with variables put in, name nothing. */
const LONGEST_EXPANDED = 4096;

/**
 * The flags in a container's command and arguments, as `--flag=value`,
 * `--flag value` or within a line for a shell, with `$(VARIABLES)` put in as
 * Kubernetes does. A variable for the pod's namespace is known even where its
 * declaration is not seen.
 */
export function flagsOf(
  container: Json,
  namespace: string | undefined,
): ContainerFlag[] {
  const flags: ContainerFlag[] = [];
  const expand = expanderOf(container, namespace);
  let open: Omit<ContainerFlag, 'value'> | undefined;
  for (const { text, path } of wordsOf(container)) {
    const [, flag, value] = FLAG.exec(text) ?? [];
    if (flag === undefined) {
      if (open) {
        flags.push({ ...open, value: expand(text) });
      }
      open = undefined;
    } else if (value === undefined) {
      open = { flag, path };
    } else {
      flags.push({ flag, path, value: expand(value) });
      open = undefined;
    }
  }
  return flags;
}

/** The variables that a container is given as text, with `$(VARIABLES)` put in. */
export function literalsOf(
  container: Json,
  namespace: string | undefined,
): { name: string; value: LazyText; path: string }[] {
  const expand = expanderOf(container, namespace);
  return itemsAt(container, 'env').flatMap(({ index, item }) => {
    const name = textAt(item, 'name');
    const value = textAt(item, 'value');
    return name === undefined || value === undefined
      ? []
      : { name, value: expand(value), path: `env[${index}]` };
  });
}

function expanderOf(
  container: Json,
  namespace: string | undefined,
): (text: string) => LazyText {
  let variables: Map<string, string> | undefined;
  const valueOf = (name: string) => {
    variables ??= variablesOf(container, namespace);
    return (
      variables.get(name) ??
      (name.endsWith('NAMESPACE') ? namespace : undefined)
    );
  };
  return raw => ({ raw, read: () => expandedText(raw, valueOf) });
}

function expandedText(
  raw: string,
  valueOf: (name: string) => string | undefined,
): string {
  let text = '';
  let end = 0;
  for (const { 0: reference, 1: name, index } of raw.matchAll(VARIABLE)) {
    text += raw.slice(end, index) + (valueOf(name) ?? reference);
    end = index + reference.length;
    if (text.length > LONGEST_EXPANDED) {
      return '';
    }
  }
  return text + raw.slice(end);
}

/** What stands in a container's command and arguments, the words of a shell's line one by one. */
function wordsOf(container: Json): { text: string; path: string }[] {
  const words: { text: string; path: string }[] = [];
  for (const field of ['command', 'args']) {
    const texts = at(container, field);
    if (!Array.isArray(texts)) {
      continue;
    }
    texts.forEach((text, index) => {
      if (typeof text !== 'string' || text.length > LONGEST_ARGUMENT) {
        return;
      }
      const path = `${field}[${index}]`;
      if (/\s/.test(text)) {
        for (const word of text.split(/\s+/)) {
          words.push({ text: word.replace(/^["']|["']$/g, ''), path });
        }
      } else {
        words.push({ text, path });
      }
    });
  }
  return words;
}

function variablesOf(
  container: Json,
  namespace: string | undefined,
): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { item } of itemsAt(container, 'env')) {
    const name = textAt(item, 'name');
    const value =
      textAt(item, 'valueFrom', 'fieldRef', 'fieldPath') ===
      'metadata.namespace'
        ? namespace
        : textAt(item, 'value');
    if (name !== undefined && value !== undefined) {
      variables.set(name, value);
    }
  }
  return variables;
}
