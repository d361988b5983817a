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

import {
  Alert,
  CardBody,
  CardHeader,
  Container,
  Flex,
  Header,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { requestRouteRef, requestsRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { ErrorState } from '../ErrorState';
import { RequestProgress, requestTitle, useRequests } from '../Requests';
import { RequestApproval } from './RequestApproval';
import { RequestFacts } from './RequestFacts';
import { RequestHistory } from './RequestHistory';
import { RequestTargets } from './RequestTargets';

/** One request: how far it has come, where it hangs, and what happened. */
export function RequestPage() {
  const { id } = useRouteRefParams(requestRouteRef);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const requests = useRouteRef(requestsRouteRef)();
  const { value, error, retry, look } = useRequests(id, () =>
    api.getRequest({ id }),
  );
  if (!value) {
    return (
      <Container>
        {error ? (
          <ErrorState
            error={error}
            onRetry={retry}
            forbidden={t('forbidden.list', {
              permission: secretReadPermission.name,
            })}
            notFound={t('requests.notFound')}
          />
        ) : (
          <Skeleton width="100%" height="12rem" />
        )}
      </Container>
    );
  }
  const { approval, history, state, targets } = value;
  const failure = state === 'failed' && history.at(-1)?.note;
  return (
    <>
      <Header
        title={requestTitle(value)}
        breadcrumbs={[{ label: t('tabs.requests'), href: requests }]}
      />
      <Container>
        <Flex direction="column" gap="4">
          {error && (
            <Alert
              status="warning"
              icon
              title={t('table.refreshFailed', { message: error.message })}
            />
          )}
          {failure && <Alert status="danger" icon title={failure} />}
          <Card>
            <CardBody>
              <RequestProgress
                request={value}
                history={history}
                onChanged={look}
              />
            </CardBody>
          </Card>
          {approval && (
            <Card>
              <CardHeader>
                <Text as="h3" variant="body-large" weight="bold">
                  {t('requests.approval.heading')}
                </Text>
              </CardHeader>
              <CardBody>
                <RequestApproval
                  request={{ ...value, approval }}
                  onChanged={look}
                />
              </CardBody>
            </Card>
          )}
          <Card>
            <CardBody>
              <RequestFacts request={value} />
            </CardBody>
          </Card>
          <Card>
            <CardHeader>
              <Text as="h3" variant="body-large" weight="bold">
                {t('requests.targets')}
              </Text>
            </CardHeader>
            <CardBody>
              <RequestTargets targets={targets} />
            </CardBody>
          </Card>
          <Card>
            <CardHeader>
              <Text as="h3" variant="body-large" weight="bold">
                {t('requests.history')}
              </Text>
            </CardHeader>
            <CardBody>
              <RequestHistory history={history} />
            </CardBody>
          </Card>
        </Flex>
      </Container>
    </>
  );
}
