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

import { useId, useState } from 'react';
import { Button, Flex, Text, VisuallyHidden } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  resourceSyncPermission,
  type Resource,
} from '@keyward/backstage-plugin-secrets-common';
import { RiRefreshLine } from '@remixicon/react';
import { messageOf, secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import { ExternalLink } from '../ExternalLink';
import { RelativeTime } from '../RelativeTime';

interface SyncNowButtonProps {
  resource: Resource;
  /** In a list: why it is off is told by the pointer and by screen readers, and not in each row. */
  isCompact?: boolean;
  /** Told of each request that was taken, to load the resource again. */
  onRequested?: () => void;
}

/**
 * Requests that the system of a resource sync it now, and says what came of it, or why
 * it cannot be requested. Nothing for kinds that have no such request.
 */
export function SyncNowButton(props: SyncNowButtonProps) {
  const { resource, isCompact = false, onRequested } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const why = useId();
  const { allowed, loading } = usePermission({
    permission: resourceSyncPermission,
  });
  const [isPending, setPending] = useState(false);
  const [requestedAt, setRequestedAt] = useState<string>();
  const [error, setError] = useState<Error>();
  const { sync } = resource;
  if (!sync) {
    return null;
  }

  const request = async () => {
    setPending(true);
    setError(undefined);
    try {
      const answer = await api.syncResource({ id: resource.id });
      setRequestedAt(answer.requestedAt);
      onRequested?.();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setPending(false);
    }
  };
  const isForbidden = !loading && !allowed;
  const isOff = !sync.available || !allowed;
  const whyOff = [
    ...(sync.available ? [] : [sync.reason, sync.remedy]),
    sync.available &&
      isForbidden &&
      t('resourceSync.forbidden', { permission: resourceSyncPermission.name }),
  ]
    .filter(Boolean)
    .join(' ');
  const button = (
    <span title={isCompact && whyOff ? whyOff : undefined}>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiRefreshLine aria-hidden />}
        aria-label={t('resourceSync.nowFor', { name: resource.name })}
        aria-describedby={why}
        isPending={isPending}
        isDisabled={isOff}
        onPress={request}
      >
        {t('resourceSync.now')}
      </Button>
    </span>
  );
  if (isCompact && whyOff) {
    return (
      <>
        {button}
        <VisuallyHidden id={why}>{whyOff}</VisuallyHidden>
      </>
    );
  }
  return (
    <Flex direction="column" gap="1" align="start">
      {button}
      <Text id={why} role="status" variant="body-small" color="secondary">
        {whyOff}
        {error && t('resourceSync.failed', { message: messageOf(error) })}
        {!error && (
          <Outcome
            requestedAt={later(requestedAt, sync.requestedAt)}
            refreshedAt={resource.attributes.refreshTime}
          />
        )}
      </Text>
      {!sync.available && (
        <ExternalLink href={sync.docsUrl}>
          <Text variant="body-small">{t('resourceSync.docs')}</Text>
        </ExternalLink>
      )}
    </Flex>
  );
}

/** When it was last requested, and whether it was refreshed since. */
function Outcome(props: { requestedAt?: string; refreshedAt?: unknown }) {
  const { requestedAt, refreshedAt } = props;
  const { t } = useSecretsText();
  if (!requestedAt) {
    return null;
  }
  const requested = <RelativeTime at={requestedAt} />;
  // The times of objects are in whole seconds.
  const isRefreshed =
    typeof refreshedAt === 'string' &&
    Date.parse(refreshedAt) >=
      Math.floor(Date.parse(requestedAt) / 1000) * 1000;
  return isRefreshed
    ? t('resourceSync.refreshed', {
        requested,
        refreshed: <RelativeTime at={refreshedAt} />,
      })
    : t('resourceSync.requested', { requested });
}

function later(
  one: string | undefined,
  other: string | undefined,
): string | undefined {
  return [one, other]
    .filter(each => each !== undefined)
    .sort()
    .at(-1);
}
