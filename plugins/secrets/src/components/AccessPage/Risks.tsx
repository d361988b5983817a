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
import { LeastPrivilege } from './LeastPrivilege';

const RISKY_BINDINGS = { rule: ['risky-binding'] };

interface RisksProps {
  revision: number;
}

/** The findings about bindings, and how close the rights of the clusters are to the least. */
export function Risks(props: RisksProps) {
  const { revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const scores = useResource(
    'scores',
    () => api.listAccessRisks({ limit: 1 }),
    revision,
  );
  return (
    <Flex direction="column" gap="4">
      <Text color="secondary">{t('access.risk.mean')}</Text>
      <FindingsTable
        request={RISKY_BINDINGS}
        revision={revision}
        isFolded
        resourceLabel={t('access.ranking.binding')}
        empty={t('access.risk.nothing')}
      />
      <LeastPrivilege scores={scores.value?.scores ?? []} />
    </Flex>
  );
}
