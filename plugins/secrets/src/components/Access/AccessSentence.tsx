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
import { type AccessMatrixSummary } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';

interface AccessSentenceProps {
  summary: AccessMatrixSummary;
  asOf?: string;
}

/** How many can reach how many secrets, and how many of them have no need. */
export function AccessSentence(props: AccessSentenceProps) {
  const { summary, asOf } = props;
  const { t } = useSecretsText();
  const { secrets, subjects, unneeded, granted, needed } = summary;
  return (
    <Flex direction="column" gap="1">
      <Text as="h2" variant="title-x-small">
        {t('access.subjects', { count: subjects })}{' '}
        {t('access.reach', { count: secrets })}
        {'; '}
        {unneeded > 0
          ? t('access.unneeded', { count: unneeded })
          : t('access.allNeeded')}
      </Text>
      {granted > 0 && (
        <Text>
          {t('access.leastPrivilege', {
            percent: String(Math.floor((needed / granted) * 100)),
            needed: String(needed),
            granted: String(granted),
          })}
        </Text>
      )}
      <Text variant="body-small" color="secondary">
        {t('access.basis')}
        {asOf && (
          <>
            {' · '}
            {t('access.asOf', { time: <RelativeTime at={asOf} /> })}
          </>
        )}
      </Text>
    </Flex>
  );
}
