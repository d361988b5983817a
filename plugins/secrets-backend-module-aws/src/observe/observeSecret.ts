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

import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type {
  AnnotationObservation,
  SystemSecretObservation,
} from '@keyward/observation';
import type { PolicySummary } from '../policies';
import { refOf, SYSTEM } from '../refs';
import { instantOf, known } from './instants';
import { valueOf } from './valueOf';

const SERVICE = 'secrets-manager';
const DEFAULT_KEY = 'alias/aws/secretsmanager';
/** Marks that say whose a secret is are read; of other tags only the names are. */
const MARK = /^keyward\.io\//;
const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';

/** The version that has a stage. */
export function versionOf(
  { SecretVersionsToStages: versions }: SecretListEntry,
  stage: typeof CURRENT | typeof PENDING,
): string | undefined {
  return Object.entries(versions ?? {}).find(
    ([, stages]) => Array.isArray(stages) && stages.includes(stage),
  )?.[0];
}

/** The versions whose age counts: the current one, and one that a rotation has not finished. */
export function versionsThatCount(entry: SecretListEntry): {
  current?: string;
  pending?: string;
} {
  const current = versionOf(entry, CURRENT);
  const pending = versionOf(entry, PENDING);
  // A rotation that succeeded leaves both stages at one version.
  return known({ current, pending: pending === current ? undefined : pending });
}

/**
 * A secret of Secrets Manager.
 *
 * The current version tells exactly when its value was set. The keys within a value are
 * not known without it.
 *
 * @param found - when versions were created, by their ids, as far as that is known, and
 *   what its resource policy says
 */
export function observeSecret(
  entry: SecretListEntry & { Name: string; ARN: string },
  place: { sourceId: string; region: string; requiresOwnKey?: true },
  found: { createdAt: ReadonlyMap<string, string>; policy: PolicySummary },
): SystemSecretObservation {
  const { Name: name, ARN: arn, KmsKeyId: kmsKey } = entry;
  const { sourceId, region, requiresOwnKey } = place;
  const { createdAt, policy } = found;
  const usesDefaultKey = kmsKey === undefined || kmsKey.endsWith(DEFAULT_KEY);
  const { current, pending } = versionsThatCount(entry);
  const setAt = current === undefined ? undefined : createdAt.get(current);
  const deletionRequestedAt = instantOf(entry.DeletedDate);
  const created = instantOf(entry.CreatedDate);
  return {
    type: 'secret',
    ref: refOf(sourceId, { region, service: SERVICE, name }),
    system: SYSTEM,
    location: [region, SERVICE],
    name,
    uid: arn,
    secretType: SERVICE,
    ...valueOf(name, SERVICE, current === undefined ? undefined : { setAt }),
    ...(created ? { createdAt: created } : {}),
    annotations: annotationsOf(entry.Tags),
    attributes: known({
      service: SERVICE,
      arn,
      state: stateOf(deletionRequestedAt, current),
      kmsKey: kmsKey ?? DEFAULT_KEY,
      usesDefaultKey,
      lacksOwnKey: (requiresOwnKey && usesDefaultKey) || undefined,
      rotation: rotationOf(entry),
      rotationDays: entry.RotationRules?.AutomaticallyAfterDays,
      lastRotatedAt: instantOf(entry.LastRotatedDate),
      nextRotationAt: instantOf(entry.NextRotationDate),
      pendingSince: pending === undefined ? undefined : createdAt.get(pending),
      lastAccessedAt: instantOf(entry.LastAccessedDate),
      deletionRequestedAt,
      owningService: entry.OwningService,
      primaryRegion:
        entry.PrimaryRegion === region ? undefined : entry.PrimaryRegion,
      versions: Object.keys(entry.SecretVersionsToStages ?? {}).length,
      ...policy,
    }),
  };
}

function stateOf(
  deletionRequestedAt: string | undefined,
  current: string | undefined,
): string {
  if (deletionRequestedAt !== undefined) {
    return 'deleting';
  }
  return current === undefined ? 'empty' : 'live';
}

/** What a service manages, it rotates itself, or has rotated. */
function rotationOf({
  OwningService: service,
  RotationEnabled: isOn,
}: SecretListEntry): string {
  if (isOn === true) {
    return 'on';
  }
  return service ? 'by-service' : 'off';
}

function annotationsOf(tags: SecretListEntry['Tags']): AnnotationObservation[] {
  return (tags ?? []).flatMap(({ Key: key, Value: value = '' }) =>
    key
      ? [{ key, length: value.length, ...(MARK.test(key) ? { value } : {}) }]
      : [],
  );
}
