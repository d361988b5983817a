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
import { SCOPE_KIND_FIELDS, useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import {
  controlTitle,
  useControlHref,
  VERDICT_MESSAGES,
  VerdictBadge,
} from '../Compliance';
import styles from './CompliancePage.module.css';

const MOST = 20;

interface ControlsMatrixProps {
  framework: FrameworkReport;
  by: ComplianceScopeRow['kind'];
  filter: ScopeFilter;
  revision: number;
  /** What the table is called. */
  label: string;
}

/** The controls of a framework by cluster, team or other scope: each checked, explained, and with its fix. */
export function ControlsMatrix(props: ControlsMatrixProps) {
  const { framework, by, filter, revision, label } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const scopes = useResource(
    JSON.stringify([framework.id, by, filter]),
    () =>
      api.listComplianceScopes({
        ...filter,
        by,
        framework: framework.id,
        limit: MOST,
      }),
    revision,
  );
  const columns = scopes.value?.items ?? [];
  const rest = (scopes.value?.totalItems ?? 0) - columns.length;
  return (
    <div className={styles.practices}>
      {rest > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('compliance.page.moreScopes', {
            shown: String(columns.length),
            total: String(columns.length + rest),
          })}
        </Text>
      )}
      <div
        className={styles.scroller}
        role="region"
        aria-label={label}
        // Wider than the page it is scrolled, also by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('compliance.frameworks.control')}</th>
              <th scope="col">{t('compliance.page.everywhere')}</th>
              {columns.map(({ ref, title }) => (
                <th key={ref} scope="col">
                  {ref === 'none' ? t('compliance.scopes.nobody') : title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {framework.controls.map(control => (
              <Row
                key={control.id}
                control={control}
                framework={framework.id}
                scopes={columns}
                filter={filter}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Row(props: {
  control: ControlReport;
  framework: string;
  scopes: ComplianceScopeRow[];
  filter: ScopeFilter;
}) {
  const { control, framework, scopes, filter } = props;
  const text = useSecretsText();
  const { t } = text;
  const href = useControlHref(filter)(framework, control.id);
  return (
    <tr>
      <th scope="row" className={styles.practice}>
        <Link href={href}>{controlTitle(control, text)}</Link>
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
            control: control.title,
            verdict: t(VERDICT_MESSAGES[control.verdict]),
          })}
        />
      </td>
      {scopes.map(scope => (
        <ScopeMark
          key={scope.ref}
          scope={scope}
          control={control}
          framework={framework}
          filter={filter}
        />
      ))}
    </tr>
  );
}

function ScopeMark(props: {
  scope: ComplianceScopeRow;
  control: ControlReport;
  framework: string;
  filter: ScopeFilter;
}) {
  const { scope, control, framework, filter } = props;
  const { t } = useSecretsText();
  const controlHref = useControlHref({
    ...filter,
    [SCOPE_KIND_FIELDS[scope.kind]]: [scope.ref],
  });
  const found = scope.controls.find(({ id }) => id === control.id);
  if (!found && scope.controls.length > 0) {
    return <td>{t('compliance.page.notAsked')}</td>;
  }
  const verdict = found?.verdict ?? 'unknown';
  return (
    <td>
      <Mark
        verdict={verdict}
        href={controlHref(framework, control.id)}
        label={t('compliance.page.cell', {
          control: control.title,
          scope: scope.title,
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
