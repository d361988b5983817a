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
import { LEASE_SPANS } from './leaseSpans';

const MS = 1000;
const ANY = '*';
/** Of roles of Kubernetes auth that read the password of one account. */
const MOST_ROLES = 5;

type Words = ReturnType<typeof useSecretsText>;
type Facts = Resource['attributes'];
type Describe = (words: Words, facts: Facts) => ReactNode;

/** What is listed, and what is said of each. */
const TABLES = [
  ['roles', 'vault-role', describeRole],
  ['engines', 'vault-engine', describeEngine],
  ['databaseRoles', 'vault-database-role', describeDatabaseRole],
  ['staticRoles', 'vault-static-role', describeStaticRole],
  ['connections', 'vault-database-connection', describeConnection],
] as const satisfies [string, string, Describe][];

/** Roles and engines of all Vaults, each with what is wrong with it. */
export function VaultTables({ revision }: { revision: number }) {
  const words = useSecretsText();
  const { t } = words;
  return (
    <>
      {TABLES.map(([id, kind, describe]) => (
        <Flex key={id} direction="column" gap="2">
          <Text as="h3" variant="body-large" weight="bold">
            {t(`vault.${id}.title`)}
          </Text>
          <ResourceTable
            request={{ kind: [kind] }}
            columns={columnsOf(words, t(`vault.${id}.facts`), describe)}
            empty={t(`vault.${id}.none`)}
            revision={revision}
          />
        </Flex>
      ))}
    </>
  );
}

function columnsOf(
  words: Words,
  label: string,
  describe: Describe,
): ColumnConfig<Resource>[] {
  return [
    {
      id: 'name',
      width: '2fr',
      label: words.t('vault.name'),
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
      label,
      cell: ({ attributes, finding }) => (
        <Cell>
          <Flex direction="column" gap="2">
            <div>{describe(words, attributes)}</div>
            {finding && <ResourceFinding finding={finding} />}
          </Flex>
        </Cell>
      ),
    },
  ];
}

function describeRole({ t }: Words, facts: Facts) {
  const listed = (names: string[] = [], any: string) =>
    names.includes(ANY) ? any : names.join(t('separator'));
  const accounts = listed(facts.serviceAccounts, t('vault.roles.anyAccount'));
  const namespaces = facts.selectsNamespaces
    ? t('vault.roles.selected')
    : listed(facts.namespaces, t('vault.roles.anyNamespace'));
  const policies = listed(facts.policies, ANY) || t('vault.roles.noPolicy');
  return (
    <Lines
      title={t('vault.roles.accounts', { accounts, namespaces })}
      description={t('vault.roles.policies', { policies })}
    />
  );
}

function describeEngine({ t }: Words, { type, engineVersion, isRead }: Facts) {
  return (
    <Lines
      title={
        engineVersion
          ? t('vault.engines.version', { type, version: engineVersion })
          : String(type)
      }
      description={isRead ? undefined : t('vault.engines.notRead')}
    />
  );
}

function describeDatabaseRole(words: Words, facts: Facts) {
  const { t, duration } = words;
  const { leases, connection, ttlSeconds } = facts;
  return (
    <>
      <Lines
        title={
          leases === undefined
            ? t('vault.databaseRoles.leasesUnknown')
            : t('vault.databaseRoles.leases', { count: leases })
        }
        description={leases ? endsOf(words, facts) : undefined}
      />
      <Lines
        description={t('vault.databaseRoles.made', {
          connection: connection ?? t('notKnown'),
          duration: duration(ttlSeconds * MS),
        })}
      />
      <Lines description={readersOf(words, facts)} />
    </>
  );
}

/** When leases end, in words. */
function endsOf({ t }: Words, facts: Facts): string {
  if (!facts.leasesLookedUp) {
    return t('vault.databaseRoles.endsUnknown');
  }
  const ends = Object.entries(LEASE_SPANS)
    .filter(([attribute]) => facts[attribute] > 0)
    .map(([attribute, span]) =>
      t(`vault.databaseRoles.ends.${span}`, { count: facts[attribute] }),
    )
    .join(t('separator'));
  return facts.leasesLookedUp < facts.leases
    ? t('vault.databaseRoles.endsOfSome', {
        ends,
        known: String(facts.leasesLookedUp),
      })
    : ends;
}

/** Who can have the password of an account, by which roles of Kubernetes auth. */
function readersOf({ t }: Words, { kubernetesRolesThatRead }: Facts): string {
  const roles: string[] | undefined = kubernetesRolesThatRead;
  if (roles === undefined) {
    return t('vault.readers.unknown');
  }
  const more = roles.length - MOST_ROLES;
  const named = roles.slice(0, MOST_ROLES).join('; ');
  return roles.length === 0
    ? t('vault.readers.none')
    : t('vault.readers.roles', {
        roles:
          more > 0
            ? t('vault.readers.more', { named, more: String(more) })
            : named,
      });
}

function describeStaticRole(words: Words, facts: Facts) {
  const { t } = words;
  const { username, lastRotatedAt } = facts;
  return (
    <>
      <Lines
        title={
          lastRotatedAt ? <RelativeTime at={lastRotatedAt} /> : t('notKnown')
        }
        description={t('vault.staticRoles.account', {
          username: username ?? t('notKnown'),
        })}
      />
      <Lines description={readersOf(words, facts)} />
    </>
  );
}

function describeConnection({ t }: Words) {
  return (
    <Lines
      title={t('vault.connections.unknown')}
      description={t('vault.connections.why')}
    />
  );
}

/** What matters most, and below it what it is about. */
function Lines(props: { title?: ReactNode; description?: string }) {
  const { title, description } = props;
  return (
    <>
      {title && (
        <Text as="div" variant="body-medium">
          {title}
        </Text>
      )}
      {description && (
        <Text as="div" variant="body-small" color="secondary">
          {description}
        </Text>
      )}
    </>
  );
}
