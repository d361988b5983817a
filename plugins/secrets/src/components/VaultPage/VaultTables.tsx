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

import { type ReactNode } from 'react';
import { Cell, Flex, Text, type ColumnConfig } from '@backstage/ui';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { ResourceFinding, ResourceTable } from '../Resources';
import { TextCell } from '../TextCell';

const HOUR_SECONDS = 3600;
const ANY = '*';

type Translate = ReturnType<typeof useSecretsText>['t'];
type Describe = (t: Translate, facts: Resource['attributes']) => ReactNode;

/** What is listed, and what is said of each. */
const TABLES = [
  ['roles', 'vault-role', describeRole],
  ['engines', 'vault-engine', describeEngine],
  ['databaseRoles', 'vault-database-role', describeDatabaseRole],
  ['staticRoles', 'vault-static-role', describeStaticRole],
] as const satisfies [string, string, Describe][];

/** Roles and engines of all Vaults, each with what is wrong with it. */
export function VaultTables({ revision }: { revision: number }) {
  const { t } = useSecretsText();
  return (
    <>
      {TABLES.map(([id, kind, describe]) => (
        <Flex key={id} direction="column" gap="2">
          <Text as="h3" variant="body-large" weight="bold">
            {t(`vault.${id}.title`)}
          </Text>
          <ResourceTable
            request={{ kind: [kind] }}
            columns={columnsOf(t, describe)}
            empty={t(`vault.${id}.none`)}
            revision={revision}
          />
        </Flex>
      ))}
    </>
  );
}

function columnsOf(t: Translate, describe: Describe): ColumnConfig<Resource>[] {
  return [
    {
      id: 'name',
      width: '2fr',
      label: t('vault.name'),
      isRowHeader: true,
      cell: ({ name, namespace, sourceTitle }) => (
        <TextCell
          title={name}
          description={[sourceTitle, namespace].filter(Boolean).join(' / ')}
          isStrong
        />
      ),
    },
    {
      id: 'facts',
      width: '4fr',
      label: t('vault.facts'),
      cell: ({ attributes, finding }) => (
        <Cell>
          <Text as="div" variant="body-small">
            {describe(t, attributes)}
          </Text>
          {finding && <ResourceFinding finding={finding} />}
        </Cell>
      ),
    },
  ];
}

function describeRole(t: Translate, facts: Resource['attributes']) {
  const listed = (names: string[] = [], any: string) =>
    names.includes(ANY) ? any : names.join(t('separator'));
  return t('vault.roles.facts', {
    accounts: listed(facts.serviceAccounts, t('vault.roles.anyAccount')),
    namespaces: facts.selectsNamespaces
      ? t('vault.roles.selected')
      : listed(facts.namespaces, t('vault.roles.anyNamespace')),
    policies: listed(facts.policies, ANY) || t('vault.roles.noPolicy'),
  });
}

function describeEngine(
  t: Translate,
  { type, engineVersion, isRead }: Resource['attributes'],
) {
  const name = engineVersion
    ? t('vault.engines.version', { type, version: engineVersion })
    : String(type);
  return isRead ? name : t('vault.engines.notRead', { name });
}

function describeDatabaseRole(
  t: Translate,
  { leases, connection, ttlSeconds }: Resource['attributes'],
) {
  const hours = String(Math.round(ttlSeconds / HOUR_SECONDS));
  const common = t('vault.databaseRoles.facts', {
    connection: connection ?? t('notKnown'),
    hours,
  });
  const counted =
    leases === undefined
      ? t('vault.databaseRoles.leasesUnknown')
      : t('vault.databaseRoles.leases', { count: leases });
  return `${common} ${counted}`;
}

function describeStaticRole(
  t: Translate,
  { username, lastRotatedAt }: Resource['attributes'],
) {
  return (
    <>
      {t('vault.staticRoles.facts', { username: username ?? t('notKnown') })}{' '}
      {lastRotatedAt ? <RelativeTime at={lastRotatedAt} /> : t('notKnown')}
    </>
  );
}
