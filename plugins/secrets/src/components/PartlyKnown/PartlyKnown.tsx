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

import { Alert } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { ProblemList } from '../ProblemList';

interface PartlyKnownProps {
  /** The problems of sources that keep something from being known. */
  codes: readonly string[];
  title: string;
  /** Only of this source. */
  sourceId?: string;
}

/**
 * Says why not everything is known of a system, so that nothing that is missing reads as
 * fine. Who may not see the sources is not told.
 */
export function PartlyKnown({ codes, title, sourceId }: PartlyKnownProps) {
  const api = useApi(secretsApiRef);
  const sources = useResource(
    'sources',
    () => api.listSources({}),
    useRevision(),
  );
  const problems = (sources.value?.items ?? [])
    .filter(({ id }) => !sourceId || id === sourceId)
    .flatMap(source => [...source.problems, ...source.warnings])
    .filter(({ code }) => codes.includes(code));
  return problems.length > 0 ? (
    <Alert
      status="warning"
      icon
      title={title}
      description={<ProblemList problems={problems} />}
    />
  ) : null;
}
