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
import { KubernetesManifest } from './KubernetesManifest';
import { ResourceType } from './ResourceTypes';

/** What is sent to the API server instead of a manifest as it stands. */
export interface PreparedManifest {
  body: KubernetesManifest;
  /** Sent apart, to the status subresource. */
  status?: unknown;
  /** What was altered, in words. */
  changes: string[];
}

const controlledKinds = ['Pod', 'ReplicaSet', 'Job', 'ControllerRevision'];
const webhookKinds = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/**
 * Why a manifest is not applied to a living cluster, if so: what controllers
 * make there themselves must not be made twice.
 */
export function reasonToSkip({
  kind,
  metadata,
}: KubernetesManifest): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (controlledKinds.includes(kind) && owner) {
    return `made by the controller of ${owner.kind} ${owner.name}`;
  }
  if (kind === 'APIService') {
    return 'nobody serves it here';
  }
  return undefined;
}

/**
 * Leaves out what the API server fills in itself, and what would do harm in a
 * cluster without the programs that the manifest speaks of.
 *
 */
export function prepareManifest(
  manifest: KubernetesManifest,
  type: ResourceType,
): PreparedManifest {
  const changes: string[] = [];
  const { status, ...content } = manifest;
  const {
    uid,
    resourceVersion,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    managedFields,
    selfLink,
    ...metadata
  } = manifest.metadata;
  const body: KubernetesManifest = { ...content, metadata };

  const uidAnnotation = 'kubernetes.io/service-account.uid';
  if (metadata.annotations?.[uidAnnotation]) {
    const { [uidAnnotation]: old, ...annotations } = metadata.annotations;
    body.metadata = { ...metadata, annotations };
  }
  if (webhookKinds.includes(manifest.kind)) {
    changes.push('failurePolicy is Ignore, as no webhook answers here');
    body.webhooks = (manifest.webhooks ?? []).map((webhook: object) => ({
      ...webhook,
      failurePolicy: 'Ignore',
      timeoutSeconds: 1,
    }));
  }
  if (status !== undefined && !type.hasStatus) {
    body.status = status;
  }
  // The status of built-in kinds belongs to the controllers that run here.
  return {
    body,
    status: type.hasStatus && type.custom ? status : undefined,
    changes,
  };
}
