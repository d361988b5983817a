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
import { Button, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import {
  type Count,
  type SecretsSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { UnfoldButton } from '../UnfoldButton';
import { ClaimSteps } from './ClaimSteps';
import styles from './ClaimNamespaces.module.css';

/** So many namespaces stand there at first. */
const SHOWN = 8;

interface ClaimNamespacesProps {
  summary: SecretsSummary | undefined;
  /** Whether it begins as its title alone. */
  isFolded?: boolean;
}

/**
 * Where no secret belongs to an entity of the catalog: the namespaces that have
 * secrets, and for each the lines that connect it to a service.
 */
export function ClaimNamespaces(props: ClaimNamespacesProps) {
  const { summary, isFolded = false } = props;
  const { t } = useSecretsText();
  const [isOpen, setOpen] = useState(!isFolded);
  const [isWhole, setWhole] = useState(false);
  const [selected, setSelected] = useState<string>();
  if (!summary || !isUnclaimed(summary)) {
    return null;
  }
  const { source: sources } = summary.facets;
  const namespaces = summary.facets.namespace.filter(isNamespace);
  if (namespaces.length === 0) {
    return null;
  }
  const shown = isWhole ? namespaces : namespaces.slice(0, SHOWN);
  return (
    <Card className={styles.card}>
      <CardHeader>
        <Flex justify="between" align="center" gap="3">
          <Text as="h3" variant="body-large" weight="bold">
            {t('claimNamespaces.title')}
          </Text>
          {isFolded && (
            <UnfoldButton
              isOpen={isOpen}
              label={t('claimNamespaces.how')}
              onToggle={() => setOpen(!isOpen)}
            />
          )}
        </Flex>
      </CardHeader>
      {isOpen && (
        <CardBody>
          <Flex direction="column" gap="3">
            <Text as="p" variant="body-small">
              {t('claimNamespaces.explain')}
            </Text>
            <ul className={styles.list} aria-label={t('overview.namespace')}>
              {shown.map(count => (
                <Namespace
                  key={count.value}
                  count={count}
                  sources={sources}
                  isOpen={selected === count.value}
                  onToggle={() =>
                    setSelected(
                      selected === count.value ? undefined : count.value,
                    )
                  }
                />
              ))}
            </ul>
            {namespaces.length > shown.length && (
              <div>
                <Button
                  size="small"
                  variant="tertiary"
                  onPress={() => setWhole(true)}
                >
                  {t('overview.more', {
                    rest: String(namespaces.length - shown.length),
                  })}
                </Button>
              </div>
            )}
          </Flex>
        </CardBody>
      )}
    </Card>
  );
}

/** Locations in other systems are counted with the namespaces. */
function isNamespace({ value }: Count): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

interface NamespaceProps {
  count: Count;
  sources: Count[];
  isOpen: boolean;
  onToggle: () => void;
}

function Namespace(props: NamespaceProps) {
  const { count, sources, isOpen, onToggle } = props;
  const { t } = useSecretsText();
  return (
    <li>
      <div className={styles.row}>
        <Text className={styles.name} weight="bold">
          {count.value}
        </Text>
        <Text variant="body-small" color="secondary">
          {[
            t('sentence.secrets', { count: count.count }),
            ...(count.attention > 0
              ? [t('sentence.attention', { count: count.attention })]
              : []),
          ].join(' · ')}
        </Text>
        <UnfoldButton
          isOpen={isOpen}
          label={t('claimNamespaces.claim')}
          description={t('claimNamespaces.claimOf', { name: count.value })}
          onToggle={onToggle}
        />
      </div>
      {isOpen && <ClaimSteps namespace={count.value} sources={sources} />}
    </li>
  );
}

/** Whether no secret has an owner: the catalog is empty, or says nothing of clusters. */
function isUnclaimed({ total, facets }: SecretsSummary): boolean {
  return total > 0 && facets.owner.every(({ value }) => value === 'none');
}
