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

import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Source } from '@keyward/backstage-plugin-secrets-common';
import { RiRefreshLine } from '@remixicon/react';
import { secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';

interface SyncButtonProps {
  source: Source;
}

/** Asks a source for a full sync, and says when that was asked for. */
export function SyncButton(props: SyncButtonProps) {
  const { source } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [isPending, setPending] = useState(false);
  const [askedAt, setAskedAt] = useState<string>();
  const [error, setError] = useState<Error>();

  const ask = async () => {
    setPending(true);
    setError(undefined);
    try {
      await api.syncSource({ id: source.id });
      setAskedAt(new Date().toISOString());
    } catch (e) {
      setError(e as Error);
    } finally {
      setPending(false);
    }
  };
  const requestedAt = source.syncRequestedAt ?? askedAt;
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiRefreshLine aria-hidden />}
        aria-label={t('sources.syncFor', { title: source.title })}
        isPending={isPending}
        isDisabled={source.state === 'noCredential'}
        onPress={ask}
      >
        {t('sources.sync')}
      </Button>
      <Text role="status" variant="body-small" color="secondary">
        {error && t('sources.syncFailed', { message: error.message })}
        {!error &&
          requestedAt &&
          t('sources.requested', { time: <RelativeTime at={requestedAt} /> })}
      </Text>
    </>
  );
}
