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

/** Another name of an entity, as a login by an auth method gives it. */
export interface Alias {
  /** Of the auth method, for example `auth_kubernetes_1a2b3c4d`. */
  accessor: string;
  id?: string;
  name?: string;
  metadata?: Readonly<Record<string, string>>;
  customMetadata?: Readonly<Record<string, string>>;
}

/** Who a token is of, as far as templates can name it. */
export interface Identity {
  id?: string;
  name?: string;
  metadata?: Readonly<Record<string, string>>;
  aliases?: readonly Alias[];
  groups?: readonly {
    id?: string;
    name?: string;
    metadata?: Readonly<Record<string, string>>;
  }[];
}

/**
 * Puts into a path what its templates name, for example
 * `secret/data/{{identity.entity.name}}/*`.
 * Source: https://developer.hashicorp.com/vault/docs/concepts/policies#templated-policies
 *
 * @returns undefined where something is named that there is not: then the path counts for nothing
 */
export function fillTemplate(
  path: string,
  identity: Identity | undefined,
): string | undefined {
  if (!isBalanced(path)) {
    return undefined;
  }
  const [start, ...pieces] = path.split('{{');
  let filled = start;
  for (const piece of pieces) {
    const [selector, rest] = piece.split('}}');
    const value = valueOf(selector.trim(), identity);
    if (!value) {
      return undefined;
    }
    filled += value + rest;
  }
  return filled;
}

/** Whether a path has templates. */
export function isTemplate(path: string): boolean {
  return path.includes('{{');
}

/** Whether each template of a path ends. */
export function isBalanced(path: string): boolean {
  const [start, ...pieces] = path.split('{{');
  return (
    !start.includes('}}') &&
    pieces.every(piece => piece.split('}}').length === 2)
  );
}

function valueOf(
  selector: string,
  identity: Identity | undefined,
): string | undefined {
  if (selector === 'time.now') {
    return String(Math.floor(Date.now() / 1000));
  }
  const entity = after(selector, 'identity.entity.');
  if (entity !== undefined) {
    return ofEntity(entity, identity);
  }
  const group = after(selector, 'identity.groups.');
  return group === undefined ? undefined : ofGroup(group, identity);
}

function ofEntity(
  selector: string,
  identity: Identity | undefined,
): string | undefined {
  if (selector === 'id' || selector === 'name') {
    return identity?.[selector];
  }
  const key = after(selector, 'metadata.');
  if (key !== undefined) {
    return own(identity?.metadata, key);
  }
  const [accessor, rest] = split(after(selector, 'aliases.') ?? '');
  const alias = identity?.aliases?.find(each => each.accessor === accessor);
  if (rest === 'id' || rest === 'name') {
    return alias?.[rest];
  }
  const custom = after(rest, 'custom_metadata.');
  if (custom !== undefined) {
    return own(alias?.customMetadata, custom);
  }
  const name = after(rest, 'metadata.');
  return name === undefined ? undefined : own(alias?.metadata, name);
}

function ofGroup(
  selector: string,
  identity: Identity | undefined,
): string | undefined {
  const [by, named] = split(selector);
  const [wanted, rest] = split(named);
  const key = by === 'ids' ? 'id' : 'name';
  const group =
    by === 'ids' || by === 'names'
      ? identity?.groups?.find(each => each[key] === wanted)
      : undefined;
  if (rest === 'id' || rest === 'name') {
    return group?.[rest];
  }
  const name = after(rest, 'metadata.');
  return name === undefined ? undefined : own(group?.metadata, name);
}

function after(text: string, start: string): string | undefined {
  return text.startsWith(start) ? text.slice(start.length) : undefined;
}

/** What stands before the first dot, and what behind it. */
function split(text: string): [string, string] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

function own(
  values: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return values && Object.hasOwn(values, key) ? values[key] : undefined;
}
