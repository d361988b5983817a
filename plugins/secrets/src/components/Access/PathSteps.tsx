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

import { Flex, Text } from '@backstage/ui';
import { type AccessStep } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { ExternalLink } from '../ExternalLink';
import { placeWords } from './placeWords';
import styles from './Access.module.css';

interface PathStepsProps {
  steps: AccessStep[];
}

/** The steps of a path in words, each with what gives the right and how to check it. */
export function PathSteps(props: PathStepsProps) {
  const { steps } = props;
  const { t } = useSecretsText();
  return (
    <ol className={styles.steps}>
      {steps.map((step, index) => (
        <li key={index}>
          <Flex direction="column" gap="1">
            <Text weight="bold">
              {step.title}: {placeWords(t, step.from)} →{' '}
              {placeWords(t, step.to)}
            </Text>
            {step.evidence.map(({ binding, role, rule, isTooMany }) => (
              <Text key={`${binding} ${rule}`} variant="body-small">
                {isTooMany
                  ? t('access.evidenceOfTooMany', { binding, role })
                  : t('access.evidence', {
                      binding,
                      role,
                      rule: String(rule + 1),
                    })}
              </Text>
            ))}
            {step.explanation && (
              <Text variant="body-small" color="secondary">
                {step.explanation}{' '}
                <ExternalLink href={step.source}>
                  {t('access.source')}
                </ExternalLink>
              </Text>
            )}
            {step.command && (
              <div className={styles.command}>
                <code>{step.command}</code>
                <CopyButton text={step.command} />
              </div>
            )}
          </Flex>
        </li>
      ))}
    </ol>
  );
}
