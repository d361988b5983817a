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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_KUBERNETES_API_SERVER,
  ANNOTATION_KUBERNETES_API_SERVER_CA,
} from '@backstage/plugin-kubernetes-common';
import type { CatalogCluster } from '../config';

const PAGE = 200;

/**
 * The clusters that are resources of type `kubernetes-cluster` in the catalog.
 * That one is to be trusted without TLS is not for a catalog to say, nor what it is
 * called: scopes and marks name clusters.
 */
export async function readCatalogClusters(
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<CatalogCluster[]> {
  const pages = catalog.streamEntities(
    {
      filter: {
        kind: 'Resource',
        'spec.type': 'kubernetes-cluster',
      },
      pageSize: PAGE,
    },
    { credentials },
  );
  const clusters: CatalogCluster[] = [];
  for await (const page of pages) {
    for (const entity of page) {
      const { metadata } = entity;
      const annotations = metadata.annotations ?? {};
      const url = annotations[ANNOTATION_KUBERNETES_API_SERVER];
      const caData = annotations[ANNOTATION_KUBERNETES_API_SERVER_CA];
      if (url && caData) {
        clusters.push({
          name: metadata.name,
          entityRef: stringifyEntityRef(entity),
          url,
          caData,
        });
      }
    }
  }
  return clusters;
}
