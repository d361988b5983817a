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
import { type SecretsSummary } from '@keyward/backstage-plugin-secrets-common';
import { type FilterField } from '../../hooks';
import { useSecretsText } from '../../text';
import { UnfoldButton } from '../UnfoldButton';
import { FacetCard } from './FacetCard';
import styles from './InventoryPage.module.css';

const FACETS = [
  ['source', 'sourceId'],
  ['namespace', 'namespace'],
  ['owner', 'owner'],
  ['system', 'system'],
  ['class', 'secretClass'],
  ['delivery', 'delivery'],
] as const satisfies ReadonlyArray<readonly [string, FilterField]>;

interface InventoryCountsProps {
  summary: SecretsSummary;
  inventory: string;
}

/** How many secrets each cluster, namespace, team and so on has, folded above the rows. */
export function InventoryCounts(props: InventoryCountsProps) {
  const { summary, inventory } = props;
  const { t } = useSecretsText();
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <UnfoldButton
        isOpen={isOpen}
        label={t('overview.counts')}
        onToggle={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <div className={styles.facets}>
          {FACETS.map(([facet, field]) => (
            <FacetCard
              key={facet}
              title={t(`overview.${facet}`)}
              field={field}
              counts={summary.facets[facet]}
              total={summary.total}
              inventory={inventory}
            />
          ))}
        </div>
      )}
    </div>
  );
}
