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

import { ButtonLink } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { ruleRouteRef, secretRouteRef } from '../../routes';
import { remedyOf, useSecretsText } from '../../text';
import { CopyCommand } from '../CopyCommand';
import { wrappingButton } from '../WrappingButton';

interface FindingRemedyProps {
  finding: Finding;
  /** Whether it leads the page. */
  isPrimary?: boolean;
}

/** Leads to where a finding is remedied, or copies the command that helps. */
export function FindingRemedy(props: FindingRemedyProps) {
  const { finding, isPrimary } = props;
  const { t, title } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  const ruleLink = useRouteRef(ruleRouteRef);
  const remedy = remedyOf(finding);
  const subject = t('findings.of', {
    rule: title(finding),
    secret: finding.secret.name,
  });
  if (remedy && 'command' in remedy) {
    return (
      <CopyCommand
        command={remedy.command}
        label={t('remedy.copy', { command: verbOf(remedy.command) })}
        subject={subject}
      />
    );
  }
  const label = remedy ? t(`remedy.${remedy.tab}`) : t('rules.about');
  return (
    <ButtonLink
      className={wrappingButton}
      size="small"
      variant={isPrimary ? 'primary' : 'secondary'}
      href={
        remedy
          ? `${secretLink({ id: finding.secret.id })}?tab=${remedy.tab}`
          : finding.text?.docsUrl ?? ruleLink({ rule: finding.rule })
      }
      aria-label={t('remedy.for', { label, subject })}
    >
      {label}
    </ButtonLink>
  );
}

/** What a command does, without what it does it to: `kubectl describe`. */
function verbOf(command: string): string {
  return command.split(' ', 2).join(' ');
}
