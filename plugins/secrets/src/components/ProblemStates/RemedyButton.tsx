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

import { Button, DialogTrigger, Popover, Text } from '@backstage/ui';
import { useSecretsText } from '../../text';
import styles from './ProblemStates.module.css';

interface RemedyButtonProps {
  name: string;
  remedies: string[];
}

/** Opens what to do about problems. */
export function RemedyButton(props: RemedyButtonProps) {
  const { t } = useSecretsText();
  return (
    <DialogTrigger>
      <Button
        size="small"
        variant="tertiary"
        className={styles.remedyButton}
        aria-label={t('state.remedyFor', { name: props.name })}
      >
        {t('state.remedy')}
      </Button>
      <Popover className={styles.remedy}>
        {props.remedies.map(remedy => (
          <Text key={remedy} as="p" variant="body-medium">
            {remedy}
          </Text>
        ))}
      </Popover>
    </DialogTrigger>
  );
}
