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

import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { LEASE_SPANS } from './leaseSpans';
import styles from './VaultPage.module.css';

const KIND = ['vault-database-role'];

/** How long the leases of all roles last from now, as bars. Nothing where there is no lease. */
export function LeaseTimes({ revision }: { revision: number }) {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const sums = useResource(
    'leases',
    async () => {
      const names = ['leases', 'leasesLookedUp', ...Object.keys(LEASE_SPANS)];
      return await Promise.all(
        names.map(async sum => {
          const summary = await api.getResourcesSummary({ kind: KIND, sum });
          return summary.sum?.total ?? 0;
        }),
      );
    },
    revision,
  );
  const [all, lookedUp, ...spans] = sums.value ?? [0];
  if (all === 0) {
    return null;
  }
  const title = t('vault.leaseTimes.title');
  const most = Math.max(...spans);
  return (
    <section aria-label={title}>
      <Text as="h3" variant="body-large" weight="bold">
        {title}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {lookedUp === 0
          ? t('vault.leaseTimes.unknown', { count: all })
          : t('vault.leaseTimes.known', {
              count: all,
              known: String(lookedUp),
            })}
      </Text>
      {lookedUp > 0 && (
        <dl className={styles.bars}>
          {Object.values(LEASE_SPANS).map((span, index) => (
            <div key={span}>
              <dt>{t(`vault.leaseTimes.${span}`)}</dt>
              <dd>
                <span
                  aria-hidden
                  className={styles.bar}
                  style={{ inlineSize: `${(spans[index] / most) * 100}%` }}
                />
                {spans[index]}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
