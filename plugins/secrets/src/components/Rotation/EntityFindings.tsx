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

import { Flex, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { FindingsTable } from '../Findings';

interface EntityFindingsProps {
  entityRef: string;
  revision: number;
}

/** What needs action at the secrets of an entity; nothing where nothing does. */
export function EntityFindings(props: EntityFindingsProps) {
  const { entityRef, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const summary = useResource(
    entityRef,
    () => api.getFindingsSummary({ entityRef }),
    revision,
  );
  if (!summary.value?.total) {
    return null;
  }
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small">
        {t('findings.needAction', { count: summary.value.total })}
      </Text>
      <FindingsTable request={{ entityRef }} revision={revision} />
    </Flex>
  );
}
