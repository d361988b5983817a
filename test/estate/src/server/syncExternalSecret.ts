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

import { json, status } from './answers';
import type { ClusterStore } from './ClusterStore';
import { represent, representationOf } from './representation';

/** Who may set the annotation, as deploy/kubernetes/external-secrets-sync.yaml lets them. */
export const syncToken = 'simulated-keyward-sync';

const ANNOTATION = 'force-sync';

/**
 * Sets the annotation by which a sync is requested, and nothing else, as the API server
 * does with the policy in force; then refreshes the object, as the operator does.
 */
export async function syncExternalSecret(
  store: ClusterStore,
  request: Request,
  { namespace, name }: { namespace: string; name: string },
): Promise<Response> {
  const found = store
    .list('external-secrets.io/v1', 'ExternalSecret')
    .find(
      ({ metadata }) =>
        metadata.namespace === namespace && metadata.name === name,
    );
  if (!found) {
    return status(404, `externalsecrets "${name}" not found`);
  }
  const { metadata = {}, ...others } = (await request.json()) as Record<
    string,
    any
  >;
  const { uid, annotations, ...rest } = metadata;
  if (uid !== undefined && uid !== found.metadata.uid) {
    return status(409, `the UID of externalsecrets "${name}" is another one`);
  }
  const isOnlyThat =
    Object.keys(annotations ?? {}).join() === ANNOTATION &&
    /^[0-9]{1,12}$/.test(annotations[ANNOTATION]) &&
    Object.keys(others).length + Object.keys(rest).length === 0;
  if (!isOnlyThat) {
    return status(403, `this account changes no annotation but ${ANNOTATION}`);
  }
  const changed = {
    ...found,
    metadata: {
      ...found.metadata,
      annotations: { ...found.metadata.annotations, ...annotations },
    },
    ...(isRefreshed(found) ? { status: refreshed(found.status) } : {}),
  };
  const isDryRun = new URL(request.url).searchParams.get('dryRun') === 'All';
  const answered = isDryRun ? changed : store.put(changed);
  return json(
    200,
    represent(answered, representationOf(request.headers.get('accept'))),
  );
}

/** Whether the operator refreshes it on request, and its provider answers. */
function isRefreshed({ spec, status: told }: Record<string, any>): boolean {
  const ready = (told?.conditions ?? []).find(
    (each: { type: string }) => each.type === 'Ready',
  );
  return (
    ready?.status === 'True' &&
    spec.refreshPolicy !== 'CreatedOnce' &&
    (spec.refreshPolicy === 'OnChange' ||
      !/^0[a-z]*(0[a-z]+)*$/.test(spec.refreshInterval ?? '1h'))
  );
}

/** In whole seconds, as the times of objects are. */
function refreshed(told: Record<string, any>): Record<string, any> {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  return { ...told, refreshTime: now };
}
