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

import type { KnownAccessPath, ServedResource } from './AccessPath';
import { customResource } from './customResource';
import type { Extractor } from './Extractor';
import type { KnownKind, KnownSystem } from './KnownSystem';
import type { Mark } from './Mark';
import type { Operator } from './Operator';
import type { AccessRole } from './KnownAccess';
import type { ReleaseRecords } from './ReleaseRecords';
import type { ReloaderCheck } from './ReloaderCheck';
import type { ValueHash } from './ValueHash';

const TOOLS: Mark['tool'][] = ['makes', 'copies', 'applies', 'renders'];

/**
 * The systems that are known, looked up by what observing asks for.
 *
 * @public
 */
export class KnownSystems {
  readonly systems: readonly KnownSystem[];
  readonly operators: readonly Operator[];
  /** Of the tool closest to the value first. */
  readonly marks: readonly Mark[];
  /** Those that count more than an object's owner. */
  readonly marksOverOwner: readonly Mark[];
  readonly accessPaths: readonly KnownAccessPath[];
  readonly namingAnnotations: ReadonlySet<string>;
  readonly jsonAnnotations: readonly { key: RegExp; field?: string }[];
  /** Deliverers that put one value into several places on purpose. */
  readonly copiers: readonly string[];
  /** Deliverers that take values from a secret manager, make them or seal them, and say whether they delivered. */
  readonly managed: readonly string[];
  /** How tools keep the manifests of what they made. */
  readonly records: readonly ReleaseRecords[];
  /** The labels on the Secrets with the keys that unseal. */
  readonly sealingKeyLabels: readonly string[];
  /** How operators note hashes of the values that they wrote. */
  readonly valueHashes: readonly ValueHash[];
  readonly #kinds = new Map<string, KnownKind>();
  readonly #deliverers = new Map<string, KnownKind>();
  readonly #managers: readonly { name: RegExp; deliverer: string }[];
  readonly #copyMarks: ReadonlySet<string>;
  readonly #restorers: readonly RegExp[];
  readonly #fixedNamespaces: ReadonlyMap<string, string>;
  readonly #reloaders: readonly ReloaderCheck[];

  constructor(systems: readonly KnownSystem[]) {
    this.systems = systems;
    for (const kind of systems.flatMap(({ kinds = [] }) => kinds)) {
      const key = `${kind.group}/${kind.kind}`;
      this.#kinds.set(key, { ...this.#kinds.get(key), ...kind });
    }
    for (const kind of this.#kinds.values()) {
      const name = kind.deliverer && (kind.deliverer.name ?? kind.kind);
      if (name !== undefined && !this.#deliverers.has(name)) {
        this.#deliverers.set(name, kind);
      }
    }
    const marks = systems.flatMap(each => each.marks ?? []);
    this.marks = TOOLS.flatMap(tool =>
      marks.filter(each => each.tool === tool),
    );
    this.marksOverOwner = marks.filter(({ tool }) => tool === 'over-owner');
    this.operators = systems.flatMap(each => each.operators ?? []);
    this.accessPaths = systems.flatMap(each => each.accessPaths ?? []);
    this.namingAnnotations = new Set(
      systems.flatMap(each => each.namingAnnotations ?? []),
    );
    this.jsonAnnotations = systems.flatMap(each => each.jsonAnnotations ?? []);
    this.copiers = systems.flatMap(each => each.copiers ?? []);
    this.managed = systems.flatMap(each => each.managed ?? []);
    this.records = systems.flatMap(each => each.records ?? []);
    this.sealingKeyLabels = systems.flatMap(each => each.sealingKeyLabel ?? []);
    this.valueHashes = systems.flatMap(each => each.valueHash ?? []);
    this.#reloaders = systems.flatMap(each => each.reloads ?? []);
    this.#managers = systems.flatMap(each => each.managers ?? []);
    this.#copyMarks = new Set(systems.flatMap(each => each.copyMarks ?? []));
    this.#restorers = systems.flatMap(each => each.restorers ?? []);
    this.#fixedNamespaces = new Map(
      systems.flatMap(each => Object.entries(each.fixedNamespaces ?? {})),
    );
  }

  /** These and others. What one of the others says of a kind counts. */
  with(...others: KnownSystem[]): KnownSystems {
    return others.length === 0
      ? this
      : new KnownSystems([...this.systems, ...others]);
  }

  get kinds(): KnownKind[] {
    return [...this.#kinds.values()];
  }

  kind(group: string, kind: string): KnownKind | undefined {
    return this.#kinds.get(`${group}/${kind}`);
  }

  /** The kinds whose objects are something on the way to Secrets. */
  kindsWithAccess(...roles: AccessRole[]): KnownKind[] {
    return this.kinds.filter(
      ({ access }) => access && roles.includes(access.role),
    );
  }

  /** The kinds whose objects say how something is reached. */
  kindsWithTransit(role: KnownKind['transit']): KnownKind[] {
    return this.kinds.filter(({ transit }) => transit === role);
  }

  /** Whether a workload is restarted when a Secret changes, as their annotations say. */
  reloads(...[workload, secret]: Parameters<ReloaderCheck>): boolean {
    return this.#reloaders.some(reloads => reloads(workload, secret));
  }

  /** The extractor of a kind; any other kind is read by convention. */
  extractorFor(group: string, kind: string): Extractor {
    return this.kind(group, kind)?.extractor ?? customResource;
  }

  /** The Secrets that the name of an object implies. */
  impliedSecrets(group: string, kind: string, name: string): string[] {
    const templates = this.kind(group, kind)?.impliedSecrets ?? [];
    return templates.map(template => template.replaceAll('{name}', () => name));
  }

  /** The kind whose objects deliver Secrets, by what marks and owners call it. */
  delivererKind(name: string): KnownKind | undefined {
    return this.#deliverers.get(name);
  }

  /** All kinds of which some deliverer is an object, by what marks and owners call it. */
  get delivererKinds(): ReadonlyMap<string, KnownKind> {
    return this.#deliverers;
  }

  /** The tool that writes under the name of a manager. */
  toolOfManager(manager: string): string | undefined {
    return this.#managers.find(({ name }) => name.test(manager))?.deliverer;
  }

  isCopyMark(key: string): boolean {
    return this.#copyMarks.has(key);
  }

  isRestorer(manager: string): boolean {
    return this.#restorers.some(each => each.test(manager));
  }

  /** The namespace of a group that is the same in every cluster. */
  fixedNamespaceOf(group: string): string | undefined {
    return this.#fixedNamespaces.get(group);
  }

  /** The kinds that are followed in each cluster that serves them. */
  get collected(): ServedResource[] {
    return this.kinds
      .filter(({ isCollected }) => isCollected)
      .map(({ group, resource }) => ({ group, resource }));
  }

  /** Which systems these have that others have not, as `+id.version`. */
  addedTo({ systems }: KnownSystems): string {
    return this.systems
      .filter(each => !systems.includes(each))
      .map(({ id, version = 1 }) => `+${id}.${version}`)
      .join('');
  }
}
