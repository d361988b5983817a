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
import { ApiClient, ApiError } from './ApiClient';

/** Makes simulated nodes, which KWOK then keeps ready. */
export async function createNodes(
  api: ApiClient,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const name = `node-${index}`;
    const response = await api.request('POST', '/api/v1/nodes', {
      body: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: {
            'kubernetes.io/hostname': name,
            'kubernetes.io/os': 'linux',
            type: 'kwok',
          },
        },
      },
    });
    // It is there already when a folder is taken up again.
    if (response.status !== 201 && response.status !== 409) {
      throw new ApiError('POST', '/api/v1/nodes', response);
    }
  }
}
