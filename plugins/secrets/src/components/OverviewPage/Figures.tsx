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
import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type ComplianceOverview } from '@keyward/backstage-plugin-secrets-common';
import { type ScopeFilter } from '../../api';
import { findingsSearchOf, searchOf } from '../../hooks';
import {
  accessRouteRef,
  complianceRouteRef,
  findingsRouteRef,
  rotationRouteRef,
} from '../../routes';
import { useSecretsText } from '../../text';
import { SeverityBadge } from '../Findings';
import { percentsOf } from './percentsOf';
import styles from './OverviewPage.module.css';

interface FiguresProps {
  overview: ComplianceOverview;
  filter: ScopeFilter;
}

/** The numbers that a lead reads aloud; each leads to its rows. */
export function Figures(props: FiguresProps) {
  const { overview, filter } = props;
  const { t } = useSecretsText();
  return (
    <dl
      className={styles.figures}
      aria-label={t('compliance.overview.numbers')}
    >
      <RotationFigure rotation={overview.rotation} filter={filter} />
      <EncryptionFigure encryption={overview.encryption} filter={filter} />
      <CertificatesFigure
        certificates={overview.certificates}
        filter={filter}
      />
      <FindingsFigure findings={overview.findings} filter={filter} />
      <AccessFigure riskiest={overview.riskiestAccess} filter={filter} />
    </dl>
  );
}

function Figure(props: { title: string; note?: string; children: ReactNode }) {
  const { title, note, children } = props;
  return (
    <div className={styles.figure}>
      <dt>{title}</dt>
      <dd>
        {children}
        {note && (
          <Text as="div" variant="body-small" color="secondary">
            {note}
          </Text>
        )}
      </dd>
    </div>
  );
}

function RotationFigure(props: {
  rotation: ComplianceOverview['rotation'];
  filter: ScopeFilter;
}) {
  const { rotation, filter } = props;
  const { t } = useSecretsText();
  const page = useRouteRef(rotationRouteRef)();
  const { inPeriod, overdue, unknown, total } = rotation;
  if (total === 0) {
    return (
      <Figure title={t('compliance.overview.rotation')}>
        <Text>{t('compliance.overview.noValues')}</Text>
      </Figure>
    );
  }
  const percents = percentsOf(inPeriod, [overdue, unknown]);
  const rows = (state: string) => {
    const search = new URLSearchParams(searchOf(filter));
    search.set('rotation', state);
    return `${page}?${search}`;
  };
  return (
    <Figure
      title={t('compliance.overview.rotation')}
      note={t('compliance.overview.values', { count: total })}
    >
      <Link href={rows('inPeriod')}>
        {t('compliance.overview.inPeriod', { percent: percents[0] })}
      </Link>
      {t('separator')}
      <Link href={rows('overdue')}>
        {t('compliance.overview.overdue', { percent: percents[1] })}
      </Link>
      {t('separator')}
      <Link href={rows('unknown')}>
        {t('compliance.overview.unknown', { percent: percents[2] })}
      </Link>
    </Figure>
  );
}

function EncryptionFigure(props: {
  encryption: ComplianceOverview['encryption'];
  filter: ScopeFilter;
}) {
  const { encryption, filter } = props;
  const { t } = useSecretsText();
  const page = useRouteRef(complianceRouteRef)();
  const { encrypted, mixed, plaintext, total, unknown } = encryption;
  const search = new URLSearchParams(searchOf(filter));
  search.set('view', 'encryption');
  const notes = [
    ...(mixed + plaintext > 0
      ? [
          t('compliance.overview.clustersAtFault', {
            count: mixed + plaintext,
          }),
        ]
      : []),
    ...(unknown > 0
      ? [t('compliance.overview.clustersUnknown', { count: unknown })]
      : []),
  ];
  return (
    <Figure
      title={t('compliance.overview.encryption')}
      note={notes.join(t('separator'))}
    >
      {total === 0 ? (
        <Text>{t('compliance.overview.noClusters')}</Text>
      ) : (
        <Link href={`${page}?${search}`}>
          {t('compliance.overview.clusters', {
            count: total,
            encrypted: String(encrypted),
          })}
        </Link>
      )}
    </Figure>
  );
}

function CertificatesFigure(props: {
  certificates: ComplianceOverview['certificates'];
  filter: ScopeFilter;
}) {
  const { certificates, filter } = props;
  const { t } = useSecretsText();
  const page = useRouteRef(rotationRouteRef)();
  const rows = (days: number) => {
    const search = new URLSearchParams(searchOf(filter));
    search.set('expires', String(days));
    return `${page}?${search}#certificates`;
  };
  return (
    <Figure
      title={t('compliance.overview.certificates')}
      note={t('compliance.overview.ofCertificates', {
        count: certificates.total,
      })}
    >
      <Link href={rows(30)}>
        {t('compliance.overview.expiring', { count: certificates.expiring })}
      </Link>
      {certificates.expired > 0 && (
        <>
          {t('separator')}
          <Link href={rows(0)}>
            {t('compliance.overview.expired', { count: certificates.expired })}
          </Link>
        </>
      )}
    </Figure>
  );
}

function FindingsFigure(props: {
  findings: ComplianceOverview['findings'];
  filter: ScopeFilter;
}) {
  const { findings, filter } = props;
  const { t } = useSecretsText();
  const page = useRouteRef(findingsRouteRef)();
  const rows = (severity: string) =>
    `${page}?${findingsSearchOf({ ...filter, severity: [severity] })}`;
  return (
    <Figure
      title={t('compliance.overview.findings')}
      note={t('compliance.overview.open')}
    >
      <Link href={rows('critical')}>
        {t('compliance.overview.critical', { count: findings.critical })}
      </Link>
      {t('separator')}
      <Link href={rows('high')}>
        {t('compliance.overview.high', { count: findings.high })}
      </Link>
    </Figure>
  );
}

function AccessFigure(props: {
  riskiest: ComplianceOverview['riskiestAccess'];
  filter: ScopeFilter;
}) {
  const { riskiest, filter } = props;
  const { t } = useSecretsText();
  const page = useRouteRef(accessRouteRef)();
  if (!riskiest) {
    return (
      <Figure title={t('compliance.overview.access')}>
        <Link href={page}>{t('compliance.overview.noAccess')}</Link>
      </Figure>
    );
  }
  const { explanation, namespaces, secrets, severity, sourceTitle, subject } =
    riskiest;
  const { environment, owner, system } = filter;
  const isNarrowed = [environment, owner, system].some(each => each?.length);
  const inNamespaces =
    subject &&
    t('compliance.overview.inNamespaces', {
      count: namespaces,
      cluster: sourceTitle,
    });
  return (
    <Figure
      title={t('compliance.overview.access')}
      note={[
        ...(inNamespaces ? [inNamespaces] : []),
        // Rights are ranked by cluster.
        ...(isNarrowed ? [t('compliance.overview.wholeClusters')] : []),
      ].join('; ')}
    >
      <span className={styles.access}>
        <SeverityBadge severity={severity as 'high'} />
        <Link href={page}>
          {subject
            ? t('compliance.overview.reads', {
                subject: subject.name,
                count: secrets,
              })
            : explanation}
        </Link>
      </span>
    </Figure>
  );
}
