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

import { Alert, Flex, Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { messageOf, secretsApiRef } from '../../api';
import { requestsSearchOf } from '../../hooks';
import { requestsRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { RequestsTable, useRequests } from '../Requests';

/** So many stand on the tab; the others on the page of all requests. */
const MOST = 5;

/** The newest requests of the service; nothing where there is none. */
export function EntityRequests(props: { entityRef: string }) {
  const { entityRef } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const requests = useRouteRef(requestsRouteRef)();
  const { value, error, isStale, look } = useRequests(entityRef, () =>
    api.listRequests({ entityRef, limit: MOST }),
  );
  if (!value?.totalItems && !error) {
    return null;
  }
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small">
        {t('requests.title')}
      </Text>
      {error && (
        <Alert
          status="warning"
          icon
          title={t('requests.failedList', { message: messageOf(error) })}
        />
      )}
      {value && (
        <>
          <RequestsTable
            data={value.items}
            isStale={isStale}
            pagination={{ type: 'none' }}
            onChanged={look}
          />
          {value.totalItems > MOST && (
            <Link href={`${requests}${requestsSearchOf(entityRef)}`}>
              {t('requests.all', { number: String(value.totalItems) })}
            </Link>
          )}
        </>
      )}
    </Flex>
  );
}
