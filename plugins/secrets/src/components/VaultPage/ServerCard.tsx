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
import { CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { RelativeTime } from '../RelativeTime';
import { ResourceFinding } from '../Resources';
import { StateBadge, type Tone } from '../StateBadge';
import styles from './VaultPage.module.css';

type Translate = ReturnType<typeof useSecretsText>['t'];
type Facts = Resource['attributes'];

/** What a policy has to grant so that a fact is known. */
const NEEDS = {
  audit: 'sys/audit',
  peers: 'sys/storage/raft/autopilot/state',
  snapshot: 'sys/storage/raft/snapshot-auto/*',
};

/** One Vault: whether it serves, its peers, and what else is known of it. */
export function ServerCard({ server }: { server: Resource }) {
  const { attributes, finding, name, sourceTitle } = server;
  const { t } = useSecretsText();
  const [tone, word] = stateOf(attributes);
  return (
    <Card className={styles.card}>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {sourceTitle}
        </Text>
        <Text variant="body-small" color="secondary">
          {name}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          <div>
            <StateBadge tone={tone} word={t(`vault.state.${word}`)} />
          </div>
          {finding && <ResourceFinding finding={finding} />}
          <dl className={styles.facts}>
            {factsOf(t, attributes).map(([title, text]) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Flex>
      </CardBody>
    </Card>
  );
}

function stateOf({ isInitialized, isSealed, leader }: Facts) {
  const states: [
    boolean,
    Tone,
    'notInitialized' | 'sealed' | 'noLeader' | 'leaderUnknown',
  ][] = [
    [isInitialized === false, 'bad', 'notInitialized'],
    [isSealed === true, 'bad', 'sealed'],
    [leader === 'no', 'bad', 'noLeader'],
    [leader !== 'yes', 'unknown', 'leaderUnknown'],
  ];
  const found = states.find(([isSo]) => isSo);
  return found
    ? ([found[1], found[2]] as const)
    : (['good', 'serving'] as const);
}

function factsOf(t: Translate, facts: Facts): [string, ReactNode][] {
  const needs = (path: string) => <NotKnown why={t('vault.needs', { path })} />;
  return [
    [t('vault.version'), facts.version ?? <NotKnown />],
    [t('vault.peers.title'), peersText(t, facts) ?? needs(NEEDS.peers)],
    [
      t('vault.auditDevices'),
      facts.auditDevices === undefined
        ? needs(NEEDS.audit)
        : String(facts.auditDevices),
    ],
    [t('vault.snapshot.title'), snapshotText(t, facts)],
    [t('vault.latency.title'), latencyText(t, facts) ?? <NotKnown />],
    [t('vault.license.title'), licenseText(t, facts)],
  ];
}

function peersText(
  t: Translate,
  { peers, lostPeers = [] }: Facts,
): string | undefined {
  if (peers === undefined) {
    return undefined;
  }
  return lostPeers.length > 0
    ? t('vault.peers.lost', {
        answering: String(peers - lostPeers.length),
        all: String(peers),
        names: lostPeers.join(t('separator')),
      })
    : t('vault.peers.all', { count: peers });
}

function snapshotText(
  t: Translate,
  { lastSnapshotAt, isEnterprise }: Facts,
): ReactNode {
  if (lastSnapshotAt) {
    return <RelativeTime at={lastSnapshotAt} />;
  }
  return (
    <NotKnown
      why={
        isEnterprise === false
          ? t('vault.snapshot.community')
          : t('vault.needs', { path: NEEDS.snapshot })
      }
    />
  );
}

function latencyText(
  t: Translate,
  { latencyMs, usualLatencyMs, isSlow }: Facts,
): string | undefined {
  if (latencyMs === undefined) {
    return undefined;
  }
  if (usualLatencyMs === undefined) {
    return t('vault.latency.first', { ms: String(latencyMs) });
  }
  return t(isSlow ? 'vault.latency.slow' : 'vault.latency.usual', {
    ms: String(latencyMs),
    usual: String(usualLatencyMs),
  });
}

function licenseText(
  t: Translate,
  { isEnterprise, licenseExpiresAt }: Facts,
): ReactNode {
  if (licenseExpiresAt) {
    return t('vault.license.expires', {
      time: <RelativeTime at={licenseExpiresAt} />,
    });
  }
  return isEnterprise === false ? t('vault.license.none') : <NotKnown />;
}

/** That something is not known, and what it takes to know it. */
function NotKnown({ why }: { why?: string }) {
  const { t } = useSecretsText();
  return (
    <>
      <StateBadge tone="unknown" word={t('notKnown')} />
      {why && <span className={styles.need}>{why}</span>}
    </>
  );
}
