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

import { observeObject } from '@keyward/kube-model';
import {
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { at, type Json, jsonsOf, stringOf } from '@keyward/observation/json';
import { validateSealedSecret } from '@keyward/sealing';
import {
  type Controller,
  keyOfCertificate,
  newestActiveKey,
  type Serving,
} from '../controllers';
import { digestsOf, markOf } from './digestsOf';
import { readScopes } from './readScopes';
import { writtenBefore } from './writtenBefore';

const MOST_PROBLEMS = 10;

/** What a SealedSecret is judged by. */
export interface SealedSecretContext {
  sourceId: string;
  /** Who serves its namespace. */
  serving: Serving;
  /** Whether there is no other controller. */
  isAll: boolean;
  /** What a controller said when it was asked whether it opens. */
  verified?: boolean;
}

/**
 * A SealedSecret as the inventory takes it. Of its ciphertext nothing is kept, of its
 * template neither: what is wrong is told by codes and by names of fields.
 *
 * @throws ObservationError if it has no name
 */
export function describeSealedSecret(
  item: Json,
  context: SealedSecretContext,
): ResourceObservation {
  const { sourceId, verified } = context;
  const object = {
    ...item,
    kind: 'SealedSecret',
    apiVersion: 'bitnami.com/v1alpha1',
  };
  const observed = observeObject(object, { sourceId, findsExposures: false });
  const { labels, annotations, status } = observed;
  const namespace = observed.namespace ?? '';
  const name = `SealedSecret/${observed.name}`;
  const { controllers: serving, areMore } = context.serving;
  // Of all of them something has to be known.
  const known = areMore ? [] : serving;
  const { verdict, problems } = validateSealedSecret(object, {
    keyBits: keyBitsOf(known),
  });
  const isUnserved = context.isAll && !areMore && serving.length === 0;
  const told = statusTells(item);
  const opened = told ?? verified;
  const neverOpens = problems.some(each => each.neverOpens);
  return {
    type: 'resource',
    kind: 'sealed-secret',
    ref: formatResourceRef('sealed-secret', sourceId, namespace, name),
    system: 'kubernetes',
    location: [namespace],
    name,
    labels,
    annotations,
    ...(status
      ? {
          status: {
            ...status,
            // Why a controller did not open one that is well formed, nobody can tell.
            ...(status.ready === 'false' && neverOpens
              ? { cause: 'broken' }
              : {}),
          },
        }
      : {}),
    attributes: {
      ...readScopes(object),
      verdict: verdict === 'cannot-tell' && isUnserved ? 'unreadable' : verdict,
      problems: problems
        .slice(0, MOST_PROBLEMS)
        .map(({ code, where }) => `${code} ${where.slice(0, 300)}`),
      problemCount: problems.length,
      neverOpens,
      isUnserved,
      opened: opened === undefined ? 'unknown' : String(opened),
      openedBy:
        told === undefined && opened !== undefined ? 'verify' : 'status',
      controllers: serving.map(each => `${each.namespace}/${each.name}`),
      sealed: sealedOf(item),
      ...staleness(item, known),
    },
  };
}

/** What tells its sealed values from others, so that a request finds its own. */
function sealedOf(item: Json): string[] {
  const { encryptedData } = (item.spec ?? {}) as Json;
  return typeof encryptedData === 'object' && encryptedData !== null
    ? Object.entries(digestsOf(encryptedData)).map(([key, digest]) =>
        markOf(key, digest),
      )
    : [];
}

/**
 * Whether its status says that it opened. One that is about an earlier generation says
 * nothing of this one.
 */
export function statusTells(item: Json): boolean | undefined {
  const { observedGeneration, conditions } = (item.status ?? {}) as Json;
  const generation = at(item, 'metadata', 'generation');
  const isOld =
    typeof observedGeneration === 'number' &&
    typeof generation === 'number' &&
    observedGeneration < generation;
  const synced = jsonsOf(conditions).find(({ type }) => type === 'Synced');
  const state = isOld ? undefined : stringOf(synced?.status);
  return state === 'True' || state === 'False' ? state === 'True' : undefined;
}

/** The sizes of all keys that may open it; known only where each controller has one, and serves its certificate. */
function keyBitsOf(serving: readonly Controller[]): number[] | undefined {
  const sizes = serving.map(({ keys, certificate }) =>
    keys?.length === 1 &&
    certificate.state === 'read' &&
    keyOfCertificate(certificate, keys)
      ? certificate.keyBits
      : undefined,
  );
  return sizes.length > 0 && !sizes.includes(undefined)
    ? (sizes as number[])
    : undefined;
}

/**
 * Whether it is proven that its values were sealed before the newest key was there.
 * Nothing proves the opposite: an old certificate may have been at hand.
 */
function staleness(item: Json, serving: readonly Controller[]) {
  const written = writtenBefore(item);
  const begins = serving.map(newestKeyBegins);
  const isProven =
    written !== undefined &&
    begins.length > 0 &&
    begins.every(begin => begin !== undefined && written < begin);
  return {
    stale: isProven ? 'proven' : 'unknown',
    ...(written ? { writtenBefore: written } : {}),
    ...(isProven ? { newestKeyAt: (begins as string[]).sort()[0] } : {}),
  };
}

/** When the certificate of its newest key begins; undefined where nobody can say. */
function newestKeyBegins({ keys, certificate }: Controller) {
  const newest = keys && newestActiveKey(keys);
  if (!newest) {
    return undefined;
  }
  if (certificate.state === 'read') {
    return keyOfCertificate(certificate, keys) === newest
      ? [certificate.notBefore, newest.createdAt!].sort()[0]
      : undefined;
  }
  return newest.isMadeHere ? newest.createdAt : undefined;
}
