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
import { randomUUID } from 'node:crypto';
import { KubernetesManifest } from '../manifests/KubernetesManifest';
import { EtcdEntry } from './EtcdClient';
import { registryKey } from './registryKey';

/**
 * How an object is stored in etcd: what the API server would have filled in
 * on creation is filled in, what it keeps elsewhere is left out.
 */
export function registryEntry(
  manifest: KubernetesManifest,
  plural?: string,
): EtcdEntry {
  const { resourceVersion, selfLink, ...metadata } = manifest.metadata;
  const { stringData, ...content } = manifest;
  const stored = {
    ...content,
    ...(stringData !== undefined && {
      data: { ...content.data, ...encodeAll(stringData) },
    }),
    metadata: {
      ...metadata,
      uid: metadata.uid ?? randomUUID(),
      creationTimestamp:
        metadata.creationTimestamp ?? withoutMillis(new Date()),
    },
    ...(manifest.kind === 'Secret' && { type: manifest.type ?? 'Opaque' }),
  };
  return {
    key: registryKey(manifest, plural),
    value: JSON.stringify(stored),
  };
}

function encodeAll(data: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'utf8').toString('base64'),
    ]),
  );
}

/** A time as Kubernetes writes it. */
function withoutMillis(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
