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

import { useApi } from '@backstage/frontend-plugin-api';
import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';

const MOST = 50;

/** The environments to choose from; none for those who do not see all. */
export function useEnvironmentCounts(): Count[] {
  const api = useApi(secretsApiRef);
  const { value } = useResource('environments', async () => {
    const { items } = await api.listComplianceScopes({
      by: 'environment',
      limit: MOST,
    });
    return items;
  });
  return (value ?? []).map(({ ref, secrets }) => ({
    value: ref,
    count: secrets,
    attention: 0,
  }));
}
