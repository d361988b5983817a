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

import type {
  Refusal,
  RequestDestination,
  SealPlace,
  SealRepository,
} from '@keyward/backstage-plugin-secrets-common';
import {
  describeError,
  type GitHost,
  type Sealer,
} from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import {
  findSecretsAt,
  type RequestStore,
  type SecretAt,
  type SealedWrite,
  type StoredDraft,
} from '../store/requests';
import { checkQuotas } from './checkQuotas';
import { checkTargets } from './checkTargets';
import { type ChangedFile, changedFiles } from './changedFiles';
import { findLandings } from './findLandings';
import { planRequest } from './planRequest';
import { branchOf } from './RequestRunner';
import { toReference } from './toReference';

const PAGE = 'See docs/requests.md.';
const ANSWER_MS = 20_000;

/** What {@link preflight} works with. */
export interface PreflightOptions {
  hostOf(id: string): GitHost | undefined;
  knex: Knex;
  sealer: Sealer;
  store: Pick<RequestStore, 'findOpen'>;
}

/** One pull request, as it would be. */
export interface PlannedRequest {
  host: string;
  repository: string;
  branch: string;
  writes: SealedWrite[];
  /** What it would change; absent where something is refused. */
  files?: ChangedFile[];
  /** The namespaces that kustomizations give to what it changes; undefined for one that is not known. */
  landings?: (string | undefined)[];
}

/** What a request of a draft would write, and why it would be refused. */
export interface Preflight {
  changes: PlannedRequest[];
  refusals: Refusal[];
  warnings: Refusal[];
}

/**
 * Looks at everything that a request would be refused for, before anything is written.
 *
 * @param found - where the entity may be sealed for and written, as the caller sees it
 * @param isTheirs - whether the caller sees a Secret as one of the entity
 */
export async function preflight(
  options: PreflightOptions,
  draft: StoredDraft,
  destinations: readonly RequestDestination[],
  found: {
    places: readonly SealPlace[];
    repositories: readonly SealRepository[];
    isTheirs(secretId: string): Promise<boolean>;
  },
): Promise<Preflight> {
  const { changes, refusals } = assign(draft, destinations, found.repositories);
  for (const target of draft.targets) {
    refusals.push(
      ...refusalsOfForm(target, found.places, options.sealer),
      ...(await refusalsInCluster(options, target, found.isTheirs)),
    );
  }
  const quotas = await checkQuotas(options.knex, draft.targets);
  refusals.push(...quotas.refusals);
  for (const open of await options.store.findOpen(draft.targets)) {
    refusals.push({
      code: 'request-open',
      reason: `There is an open request for ${open.namespace}/${open.name}.`,
      remedy: 'Have that one merged, or withdraw it.',
      ...open,
    });
  }
  const { warnings } = quotas;
  if (refusals.length === 0) {
    for (const change of changes) {
      const planned = await planOf(options, change);
      refusals.push(...planned.refusals);
      warnings.push(...planned.warnings);
      change.files = planned.files;
      change.landings = planned.landings;
    }
  }
  return { changes, refusals, warnings };
}

/** Which target is written where: one pull request for a branch of a repository. */
function assign(
  draft: StoredDraft,
  destinations: readonly RequestDestination[],
  repositories: readonly SealRepository[],
): { changes: PlannedRequest[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const changes = new Map<string, PlannedRequest>();
  const paths = new Map<number, number>();
  for (const destination of destinations) {
    const { repository, branch, path } = destination;
    const confirmed = repositories.find(
      each =>
        each.repository === repository &&
        each.branch === branch &&
        each.path === path,
    );
    if (!confirmed?.confirmedBy || confirmed.refusal) {
      refusals.push(
        confirmed?.refusal ?? {
          code: 'repository-unconfirmed',
          reason:
            'This folder of a repository is not confirmed for the entity.',
          remedy: `Select one of those that are. ${PAGE}`,
        },
      );
      continue;
    }
    const key = JSON.stringify([confirmed.host, repository, branch]);
    const change = changes.get(key) ?? {
      host: confirmed.host,
      repository,
      branch,
      writes: [],
    };
    changes.set(key, change);
    const wanted = destination.targets ?? [...draft.targets.keys()];
    for (const position of new Set(wanted)) {
      paths.set(position, (paths.get(position) ?? 0) + 1);
      const target = draft.targets[position];
      if (target) {
        change.writes.push({
          ...target,
          path,
          ...referenceOf(destination, position, target, refusals),
        });
      }
    }
  }
  for (const [position, target] of draft.targets.entries()) {
    const count = paths.get(position) ?? 0;
    if (count !== 1 && refusals.length === 0) {
      refusals.push({
        code: 'destination',
        reason: `${target.namespace}/${target.name} is written to ${count} folders; it must be one.`,
        ...placeOf(target),
      });
    }
  }
  if ([...paths.keys()].some(position => !draft.targets[position])) {
    refusals.push({
      code: 'destination',
      reason: 'A position is none of a target of the draft.',
    });
  }
  return {
    changes: [...changes.values()].filter(({ writes }) => writes.length > 0),
    refusals,
  };
}

/** The workload that is to refer to a target, if there is one. */
function referenceOf(
  { references = [] }: RequestDestination,
  position: number,
  target: StoredDraft['targets'][number],
  refusals: Refusal[],
): Pick<SealedWrite, 'reference'> {
  const meant = references.filter(
    each => each.target === undefined || each.target === position,
  );
  if (meant.length > 1) {
    refusals.push({
      code: 'reference',
      reason: `${meant.length} references are to ${target.namespace}/${target.name}; it must be one.`,
      remedy: 'Leave the others out, and add them by hand.',
      ...placeOf(target),
    });
  }
  if (meant.length !== 1) {
    return {};
  }
  const found = toReference(meant[0], Object.keys(target.encryptedData));
  if ('refusal' in found) {
    refusals.push({ ...found.refusal, ...placeOf(target) });
    return {};
  }
  return found;
}

/** The certificate of now may be another one than an hour ago. */
function refusalsOfForm(
  target: StoredDraft['targets'][number],
  places: readonly SealPlace[],
  sealer: Sealer,
): Refusal[] {
  const place = places.find(
    each =>
      each.sourceId === target.sourceId && each.namespace === target.namespace,
  );
  if (place?.refusal) {
    return [{ ...place.refusal, ...placeOf(target) }];
  }
  try {
    checkTargets([target], places, sealer);
    return [];
  } catch (error) {
    return [
      {
        code: 'seal-again',
        reason: describeError(error).replace(
          'targets[0]',
          `${target.namespace}/${target.name}`,
        ),
        ...placeOf(target),
      },
    ];
  }
}

async function refusalsInCluster(
  { knex, sealer }: PreflightOptions,
  target: StoredDraft['targets'][number],
  isTheirs: (secretId: string) => Promise<boolean>,
): Promise<Refusal[]> {
  const { mode, namespace, name } = target;
  const place = `${namespace}/${name}`;
  const delivering = sealer.resourceOf(name);
  const [secret] = await findSecretsAt(knex, target, [name]);
  const [sealed] = await findSecretsAt(
    knex,
    target,
    [delivering.name],
    delivering.kind,
  );
  const refuse = (code: string, reason: string, remedy: string): Refusal[] => [
    { code, reason, remedy, ...placeOf(target) },
  ];
  const isOfOthers = await isOneOfOthers([secret, sealed], isTheirs);
  if (mode === 'create') {
    if (isOfOthers) {
      // What it is, and who made it, is for its owners to see.
      return refuse(
        'name-taken',
        `The name ${place} is taken by what is not the entity's.`,
        'Select another name, or have its owner link it to the entity. See docs/claims.md.',
      );
    }
    if (sealed) {
      return refuse(
        'already-sealed',
        `${place} is sealed already.`,
        'Replace its values, or select another name.',
      );
    }
    return secret &&
      secret.delivererKind !== sealer.delivererKind &&
      !secret.annotations.includes(sealer.takeOverAnnotation)
      ? refuse(
          'secret-of-others',
          `There is a Secret ${place} that something else made; the controller refuses to overwrite it.`,
          `Select another name, or annotate that Secret with ${sealer.takeOverAnnotation}: "true".`,
        )
      : [];
  }
  if (!sealed || isOfOthers) {
    return refuse(
      'nothing-to-replace',
      `The entity has no sealed Secret ${place}.`,
      'Make a new one, or check the name.',
    );
  }
  const scope = sealer.scopeOf(sealed);
  return scope !== undefined && scope !== target.scope
    ? refuse(
        'another-scope',
        `${place} is sealed with the scope ${scope}, and the new values with ${target.scope}.`,
        `Seal them with the scope ${scope}.`,
      )
    : [];
}

/** Whether the Secret of a name is another's; what delivers one that is not there yet decides for it. */
async function isOneOfOthers(
  [secret, sealed]: readonly (SecretAt | undefined)[],
  isTheirs: (secretId: string) => Promise<boolean>,
): Promise<boolean> {
  const found = secret ?? sealed;
  return found !== undefined && !(await isTheirs(found.id));
}

/** Reads the repository and plans the change, which is not written. */
async function planOf(
  { hostOf }: PreflightOptions,
  { host: id, repository, branch, writes }: PlannedRequest,
): Promise<{
  refusals: Refusal[];
  warnings: Refusal[];
  files?: ChangedFile[];
  landings?: (string | undefined)[];
}> {
  try {
    const host = hostOf(id)!;
    await host.checkWritable({
      repository,
      // Any of those that a request makes.
      branch: branchOf({ id: 'new' }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const plan = await planRequest(host, { repository, branch }, writes);
    const { planned } = plan;
    return {
      files: changedFiles(plan),
      landings: findLandings(plan),
      refusals: [],
      warnings: planned.warnings.map(({ code, message, remedy }) => ({
        code,
        reason: message,
        remedy,
      })),
    };
  } catch (error) {
    const { name, code, remedy } = error as Error & {
      code?: string;
      remedy?: string;
    };
    switch (name) {
      case 'GitHostError':
        return {
          refusals: [{ code: `git-${code}`, reason: describeError(error) }],
          warnings: [],
        };
      case 'GitChangeError':
      case 'SealingError':
        return {
          refusals: [
            {
              code: `change-${code}`,
              reason: `${describeError(error)}.`,
              remedy,
            },
          ],
          warnings: [],
        };
      default:
        throw error;
    }
  }
}

function placeOf({
  sourceId,
  namespace,
  name,
}: SealedWrite | StoredDraft['targets'][number]) {
  return { sourceId, namespace, name };
}
