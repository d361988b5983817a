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
import { type AccessUnknown } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';

interface UnknownAccessProps {
  unknown: AccessUnknown[];
}

/** Says where more may reach secrets than is shown. */
export function UnknownAccess(props: UnknownAccessProps) {
  const { unknown } = props;
  const { t } = useSecretsText();
  if (unknown.length === 0) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title={t('access.unknown')}
      description={unknown
        .map(({ sourceId, message }) => `${sourceId}: ${message}`)
        .join('; ')}
    />
  );
}
