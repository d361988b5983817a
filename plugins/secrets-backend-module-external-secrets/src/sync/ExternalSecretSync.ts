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
  type ActingClusterApi,
  type ActingCredential,
  type ClusterConnector,
  describeError,
  type ResourceSync,
  ResourceSyncError,
  type ResourceSyncRefusal,
  type SyncableResource,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterError } from '@keyward/kube-collector';
import { SYNC_NOW } from '../config';

/** A new value of it makes the operator refresh, see https://external-secrets.io/latest/introduction/faq. */
const ANNOTATION = 'force-sync';
/** Something that the account must not be able to change. */
const PROBE = 'keyward.io/policy-probe';
const MANAGER = 'keyward-sync';
const ROLE = 'deploy/kubernetes/external-secrets-sync.yaml';
const DOCS =
  'https://github.com/keyward/keyward/blob/main/docs/external-secrets.md#sync-now';
const GROUP = '/apis/external-secrets.io';
const VERSIONS = ['v1', 'v1beta1'];
/** The answer to a change is the object; its name and the like are enough. */
const METADATA_ONLY =
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** What an {@link ExternalSecretSync} works with. */
export interface ExternalSecretSyncOptions {
  /** The accounts that may request syncs, by the names of their clusters. */
  credentials: ReadonlyMap<string, ActingCredential>;
  /** Asked for anew each time, as modules start in any order. */
  getConnector(): ClusterConnector | undefined;
}

/**
 * Has the operator refresh an ExternalSecret now, by a new value of one annotation. It
 * uses an account of its own, and only if that cannot change anything else.
 */
export class ExternalSecretSync implements ResourceSync {
  readonly kind = 'external-secret';
  readonly #options: ExternalSecretSyncOptions;

  constructor(options: ExternalSecretSyncOptions) {
    this.#options = options;
  }

  refuse({
    attributes,
    sourceId,
  }: SyncableResource): ResourceSyncRefusal | undefined {
    const docsUrl = DOCS;
    switch (attributes.refreshes) {
      case 'periodic':
      case 'on-change':
        break;
      case 'created-once':
        return {
          reason:
            'Its refreshPolicy is CreatedOnce: the operator does not refresh it, whoever requests it.',
          remedy: 'Set refreshPolicy to Periodic or OnChange.',
          docsUrl,
        };
      case 'no-interval':
        return {
          reason:
            'Its refreshInterval is 0: the operator does not refresh it, whoever requests it.',
          remedy: 'Set an interval, or refreshPolicy to OnChange.',
          docsUrl,
        };
      default:
        return {
          reason: 'It is not known when the operator refreshes it.',
          docsUrl,
        };
    }
    const cluster = this.#options.getConnector()?.nameOf(sourceId);
    if (cluster === undefined || !this.#options.credentials.has(cluster)) {
      return {
        reason: `Sync now is not configured for the cluster ${
          cluster ?? sourceId
        }.`,
        remedy: `Apply ${ROLE} there and give the token of its account in ${SYNC_NOW}.`,
        docsUrl,
      };
    }
    return typeof attributes.uid === 'string'
      ? undefined
      : {
          reason: 'It has not been read since Keyward was updated.',
          remedy: 'Wait until the cluster is read again.',
          docsUrl,
        };
  }

  async request(
    resource: SyncableResource,
    { signal }: { signal: AbortSignal },
  ): Promise<void> {
    const { namespace, sourceId } = resource;
    const name = resource.name.slice(resource.name.indexOf('/') + 1);
    const connector = this.#options.getConnector();
    const cluster = connector?.nameOf(sourceId) ?? '';
    const credential = this.#options.credentials.get(cluster);
    if (!connector || !credential) {
      throw new ResourceSyncError(
        'unavailable',
        `Sync now is not configured for the cluster ${cluster || sourceId}.`,
      );
    }
    try {
      const client = await connect(connector, sourceId, credential);
      await requestOf(client, {
        object: `namespaces/${encodeURIComponent(
          namespace,
        )}/externalsecrets/${encodeURIComponent(name)}`,
        uid: String(resource.attributes.uid),
        signal,
      });
    } catch (error) {
      throw toSyncError(error, {
        cluster,
        object: `${namespace}/${name}`,
      });
    }
  }
}

async function connect(
  connector: ClusterConnector,
  sourceId: string,
  credential: ActingCredential,
): Promise<ActingClusterApi> {
  try {
    return await connector.connect(sourceId, credential);
  } catch (error) {
    throw new ResourceSyncError('unavailable', `${describeError(error)}.`);
  }
}

interface SyncRequest {
  /** The path of the object, from its namespace on. */
  object: string;
  uid: string;
  signal: AbortSignal;
}

/** By the first version of the kind that is served. */
async function requestOf(
  client: ActingClusterApi,
  { object, uid, signal }: SyncRequest,
): Promise<void> {
  let notFound: unknown;
  for (const version of VERSIONS) {
    const path = `${GROUP}/${version}/${object}`;
    const annotate = async (key: string, value: string, query: string) => {
      const answer = await client.patch(
        `${path}?fieldManager=${MANAGER}${query}`,
        {
          // An object that was created anew under the name has another uid, and is not touched.
          body: JSON.stringify({
            metadata: { uid, annotations: { [key]: value } },
          }),
          contentType: 'application/merge-patch+json',
        },
        { signal, accept: METADATA_ONLY },
      );
      answer.resume();
    };
    try {
      await refuseUnlimited(() => annotate(PROBE, 'true', '&dryRun=All'));
      const seconds = Math.floor(Date.now() / 1000);
      await annotate(ANNOTATION, String(seconds), '');
      return;
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code !== 'not-found') {
        throw error;
      }
      notFound = error;
    }
  }
  throw notFound;
}

/**
 * Refuses an account that may change more than the annotation: with it a mistake here
 * could lead an ExternalSecret to another store.
 *
 * @param change - a change that must be denied, and is a dry run
 */
async function refuseUnlimited(change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    // What the account may not do at all, it may not do in earnest either.
    if (error instanceof ClusterError && isDenied(error)) {
      return;
    }
    throw error;
  }
  throw new ResourceSyncError(
    'unavailable',
    `Nothing was requested, because the account for Sync now may change more of an ExternalSecret than the annotation ${ANNOTATION}. Apply the ValidatingAdmissionPolicy of ${ROLE}, for the account whose token is configured.`,
  );
}

function isDenied({ status }: ClusterError): boolean {
  return status === 403 || isOutdated(status);
}

/** How the API server answers if the uid is of another object. */
function isOutdated(status: number | undefined): boolean {
  return status === 409 || status === 422;
}

function toSyncError(
  error: unknown,
  { cluster, object }: { cluster: string; object: string },
): unknown {
  if (error instanceof ResourceSyncError) {
    return error;
  }
  const { code, status } =
    error instanceof ClusterError
      ? error
      : { code: 'unreachable' as const, status: undefined };
  if (isOutdated(status)) {
    return new ResourceSyncError(
      'conflict',
      `${object} was created anew since Keyward read it. Try again in a minute.`,
    );
  }
  switch (code) {
    case 'not-found':
      return new ResourceSyncError(
        'gone',
        `${object} no longer exists in the cluster ${cluster}.`,
      );
    case 'forbidden':
      return new ResourceSyncError(
        'unavailable',
        `The account for Sync now may not annotate ${object} in the cluster ${cluster}. Give it the rights of ${ROLE}.`,
      );
    case 'unauthorized':
    case 'no-credential':
      return new ResourceSyncError(
        'unavailable',
        `The cluster ${cluster} does not accept the token for Sync now. Give a new one in ${SYNC_NOW}.`,
      );
    default:
      return new ResourceSyncError(
        'unavailable',
        `The cluster ${cluster} did not take the request (${code}). Try again later.`,
      );
  }
}
