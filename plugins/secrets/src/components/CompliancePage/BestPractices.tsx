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

import { Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type ComplianceScopeRow,
  type ComplianceVerdict,
  type ControlReport,
  type FrameworkReport,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeFilter } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { useControlHref, VerdictBadge, VERDICT_MESSAGES } from '../Compliance';
import styles from './CompliancePage.module.css';

const MOST = 30;

interface BestPracticesProps {
  framework: FrameworkReport | undefined;
  filter: ScopeFilter;
  revision: number;
}

/** The ten best practices by cluster: each checked, explained, and with its fix. */
export function BestPractices(props: BestPracticesProps) {
  const { framework, filter, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const clusters = useResource(
    JSON.stringify(filter),
    () =>
      api.listComplianceScopes({
        ...filter,
        by: 'cluster',
        framework: framework?.id,
        limit: MOST,
      }),
    revision,
  );
  if (!framework) {
    return <Text as="p">{t('compliance.frameworks.none')}</Text>;
  }
  const columns = clusters.value?.items ?? [];
  return (
    <div className={styles.practices}>
      <Text as="p" color="secondary">
        {t('compliance.page.practices')}
      </Text>
      <div
        className={styles.scroller}
        role="region"
        aria-label={t('compliance.page.matrix')}
        // Wider than the page it is scrolled, also by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('compliance.page.practice')}</th>
              <th scope="col">{t('compliance.page.everywhere')}</th>
              {columns.map(({ ref, title }) => (
                <th key={ref} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {framework.controls.map(control => (
              <Practice
                key={control.id}
                control={control}
                framework={framework.id}
                clusters={columns}
                filter={filter}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Practice(props: {
  control: ControlReport;
  framework: string;
  clusters: ComplianceScopeRow[];
  filter: ScopeFilter;
}) {
  const { control, framework, clusters, filter } = props;
  const { t } = useSecretsText();
  const href = useControlHref(filter)(framework, control.id);
  return (
    <tr>
      <th scope="row" className={styles.practice}>
        <Link href={href}>{control.title}</Link>
        <Text as="div" variant="body-small" color="secondary">
          {control.asks}
        </Text>
        {control.verdict === 'fail' && (
          <Text as="div" variant="body-small">
            {t('sources.remedy', { remedy: control.remedy })}
          </Text>
        )}
      </th>
      <td>
        <Mark
          verdict={control.verdict}
          href={href}
          label={t('compliance.page.cellAll', {
            practice: control.title,
            verdict: t(VERDICT_MESSAGES[control.verdict]),
          })}
        />
      </td>
      {clusters.map(cluster => (
        <ClusterMark
          key={cluster.ref}
          cluster={cluster}
          control={control}
          framework={framework}
          filter={filter}
        />
      ))}
    </tr>
  );
}

function ClusterMark(props: {
  cluster: ComplianceScopeRow;
  control: ControlReport;
  framework: string;
  filter: ScopeFilter;
}) {
  const { cluster, control, framework, filter } = props;
  const { t } = useSecretsText();
  const controlHref = useControlHref({ ...filter, sourceId: [cluster.ref] });
  const verdict =
    cluster.controls.find(({ id }) => id === control.id)?.verdict ?? 'unknown';
  return (
    <td>
      <Mark
        verdict={verdict}
        href={controlHref(framework, control.id)}
        label={t('compliance.page.cell', {
          practice: control.title,
          cluster: cluster.title,
          verdict: t(VERDICT_MESSAGES[verdict]),
        })}
      />
    </td>
  );
}

function Mark(props: {
  verdict: ComplianceVerdict;
  href: string;
  label: string;
}) {
  const { verdict, href, label } = props;
  return (
    <Link className={styles.mark} href={href} aria-label={label} standalone>
      <VerdictBadge verdict={verdict} />
    </Link>
  );
}
