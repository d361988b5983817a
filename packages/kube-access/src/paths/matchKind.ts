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

import type { BindingTable } from './BindingTable';
import type { HeldRights, PlacedMatches } from './HeldRights';
import type { RightMatch } from './matchRights';
import type { AccessEvidence, AccessPathKind, RightScope } from './types';

/** A way to have all rights of a kind in one place. */
export interface KindMatch extends RightScope {
  evidence: AccessEvidence[];
}

/** Who has rights, and what names of roles and bindings can be about. */
export interface Holder {
  own: HeldRights;
  /** Of the groups that it is in whatever its login says. */
  groups?: HeldRights[];
  bindings: BindingTable;
}

/** What of a right one has oneself, then what one's groups have. */
type Layers = PlacedMatches[];

/**
 * The ways in which somebody has what a kind needs, at least a part of it by
 * rights of their own: what a group has alone is a way of the group. Each right
 * is looked up where the others are, and names among what there is, so that
 * nothing is multiplied.
 */
export function* matchKind(
  kind: AccessPathKind,
  { own, groups = [], bindings }: Holder,
): Generator<KindMatch> {
  if (kind.needs.length === 1) {
    for (const { evidence, ...scope } of own.of(kind.needs[0]).all()) {
      yield { ...scope, evidence: [evidence] };
    }
    return;
  }
  const needs = kind.needs.map(right =>
    [own, ...groups].map(held => held.of(right)),
  );
  if (
    needs.every(([mine]) => mine.isEmpty) ||
    needs.some(layers => layers.every(({ isEmpty }) => isEmpty))
  ) {
    return;
  }
  if (kind.ownRole) {
    yield* matchOwnRoles(kind, needs, [own, ...groups]);
    return;
  }
  for (const namespace of placesOf(needs)) {
    yield* kind.countsOtherNames
      ? matchBindings(kind, needs, namespace, bindings)
      : matchAt(kind, needs, namespace);
  }
}

/** Where all may be had together; without a namespace, everywhere, comes first. */
function placesOf(needs: Layers[]): Set<string | undefined> {
  const isOwnEverywhere = needs.some(([own]) => own.everywhere.length > 0);
  const places = new Set<string | undefined>([undefined]);
  for (const layers of needs) {
    for (const matches of isOwnEverywhere ? layers : [layers[0]]) {
      for (const namespace of matches.namespaces()) {
        places.add(namespace);
      }
    }
  }
  return places;
}

/** One that counts in a namespace, an own one if there is. */
function anyAt(
  layers: Layers,
  namespace: string | undefined,
): { match: RightMatch; isOwn: boolean } | undefined {
  for (const [layer, matches] of layers.entries()) {
    const match =
      matches.everywhere[0] ??
      (namespace === undefined ? undefined : matches.at(namespace)[0]);
    if (match) {
      return { match, isOwn: layer === 0 };
    }
  }
  return undefined;
}

function* matchAt(
  { needs: [right] }: AccessPathKind,
  [some, ...rest]: Layers[],
  namespace: string | undefined,
): Generator<KindMatch> {
  const others = [];
  for (const layers of rest) {
    const other = anyAt(layers, namespace);
    if (!other) {
      return;
    }
    others.push(other);
  }
  const isOwn = others.some(other => other.isOwn);
  const evidence = others.map(({ match }) => match.evidence);
  const areEverywhere = rest.every(layers => anyAt(layers, undefined));
  // What counts everywhere has been told of there.
  const wheres =
    namespace === undefined || areEverywhere
      ? [namespace]
      : [undefined, namespace];
  // The names of namespaces say where the other rights have to be.
  const isPlace = right.resources[0][1] === 'namespaces' && !areEverywhere;
  for (const [layer, matches] of some.entries()) {
    if (layer > 0 && !isOwn) {
      break;
    }
    const found = isPlace
      ? [matches.named(namespace, namespace!) ?? []].flat()
      : wheres.flatMap(where => matches.at(where));
    for (const { names, evidence: one } of found) {
      yield { namespace, names, evidence: [one, ...evidence] };
    }
  }
}

/** Where a role that is given to oneself is one that the rights are about. */
function* matchOwnRoles(
  { ownRole }: AccessPathKind,
  needs: Layers[],
  held: HeldRights[],
): Generator<KindMatch> {
  for (const namespace of new Set([
    ...placesOf(needs),
    ...held[0].namespaces(),
  ])) {
    for (const [layer, rights] of held.entries()) {
      const evidence = first(
        rights.grantsAt(namespace),
        ({ role: { role } }) => {
          const isOwn =
            layer === 0 ||
            needs.some(([own]) => own.named(namespace, role.name));
          const found = needs.flatMap(
            layers => namedIn(layers, namespace, role.name)?.evidence ?? [],
          );
          return isOwn && role.kind === ownRole && found.length === needs.length
            ? found
            : undefined;
        },
      );
      if (evidence) {
        yield { namespace, evidence };
        break;
      }
    }
  }
}

/** The bindings there are of which one may change the subjects and bind the role. */
function* matchBindings(
  { needs: [, right] }: AccessPathKind,
  needs: Layers[],
  namespace: string | undefined,
  table: BindingTable,
): Generator<KindMatch> {
  const isHere = needs.some(layers =>
    layers.some(matches => matches.at(namespace).length > 0),
  );
  const isOwn = needs.some(([own]) => anyAt([own], namespace));
  // What counts everywhere has been told of there.
  if (!isHere || !isOwn) {
    return;
  }
  const [roles, bindings] = needs;
  const anyRole = unnamedIn(roles, namespace);
  const anyBinding = unnamedIn(bindings, namespace);
  if (anyRole && anyBinding) {
    yield { namespace, evidence: [anyRole.evidence, anyBinding.evidence] };
    return;
  }
  const kind = right.resources.some(
    ([, each]) => each === 'clusterrolebindings',
  )
    ? 'ClusterRoleBinding'
    : 'RoleBinding';
  const there = new Set(
    anyBinding
      ? namesIn(roles, namespace).flatMap(name =>
          table.giving(kind, namespace ?? '*', name),
        )
      : namesIn(bindings, namespace).flatMap(name =>
          table.named(kind, namespace ?? '*', name),
        ),
  );
  for (const binding of there) {
    const role = namedIn(roles, namespace, binding.roleRef.name);
    const change = namedIn(bindings, namespace, binding.name);
    if (role && change) {
      yield {
        namespace: binding.namespace,
        names: [binding.roleRef.name],
        otherNames: [binding.name],
        evidence: [role.evidence, change.evidence],
      };
    }
  }
}

function unnamedIn(layers: Layers, namespace: string | undefined) {
  return first(layers, matches => matches.unnamed(namespace));
}

function namedIn(
  layers: Layers,
  namespace: string | undefined,
  name: string,
): RightMatch | undefined {
  return first(layers, matches => matches.named(namespace, name));
}

function namesIn(layers: Layers, namespace: string | undefined): string[] {
  return layers.flatMap(matches => [...matches.names(namespace)]);
}

function first<TItem, TFound>(
  items: TItem[],
  find: (item: TItem) => TFound | undefined,
): TFound | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
