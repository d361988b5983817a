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
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { FoldedFindings } from '../Findings';

interface SecretFindingsProps {
  id: string;
  revision: number;
}

/** The findings of one secret. */
export function SecretFindings(props: SecretFindingsProps) {
  const { id, revision } = props;
  const api = useApi(secretsApiRef);
  const summary = useResource(
    id,
    () => api.getFindingsSummary({ secretId: id }),
    revision,
  );
  return (
    <FoldedFindings
      request={{ secretId: id }}
      low={
        summary.value &&
        (summary.value.bySeverity.find(({ value }) => value === 'low')?.count ??
          0)
      }
      revision={revision}
      withoutSecret
    />
  );
}
