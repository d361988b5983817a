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
import { Button, Link, Skeleton, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type CheckReport,
  type ComplianceRow,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import { useResource } from '../../hooks';
import { findingRouteRef, secretRouteRef } from '../../routes';
import { describeBinding, useSecretsText } from '../../text';
import { CopyCommand } from '../CopyCommand';
import { ErrorState } from '../ErrorState';
import { plainCode } from './plainCode';
import styles from './Compliance.module.css';

const STEP = 10;
const MOST = 200;

interface EvidenceRowsProps {
  check: CheckReport;
  verdict: 'fail' | 'unknown';
  request: ScopeRequest;
}

/** What a check finds at fault, or does not know, row by row. */
export function EvidenceRows(props: EvidenceRowsProps) {
  const { check, verdict, request } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [limit, setLimit] = useState(STEP);
  const page = useResource(
    JSON.stringify([check.id, verdict, request, limit]),
    () =>
      api.listComplianceEvidence({
        ...request,
        check: check.id,
        verdict,
        limit,
      }),
  );
  if (page.error) {
    return (
      <ErrorState
        error={page.error}
        onRetry={page.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!page.value) {
    return <Skeleton width="100%" height="3rem" />;
  }
  const { items, totalItems } = page.value;
  if (items.length === 0) {
    return <Text as="p">{t('compliance.evidence.none')}</Text>;
  }
  return (
    <div>
      <ul
        className={styles.rows}
        aria-label={t('compliance.evidence.rows', { check: check.title })}
      >
        {items.map(row => (
          <Row key={`${row.kind} ${row.id}`} row={row} />
        ))}
      </ul>
      {items.length < totalItems && (
        <div className={styles.more}>
          {limit < MOST && (
            <Button
              size="small"
              variant="tertiary"
              isDisabled={page.isStale}
              onPress={() => setLimit(Math.min(MOST, limit * 4))}
            >
              {t('compliance.evidence.more')}
            </Button>
          )}
          <Text variant="body-small" color="secondary">
            {t('compliance.evidence.of', {
              shown: String(items.length),
              total: String(totalItems),
            })}
          </Text>
        </div>
      )}
    </div>
  );
}

function Row(props: { row: ComplianceRow }) {
  const { row } = props;
  const { bindings, findingId, key, name, namespace, secretId, subject } = row;
  const { t } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  const findingLink = useRouteRef(findingRouteRef);
  const title = name ?? subject?.name ?? row.sourceTitle;
  const place = [row.sourceTitle, namespace ?? subject?.namespace]
    .filter(Boolean)
    .join(' / ');
  return (
    <li className={styles.row}>
      <div>
        {secretId ? (
          <Link href={secretLink({ id: secretId })}>{title}</Link>
        ) : (
          <Text weight="bold">{title}</Text>
        )}
        <Text as="div" variant="body-small" color="secondary">
          {[
            ...(key ? [key] : []),
            ...(subject ? [t(`access.kind.${subject.kind}`)] : []),
            ...(title === place ? [] : [place]),
          ].join(' · ')}
        </Text>
      </div>
      <Text as="div" variant="body-small">
        {plainCode(row.text)}
      </Text>
      {findingId && (
        <Link
          variant="body-small"
          href={findingLink({ id: findingId })}
          aria-label={t('compliance.evidence.findingOf', { name: title })}
        >
          {t('compliance.evidence.finding')}
        </Link>
      )}
      {!findingId && bindings?.[0] && (
        <CopyCommand
          command={describeBinding(bindings[0])}
          subject={bindings[0]}
        />
      )}
    </li>
  );
}
