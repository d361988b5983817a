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

import { Alert, Button, Flex, Skeleton, Text } from '@backstage/ui';
import {
  type RequestFile,
  type RequestPreflight,
} from '@keyward/backstage-plugin-secrets-common';
import { messageOf } from '../../api';
import { useSecretsText } from '../../text';
import { Refusals } from './Refusals';
import styles from './SealForm.module.css';

interface PreflightProps {
  /** Undefined until it is known. */
  preflight: RequestPreflight | undefined;
  error: Error | undefined;
  onRetry: () => void;
}

/** What a request would write, and what stands in its way. */
export function Preflight(props: PreflightProps) {
  const { preflight, error, onRetry } = props;
  const { t } = useSecretsText();
  if (error) {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title={t('seal.preflight.failed', { message: messageOf(error) })}
        customActions={
          <Button size="small" variant="secondary" onPress={onRetry}>
            {t('error.retry')}
          </Button>
        }
      />
    );
  }
  if (!preflight) {
    return <Skeleton width="100%" height="3rem" />;
  }
  const { changes, refusals, warnings } = preflight;
  return (
    <Flex direction="column" gap="2">
      <Refusals refusals={refusals} status="danger" />
      <Refusals refusals={warnings} status="warning" />
      {changes.some(({ needsApproval }) => needsApproval) && (
        <Text variant="body-small">{t('seal.preflight.needsApproval')}</Text>
      )}
      <ul className={styles.changes} aria-label={t('seal.preflight.title')}>
        {changes.flatMap(({ repository, branch, targets }) =>
          targets.map(({ sourceId, sourceTitle, namespace, name, path }) => (
            <li
              key={`${repository} ${branch} ${sourceId}/${namespace}/${name}`}
            >
              <Text variant="body-small">
                {t('seal.preflight.change', {
                  secret: `${sourceTitle} / ${namespace} / ${name}`,
                  folder: path || '/',
                  repository,
                  branch,
                })}
              </Text>
            </li>
          )),
        )}
      </ul>
      {changes
        .flatMap(({ files = [] }) => files)
        .filter(({ lines }) => lines.length > 0)
        .map(file => (
          <ChangedLines key={file.path} file={file} />
        ))}
    </Flex>
  );
}

/** The lines of a file that are added and removed. */
function ChangedLines({ file: { path, lines } }: { file: RequestFile }) {
  const { t } = useSecretsText();
  return (
    <section aria-label={t('seal.preflight.lines', { path })}>
      <Text as="h4" variant="body-small" weight="bold">
        {path}
      </Text>
      <pre className={styles.manifest}>
        {lines
          .map(
            ({ number, kind, text }) =>
              `${number} ${kind === 'added' ? '+' : '−'} ${text}`,
          )
          .join('\n')}
      </pre>
    </section>
  );
}
