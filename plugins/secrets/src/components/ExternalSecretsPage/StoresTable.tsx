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

import { Cell, Text, useBreakpoint, type ColumnConfig } from '@backstage/ui';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { bareName, ResourceFinding, ResourceTable } from '../Resources';
import { StateBadge } from '../StateBadge';
import { TextCell } from '../TextCell';
import { HEALTH_TONES, healthOf, LOGINS } from './states';
import { StoreVictims } from './StoreVictims';
import styles from './ExternalSecretsPage.module.css';

const DAY_SECONDS = 86_400;
const SMALLEST_PERCENT = 0.1;
const SCOPES = {
  'account-and-region': 'externalSecrets.quota.accountAndRegion',
  project: 'externalSecrets.quota.project',
  vault: 'externalSecrets.quota.vault',
} as const;

interface StoresTableProps {
  cluster: string | undefined;
  revision: number;
  /** Shows what reads from a store and fails. */
  onShow: (store: Resource) => void;
}

/** All stores, those that fail first, with what fails for them. */
export function StoresTable(props: StoresTableProps) {
  const { cluster, revision, onShow } = props;
  const text = useSecretsText();
  const { t } = text;
  const isNarrow = useBreakpoint().down('md');
  const columns: ColumnConfig<Resource>[] = [
    {
      id: 'store',
      width: '2fr',
      label: t('externalSecrets.store'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={bareName(row.name)}
          description={placeOf(row)}
          isStrong
        >
          {isNarrow && <Health store={row} text={text} />}
        </TextCell>
      ),
    },
    ...(isNarrow
      ? []
      : [
          {
            id: 'state',
            width: '2fr' as const,
            label: t('table.state'),
            cell: (row: Resource) => (
              <Cell className={styles.wrapping}>
                <Health store={row} text={text} />
              </Cell>
            ),
          },
          {
            id: 'login',
            width: '2fr' as const,
            label: t('externalSecrets.login.title'),
            cell: (row: Resource) => (
              <TextCell
                title={loginText(row, text)}
                description={String(row.attributes.provider)}
              />
            ),
          },
        ]),
    {
      id: 'victims',
      width: isNarrow ? '3fr' : '4fr',
      label: t('externalSecrets.reads'),
      cell: row => (
        <Cell className={styles.wrapping}>
          <Text as="div" variant="body-small">
            {readsText(row, text)}
          </Text>
          {Number(row.attributes.callsPerDay) > 0 && (
            <Text as="div" variant="body-small" color="secondary">
              {t('externalSecrets.calls', {
                count: Number(row.attributes.callsPerDay),
              })}
            </Text>
          )}
          {quotaText(row, text) && (
            <Text as="div" variant="body-small" color="secondary">
              {quotaText(row, text)}
            </Text>
          )}
          {Number(row.attributes.victims) > 0 && (
            <StoreVictims
              store={row}
              revision={revision}
              onShow={() => onShow(row)}
            />
          )}
          {row.finding && <ResourceFinding finding={row.finding} />}
        </Cell>
      ),
    },
  ];
  return (
    <ResourceTable
      request={{
        kind: ['secret-store'],
        ...(cluster ? { sourceId: [cluster] } : {}),
      }}
      columns={columns}
      empty={t('externalSecrets.noStore')}
      revision={revision}
    />
  );
}

/** On average over a day, of a limit that is shared with whatever else reads there. */
function quotaText(
  { attributes }: Resource,
  { t }: SecretsText,
): string | undefined {
  const { callsPerDay, limitRequests, limitSeconds, limitScope } = attributes;
  const scope = SCOPES[limitScope as keyof typeof SCOPES];
  if (!scope || !(Number(callsPerDay) > 0) || !(Number(limitRequests) > 0)) {
    return undefined;
  }
  const limitPerDay =
    (Number(limitRequests) * DAY_SECONDS) / Number(limitSeconds);
  const percent = (Number(callsPerDay) / limitPerDay) * 100;
  return t('externalSecrets.quota.use', {
    share:
      percent < SMALLEST_PERCENT
        ? t('externalSecrets.quota.less', {
            percent: String(SMALLEST_PERCENT),
          })
        : t('externalSecrets.quota.percent', { percent: percent.toFixed(1) }),
    scope: t(scope),
  });
}

/** A ClusterSecretStore is in no namespace. */
function placeOf({ name, namespace, sourceTitle }: Resource): string {
  const kind = name.slice(0, name.indexOf('/'));
  return [kind, [sourceTitle, namespace].filter(Boolean).join(' / ')].join(
    ' · ',
  );
}

function Health(props: { store: Resource; text: SecretsText }) {
  const { store, text } = props;
  const { t } = text;
  const health = healthOf(store);
  const { cause, since, lastReadAt } = store.attributes;
  return (
    <>
      <StateBadge
        tone={HEALTH_TONES[health]}
        word={t(`externalSecrets.health.${health}`)}
      />
      {health === 'failing' && cause && (
        <Text as="div" variant="body-small">
          {text.cause(String(cause))}
        </Text>
      )}
      {health === 'failing' && (store.since ?? since) && (
        <Text as="div" variant="body-small" color="secondary">
          {t('sources.since', {
            time: (
              <RelativeTime
                at={String(store.ready === 'false' ? store.since : since)}
              />
            ),
          })}
        </Text>
      )}
      {lastReadAt && (
        <Text as="div" variant="body-small" color="secondary">
          {t('externalSecrets.lastRead', {
            time: <RelativeTime at={String(lastReadAt)} />,
          })}
        </Text>
      )}
    </>
  );
}

function loginText({ attributes }: Resource, { t }: SecretsText): string {
  const { login, loginMethod } = attributes;
  const word = t(LOGINS[login as keyof typeof LOGINS] ?? LOGINS.unknown);
  return loginMethod
    ? t('externalSecrets.login.by', { word, method: String(loginMethod) })
    : word;
}

function readsText({ attributes }: Resource, { t }: SecretsText): string {
  const users = Number(attributes.users);
  const victims = Number(attributes.victims);
  return victims > 0
    ? t('externalSecrets.victims', { count: users, victims: String(victims) })
    : t('externalSecrets.users', { count: users });
}
