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

import {
  ANNOTATION_ENTITY,
  ANNOTATION_OWNER,
} from '@keyward/backstage-plugin-secrets-common';
import type { StoredClaim } from '../store/inventory';
import { namesSecret, type EntityClaims } from './EntityClaims';
import type { ConfirmedLink } from './LinkResolver';
import { MOST_OF_OWNER } from './SecretRoom';
import {
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_KUBERNETES_SELECTOR,
  isNamespaceName,
} from './readClaims';

const LONGEST_VALUE = 300;

/**
 * Each thing that an entity names, and whether the other side agrees. What is not
 * confirmed reads the same whether it exists or not: a claim must not be a way to ask.
 */
export function describeClaims(
  claims: EntityClaims,
  links: ConfirmedLink[],
  {
    heldBack,
    crowdedOut,
    isNamespaceConfirmed,
  }: {
    heldBack: boolean;
    /** Whether some secrets are linked to too many entities to be linked to this one. */
    crowdedOut: boolean;
    isNamespaceConfirmed: (namespace: string) => boolean;
  },
): StoredClaim[] {
  const remedy = crowdedOut ? remedyOfCrowded(claims) : remedyOf(claims);
  const claim = (
    annotation: string,
    value: string,
    confirmed: boolean,
    otherRemedy?: string,
  ): StoredClaim => ({
    annotation,
    value: value.slice(0, LONGEST_VALUE),
    ...(confirmed
      ? { status: 'confirmed' }
      : { status: 'unconfirmed', remedy: otherRemedy ?? remedy }),
  });
  const selected =
    !crowdedOut &&
    links.some(({ via }) => via === 'workload' || via === 'label');
  const described: StoredClaim[] = [];
  if (heldBack) {
    described.push({
      annotation: ANNOTATION_ENTITY,
      value: claims.entityRef.slice(0, LONGEST_VALUE),
      status: 'held',
      remedy,
    });
  }
  if (claims.selector) {
    const { text, requirements } = claims.selector;
    described.push(
      claim(
        ANNOTATION_KUBERNETES_SELECTOR,
        text,
        selected,
        requirements
          ? undefined
          : 'Write a label selector, such as app=payments.',
      ),
    );
  } else if (claims.id !== undefined) {
    described.push(claim(ANNOTATION_KUBERNETES_ID, claims.id, selected));
  }
  for (const { annotation, name } of claims.namespaces ?? []) {
    described.push(
      claim(
        annotation,
        name,
        !crowdedOut &&
          (isNamespaceConfirmed(name) ||
            links.some(({ namespace }) => namespace === name)),
        isNamespaceName(name) ? undefined : 'Write the name of a namespace.',
      ),
    );
  }
  const linked = new Set(links.map(({ ref }) => ref));
  for (const named of claims.secretRefs) {
    const { annotation, text, parsed } = named;
    described.push(
      claim(
        annotation,
        text,
        parsed?.prefix === undefined
          ? linked.has(parsed?.ref ?? '')
          : !crowdedOut && links.some(({ ref }) => namesSecret(named, ref)),
        parsed
          ? undefined
          : 'Write refs of secrets, such as kubernetes:prod/payments/db.',
      ),
    );
  }
  return described;
}

function remedyOf({ entityRef, ownerRefs, held }: EntityClaims): string {
  const marks = [
    ...(held ? [] : [`${ANNOTATION_ENTITY}: ${entityRef}`]),
    ...ownerRefs.slice(0, 1).map(owner => `${ANNOTATION_OWNER}: ${owner}`),
  ].join(' or ');
  const ask = held
    ? 'ask an administrator to confirm this entity'
    : 'ask an administrator for an entry in secrets.scopes';
  return marks
    ? `If it is there, annotate the Namespace, the workload or the Secret with ${marks}, or ${ask}.`
    : `Give the entity an owner, or ${ask}.`;
}

/** For an entity that some secrets which it claims are not linked to. */
function remedyOfCrowded({ entityRef, ownerRefs }: EntityClaims): string {
  const owner = ownerRefs[0] ? ` of ${ownerRefs[0]}` : '';
  return (
    `A secret is linked to at most ${MOST_OF_OWNER} entities${owner} by claims such as this, and others have these places. ` +
    `Annotate the workload or the Secret with ${ANNOTATION_ENTITY}: ${entityRef}, or claim fewer secrets by each entity.`
  );
}

/** What somebody may see of what confirms claims. */
interface VisibleConfirmations {
  /** Secrets that the entity is linked to. */
  links: readonly { via: string; namespace: string; ref: string }[];
  /** Namespaces that are confirmed whatever is in them. */
  namespaces: ReadonlySet<string>;
}

/**
 * The same for somebody to whom a policy shows only some secrets: what is confirmed by
 * others than these reads as what is not, as it would tell of them.
 */
export function hideClaims(
  claims: readonly StoredClaim[],
  entity: EntityClaims,
  { links, namespaces }: VisibleConfirmations,
): StoredClaim[] {
  const shown = new Set([
    ...namespaces,
    ...links.flatMap(({ ref, namespace }) => [ref, namespace]),
  ]);
  const bySelection = links.some(
    ({ via }) => via === 'workload' || via === 'label',
  );
  const listed = new Map(
    entity.secretRefs.map(({ text, parsed }) => [
      text.slice(0, LONGEST_VALUE),
      parsed?.ref ?? '',
    ]),
  );
  const crowded = remedyOfCrowded(entity);
  return claims.map(claim => {
    const { annotation, value, status, remedy } = claim;
    const isSelection =
      annotation === ANNOTATION_KUBERNETES_ID ||
      annotation === ANNOTATION_KUBERNETES_SELECTOR;
    const isShown = isSelection
      ? bySelection
      : shown.has(listed.get(value) ?? value);
    const tells = status === 'confirmed' || remedy === crowded;
    return tells && !isShown
      ? { annotation, value, status: 'unconfirmed', remedy: remedyOf(entity) }
      : claim;
  });
}
