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
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
  Alert,
  Link,
  Text,
} from '@backstage/ui';
import {
  type CheckReport,
  type ComplianceReport,
  type ControlReport,
  type FrameworkReport,
} from '@keyward/backstage-plugin-secrets-common';
import { type ScopeRequest } from '../../api';
import { useSecretsText, type SecretsText } from '../../text';
import { UnfoldButton } from '../UnfoldButton';
import { CheckEvidence } from './CheckEvidence';
import { controlTitle } from './controlTitle';
import { useControlHref } from './useControlHref';
import { VerdictBadge } from './VerdictBadge';
import { VerdictBar } from './VerdictBar';
import { COUNT_ORDER, VERDICT_ORDER } from './verdicts';
import styles from './Compliance.module.css';

interface FrameworkControlsProps {
  report: Pick<ComplianceReport, 'checks' | 'frameworkProblems' | 'frameworks'>;
  request: ScopeRequest;
}

/** The controls of each framework, the worst first; those that pass are folded. */
export function FrameworkControls(props: FrameworkControlsProps) {
  const { report, request } = props;
  const text = useSecretsText();
  const { t } = text;
  const checks = new Map(report.checks.map(check => [check.id, check]));
  return (
    <section
      className={styles.section}
      aria-label={t('compliance.frameworks.title')}
    >
      <Text as="h3" variant="title-x-small">
        {t('compliance.frameworks.title')}
      </Text>
      {report.frameworkProblems.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('compliance.frameworks.problems')}
          description={report.frameworkProblems.join('; ')}
        />
      )}
      {report.frameworks.length === 0 && (
        <Text as="p">{t('compliance.frameworks.none')}</Text>
      )}
      <AccordionGroup allowsMultiple>
        {report.frameworks.map(framework => (
          <Accordion
            key={framework.id}
            id={framework.id}
            className={styles.framework}
          >
            <AccordionTrigger
              title={framework.title}
              subtitle={countsText(framework, text)}
            />
            <AccordionPanel>
              <Controls
                framework={framework}
                checks={checks}
                request={request}
              />
            </AccordionPanel>
          </Accordion>
        ))}
      </AccordionGroup>
    </section>
  );
}

function countsText({ counts }: FrameworkReport, { t }: SecretsText): string {
  return COUNT_ORDER.filter(kind => counts[kind] > 0)
    .map(kind => t(`compliance.counts.${kind}`, { count: counts[kind] }))
    .join(' · ');
}

function Controls(props: {
  framework: FrameworkReport;
  checks: ReadonlyMap<string, CheckReport>;
  request: ScopeRequest;
}) {
  const { framework, checks, request } = props;
  const { t } = useSecretsText();
  const [isWhole, setWhole] = useState(false);
  const sorted = [...framework.controls].sort(
    (one, other) =>
      VERDICT_ORDER.indexOf(one.verdict) - VERDICT_ORDER.indexOf(other.verdict),
  );
  const open = sorted.filter(({ verdict }) =>
    ['fail', 'unknown'].includes(verdict),
  );
  const rest = sorted.length - open.length;
  const shown = isWhole ? sorted : open;
  const others = t('compliance.frameworks.others', { count: rest });
  return (
    <div className={`${styles.section} ${styles.controlsOf}`}>
      <VerdictBar counts={framework.counts} />
      <ul className={styles.controls} aria-label={framework.title}>
        {shown.map(control => (
          <Control
            key={control.id}
            control={control}
            framework={framework}
            checks={checks}
            request={request}
          />
        ))}
      </ul>
      {rest > 0 && (
        <div>
          <UnfoldButton
            isOpen={isWhole}
            label={others}
            description={t('compliance.frameworks.othersOf', {
              framework: framework.title,
              others,
            })}
            onToggle={() => setWhole(!isWhole)}
          />
        </div>
      )}
    </div>
  );
}

function Control(props: {
  control: ControlReport;
  framework: FrameworkReport;
  checks: ReadonlyMap<string, CheckReport>;
  request: ScopeRequest;
}) {
  const { control, framework, checks, request } = props;
  const text = useSecretsText();
  const { t } = text;
  const [isOpen, setOpen] = useState(false);
  const controlHref = useControlHref(request);
  const title = controlTitle(control, text);
  return (
    <li className={styles.control}>
      <VerdictBadge verdict={control.verdict} />
      <div className={styles.controlBody}>
        <Link href={controlHref(framework.id, control.id)}>{title}</Link>
        <Text as="p" variant="body-small" color="secondary">
          {control.asks}
        </Text>
        {isOpen &&
          control.checks.map(id => {
            const check = checks.get(id);
            return (
              check && (
                <CheckEvidence key={id} check={check} request={request} />
              )
            );
          })}
      </div>
      {control.checks.length > 0 && (
        <UnfoldButton
          isOpen={isOpen}
          label={t('compliance.fix.evidence')}
          description={t('compliance.fix.of', {
            label: t('compliance.fix.evidence'),
            subject: title,
          })}
          onToggle={() => setOpen(!isOpen)}
        />
      )}
    </li>
  );
}
