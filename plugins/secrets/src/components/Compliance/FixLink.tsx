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
import { type ComplianceFix } from '@keyward/backstage-plugin-secrets-common';
import { type ScopeRequest } from '../../api';
import { useSecretsText } from '../../text';
import { useFixTarget } from './useFixTarget';

interface FixLinkProps {
  check: string;
  fix: ComplianceFix | undefined;
  /** What the check asks, for assistive technology. */
  subject: string;
  request: ScopeRequest;
}

/** Leads to where what a check finds at fault is mended; nothing where there is no such page. */
export function FixLink(props: FixLinkProps) {
  const { check, fix, subject, request } = props;
  const { t } = useSecretsText();
  const target = useFixTarget(request)(check, fix);
  if (!target) {
    return null;
  }
  const label = t(`compliance.fix.${target.label}`);
  return (
    <ButtonLink
      size="small"
      variant="secondary"
      href={target.href}
      aria-label={t('compliance.fix.of', { label, subject })}
    >
      {label}
    </ButtonLink>
  );
}
