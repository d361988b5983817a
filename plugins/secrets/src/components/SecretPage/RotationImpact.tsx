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

import { Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type RotationStep } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import styles from './SecretPage.module.css';

interface RotationImpactProps {
  id: string;
  revision: number;
}

/** What to do and what happens when the secret gets another value, in the order to act. */
export function RotationImpact(props: RotationImpactProps) {
  const { id, revision } = props;
  const { t, why } = useSecretsText();
  const api = useApi(secretsApiRef);
  const impact = useResource(id, () => api.getRotationImpact({ id }), revision);
  if (impact.error && !impact.value) {
    return (
      <ErrorState
        error={impact.error}
        onRetry={impact.retry}
        forbidden={t('forbidden.list', { permission: 'secrets.secret.read' })}
      />
    );
  }
  if (!impact.value) {
    return <Skeleton width="100%" height="6rem" />;
  }
  return (
    <ol className={styles.steps}>
      {impact.value.steps.map((step, index) => (
        // The order is what matters, and steps have no names of their own.
        <li key={index}>
          <Text as="p">
            {t(`impact.${step.kind}`, { target: step.target })}
          </Text>
          <Text as="p" variant="body-small" color="secondary">
            {[why(step.why), ...detailOf(step)].join(' · ')}
          </Text>
        </li>
      ))}
    </ol>
  );
}

function detailOf(step: RotationStep): string[] {
  return [step.namespace, step.container, ...(step.keys ?? [])].filter(
    (part): part is string => Boolean(part),
  );
}
