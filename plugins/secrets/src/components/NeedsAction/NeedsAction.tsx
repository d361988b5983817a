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
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import { groupRows, useResource } from '../../hooks';
import { findingRouteRef, secretRouteRef } from '../../routes';
import { entityName, useSecretsText } from '../../text';
import { FindingRemedy } from '../FindingRemedy';
import { keyOverClusters, SeverityBadge } from '../Findings';
import { RelativeTime } from '../RelativeTime';
import styles from './NeedsAction.module.css';

export interface NeedsActionProps {
  /** Among which secrets. */
  request: ScopeRequest;
  most: number;
  revision: number;
  /** How many risky bindings stand beside the secrets, at most. */
  mostBindings?: number;
}

/** Bindings are as urgent as secrets from here on. */
const URGENT = ['critical', 'high'];
/** The same binding is often in several clusters. */
const LOOKED_AT = 50;
const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/** Something that needs action: a secret, or a binding by its finding. */
interface Entry {
  id: string;
  href: string;
  name: string;
  place: string;
  finding: Finding;
  /** In how many other clusters it is the same. */
  others?: number;
}

/** What needs action, the worst first: what is wrong with each, whose it is and what to do. */
export function NeedsAction(props: NeedsActionProps) {
  const { request, most, mostBindings = 0, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const secretLink = useRouteRef(secretRouteRef);
  const findingLink = useRouteRef(findingRouteRef);
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
  const bindings = useResource(
    `bindings ${JSON.stringify(request)} ${mostBindings}`,
    async () =>
      mostBindings > 0
        ? (
            await api.listFindings({
              ...request,
              rule: ['risky-binding'],
              severity: URGENT,
              limit: LOOKED_AT,
            })
          ).items
        : [],
    revision,
  );
  if (page.error && !page.value) {
    return null;
  }
  if (!page.value || bindings.isPending) {
    return <Skeleton width="100%" height="4rem" />;
  }
  const entries = [
    ...page.value.items.flatMap((secret): Entry[] => {
      const { id, copies, finding, name } = secret;
      const entry = { id, href: secretLink({ id }), name };
      const place = `${secret.sourceTitle} / ${secret.namespace}`;
      return finding
        ? [{ ...entry, place, finding, others: copies?.length }]
        : [];
    }),
    ...[...groupRows(bindings.value ?? [], keyOverClusters).values()]
      .slice(0, mostBindings)
      .map(
        ([finding, ...copies]): Entry => ({
          id: finding.id,
          href: findingLink({ id: finding.id }),
          name: finding.secret.name,
          place: [finding.secret.sourceTitle, finding.secret.namespace]
            .filter(Boolean)
            .join(' / '),
          finding,
          others: copies.length,
        }),
      ),
  ].sort(
    (one, other) =>
      SEVERITIES.indexOf(one.finding.severity) -
      SEVERITIES.indexOf(other.finding.severity),
  );
  return (
    <ul className={styles.list} aria-label={t('needsAction.title')}>
      {entries.map(entry => (
        <Item key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Item(props: { entry: Entry }) {
  const { href, name, place, finding, others } = props.entry;
  const text = useSecretsText();
  const { t } = text;
  return (
    <li className={styles.item}>
      <SeverityBadge severity={finding.severity} />
      <div className={styles.words}>
        <Link href={href}>{name}</Link>
        <Text variant="body-small">
          {text.title(finding)}
          {': '}
          {text.finding(finding)}
        </Text>
        <Text variant="body-x-small" color="secondary">
          {[
            place,
            ...(others ? [t('needsAction.others', { count: others })] : []),
            ...finding.ownerRefs.map(entityName),
            ...(finding.state === 'open'
              ? []
              : [t(`findings.state.${finding.state}`)]),
          ].join(' · ')}
          {finding.dueAt && (
            <>
              {' · '}
              {t('findings.dueAt', {
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
