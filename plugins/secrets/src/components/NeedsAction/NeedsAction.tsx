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
import { type ListedSecret } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import { useResource } from '../../hooks';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { FindingRemedy } from '../FindingRemedy';
import { SeverityBadge } from '../Findings';
import { RelativeTime } from '../RelativeTime';
import styles from './NeedsAction.module.css';

export interface NeedsActionProps {
  /** Among which secrets. */
  request: ScopeRequest;
  most: number;
  revision: number;
}

/** The secrets that need action, the worst first: what is wrong with each and what to do. */
export function NeedsAction(props: NeedsActionProps) {
  const { request, most, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const page = useResource(
    JSON.stringify(request),
    () =>
      api.listSecrets({
        ...request,
        grouped: request.entityRef !== undefined,
        state: ['attention'],
        limit: most,
      }),
    revision,
  );
  if (page.error && !page.value) {
    return null;
  }
  if (!page.value) {
    return <Skeleton width="100%" height="4rem" />;
  }
  return (
    <ul className={styles.list} aria-label={t('needsAction.title')}>
      {page.value.items.map(secret => (
        <Item key={secret.id} secret={secret} />
      ))}
    </ul>
  );
}

function Item(props: { secret: ListedSecret }) {
  const { id, copies, finding, name, namespace, sourceTitle } = props.secret;
  const text = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  if (!finding) {
    return null;
  }
  return (
    <li className={styles.item}>
      <SeverityBadge severity={finding.severity} />
      <div className={styles.words}>
        <Link href={secretLink({ id })}>{name}</Link>
        <Text variant="body-small">
          {text.title(finding)}
          {': '}
          {text.finding(finding)}
        </Text>
        <Text variant="body-x-small" color="secondary">
          {`${sourceTitle} / ${namespace}`}
          {copies &&
            ` · ${text.t('needsAction.others', { count: copies.length })}`}
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
      <FindingRemedy finding={finding} />
    </li>
  );
}
