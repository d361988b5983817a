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

import { Alert, Button } from '@backstage/ui';
import { useSecretsText } from '../../text';

interface ErrorStateProps {
  error: Error;
  onRetry: () => void;
  /** What to say where the permission is missing. */
  forbidden: string;
  /** What to say where it does not exist; by default of a secret. */
  notFound?: string;
}

/** Why something is not shown, and what may be done about it. */
export function ErrorState(props: ErrorStateProps) {
  const { error, onRetry, forbidden, notFound } = props;
  const { t } = useSecretsText();
  if (isStatus(error, 403)) {
    const message = reasonOf(error);
    const reason = message && t('forbidden.reason', { message });
    return (
      <Alert
        status="info"
        icon
        title={t('forbidden.title')}
        description={reason ? `${forbidden} ${reason}` : forbidden}
      />
    );
  }
  if (isStatus(error, 404)) {
    return (
      <Alert
        status="info"
        icon
        title={notFound ?? t('error.notFoundTitle')}
        description={t('error.notFound')}
      />
    );
  }
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('error.title')}
      description={error.message}
      customActions={
        <Button size="small" variant="secondary" onPress={onRetry}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}

/** What the back end says, without the status before it. */
function reasonOf({ cause }: Error): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}

function isStatus(error: Error, status: number) {
  return 'statusCode' in error && error.statusCode === status;
}
