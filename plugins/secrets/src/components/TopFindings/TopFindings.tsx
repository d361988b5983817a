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

import { Link, Skeleton, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretsApiRef, type FindingsRequest } from '../../api';
import { useResource } from '../../hooks';
import { findingRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { SeverityBadge } from '../Findings';
import { RelativeTime } from '../RelativeTime';
import styles from './TopFindings.module.css';

interface TopFindingsProps {
  request: FindingsRequest;
  most: number;
  revision: number;
}

/** The worst findings of some, each a link to its page with what to do. */
export function TopFindings(props: TopFindingsProps) {
  const { request, most, revision } = props;
  const text = useSecretsText();
  const api = useApi(secretsApiRef);
  const findingLink = useRouteRef(findingRouteRef);
  const page = useResource(
    JSON.stringify(request),
    () => api.listFindings({ ...request, limit: most }),
    revision,
  );
  if (page.error && !page.value) {
    return null;
  }
  if (!page.value) {
    return <Skeleton width="100%" height="4rem" />;
  }
  return (
    <ul className={styles.list}>
      {page.value.items.slice(0, most).map(finding => (
        <li key={finding.id} className={styles.finding}>
          <SeverityBadge severity={finding.severity} />
          <div className={styles.words}>
            <Link href={findingLink({ id: finding.id })}>
              {text.t('findings.of', {
                rule: text.rule(finding.rule),
                secret: finding.secret.name,
              })}
            </Link>
            <Text variant="body-small" color="secondary">
              {`${finding.secret.sourceTitle} / ${finding.secret.namespace}`}
              {finding.dueAt && (
                <>
                  {' · '}
                  {text.t('findings.dueAt', {
                    at: <RelativeTime at={finding.dueAt} />,
                  })}
                </>
              )}
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}
