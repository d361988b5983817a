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

import { createHash } from 'crypto';
import { posix } from 'path';
import { isMap, isScalar, type YAMLMap } from 'yaml';
import type { Finding } from './Finding';
import { readDocuments } from './readDocuments';

/** The rule that its findings are of. */
export const MISPLACED = {
  id: 'misplaced-sealed-secret',
  title: 'SealedSecret that the controller cannot open where it stands',
} as const;

const YAML_FILE = /\.ya?ml$/i;
const KUSTOMIZATION = /(?:^|\/)kustomization\.ya?ml$/i;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
/** That of any object, where its manifest states it; read without parsing, as these are many. */
const NAMESPACE = /^ {2,4}namespace: *["']?([a-z0-9][a-z0-9.-]*)["']? *$/gm;
const LONGEST = 2 * 1024 * 1024;
const MOST_SEALED = 50_000;

interface Sealed {
  file: string;
  line: number;
  name: string;
  namespace: string;
  /** Whether another name spoils it too, not just another namespace. */
  isStrict: boolean;
  /** Of each ciphertext, by the name of its entry. */
  hashes: string[];
}

interface Kustomization {
  namespace?: string;
  renames: boolean;
  /** The files that it takes, as paths. */
  files: Set<string>;
}

/**
 * Finds SealedSecrets whose place contradicts the name or the namespace that they
 * were sealed for. The controller opens a value only under these
 * (https://github.com/bitnami-labs/sealed-secrets#scopes), so that one is never
 * opened that is copied, or that a kustomization moves. Nothing is said of one
 * that is sealed for the whole cluster.
 */
export class SealedPlaces {
  readonly #sealed: Sealed[] = [];
  readonly #kustomizations = new Map<string, Kustomization>();
  /** The namespaces of other objects, by folder. */
  readonly #namespaces = new Map<string, Set<string>>();

  /** Takes note of a whole file. */
  add(file: string, text: string): void {
    if (!YAML_FILE.test(file) || text.length > LONGEST) {
      return;
    }
    const folder = posix.dirname(file);
    if (KUSTOMIZATION.test(file)) {
      for (const { contents } of readDocuments(text)) {
        if (isMap(contents)) {
          this.#kustomizations.set(folder, readKustomization(contents, folder));
        }
      }
    } else if (text.includes('encryptedData')) {
      for (const { contents } of readDocuments(text)) {
        if (isMap(contents) && this.#sealed.length < MOST_SEALED) {
          const sealed = readSealed(contents, file, text);
          this.#sealed.push(...(sealed ? [sealed] : []));
        }
      }
    } else {
      for (const [, namespace] of text.matchAll(NAMESPACE)) {
        const known = this.#namespaces.get(folder) ?? new Set();
        this.#namespaces.set(
          folder,
          known.size > 1 ? known : known.add(namespace),
        );
      }
    }
  }

  /** What was found, once all files are known. */
  list(): Finding[] {
    const labels = new Map<string, Set<string>>();
    for (const sealed of this.#sealed) {
      for (const hash of sealed.hashes) {
        labels.set(hash, (labels.get(hash) ?? new Set()).add(labelOf(sealed)));
      }
    }
    return this.#sealed.flatMap(sealed => {
      const note =
        this.#moved(sealed) ??
        (sealed.hashes.some(hash => labels.get(hash)!.size > 1)
          ? 'the same ciphertext stands under another name or namespace: one of them at most can be opened'
          : this.#misfit(sealed));
      return note
        ? [
            {
              rule: MISPLACED.id,
              title: MISPLACED.title,
              file: sealed.file,
              line: sealed.line,
              column: 1,
              confidence: 'medium' as const,
              note,
            },
          ]
        : [];
    });
  }

  /** Why a kustomization spoils it. */
  #moved({ file, namespace, isStrict }: Sealed): string | undefined {
    const folder = posix.dirname(file);
    const here = this.#kustomizations.get(folder);
    if (!here?.files.has(file)) {
      return undefined;
    }
    if (here.namespace && here.namespace !== namespace) {
      return `the kustomization beside it sets the namespace ${here.namespace}, it was sealed for ${namespace}`;
    }
    return isStrict && here.renames
      ? 'the kustomization beside it changes its name'
      : undefined;
  }

  /** Why it does not fit its folder: all other objects there are in one namespace, which is in the path. */
  #misfit({ file, namespace }: Sealed): string | undefined {
    const folder = posix.dirname(file);
    const others = [...(this.#namespaces.get(folder) ?? [])];
    const parts = folder.split('/');
    return others.length === 1 &&
      others[0] !== namespace &&
      parts.includes(others[0]) &&
      !parts.includes(namespace)
      ? `all else in its folder is in the namespace ${others[0]}, it was sealed for ${namespace}`
      : undefined;
  }
}

function readKustomization(node: YAMLMap, folder: string): Kustomization {
  return {
    namespace: textOf(node, ['namespace']),
    renames: ['namePrefix', 'nameSuffix'].some(field =>
      Boolean(textOf(node, [field])),
    ),
    files: new Set(
      listOf(node, 'resources').map(path => posix.join(folder, path)),
    ),
  };
}

/** A SealedSecret that names its place; where a template puts that in, nothing can be said. */
function readSealed(
  node: YAMLMap,
  file: string,
  text: string,
): Sealed | undefined {
  const name = textOf(node, ['metadata', 'name']);
  const namespace = textOf(node, ['metadata', 'namespace']);
  const encrypted = node.getIn(['spec', 'encryptedData'], true);
  const hasScope = (scope: string) =>
    textOf(node, [
      'metadata',
      'annotations',
      `sealedsecrets.bitnami.com/${scope}`,
    ]) === 'true';
  if (
    !isMap(encrypted) ||
    !name ||
    !NAME.test(name) ||
    !namespace ||
    !NAME.test(namespace) ||
    hasScope('cluster-wide')
  ) {
    return undefined;
  }
  return {
    file,
    line: text.slice(0, node.range![0]).split('\n').length,
    name,
    namespace,
    isStrict: !hasScope('namespace-wide'),
    hashes: encrypted.items.flatMap(({ value }) =>
      isScalar(value) && typeof value.value === 'string' && value.value
        ? [createHash('sha256').update(value.value).digest('hex')]
        : [],
    ),
  };
}

function labelOf({ name, namespace, isStrict }: Sealed): string {
  return isStrict ? `${namespace}/${name}` : namespace;
}

function textOf(node: YAMLMap, path: string[]): string | undefined {
  const value = node.getIn(path);
  return typeof value === 'string' ? value : undefined;
}

function listOf(node: YAMLMap, field: string): string[] {
  const list = node.get(field) as { items?: unknown[] } | undefined;
  return (list?.items ?? []).flatMap(item =>
    isScalar(item) && typeof item.value === 'string' ? [item.value] : [],
  );
}
