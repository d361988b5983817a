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

import { ButtonLink, CardBody, CardHeader, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { sourcesRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { Card } from '../Card';

/** Says why there may be nothing, and where to look. */
export function NothingYet() {
  const { t } = useSecretsText();
  const sources = useRouteRef(sourcesRouteRef)();
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('empty.portalTitle')}
        </Text>
      </CardHeader>
      <CardBody>
        <Text as="p">{t('empty.portal')}</Text>
        <ButtonLink size="small" variant="secondary" href={sources}>
          {t('empty.sources')}
        </ButtonLink>
      </CardBody>
    </Card>
  );
}
