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
import { type ValueAge as Age } from '@keyward/backstage-plugin-secrets-common';
import { useNow } from '../../hooks';
import { useSecretsText } from '../../text';
import styles from './ValueAge.module.css';

interface ValueAgeProps {
  age: Age;
}

/** How old a value is and how that is known; what is not known has its own look. */
export function ValueAge(props: ValueAgeProps) {
  const text = useSecretsText();
  const { text: age, basis, absolute, isKnown } = text.age(props.age, useNow());
  return (
    <div className={styles.root}>
      <span title={absolute} className={isKnown ? undefined : styles.unknown}>
        {age}
      </span>
      <Text variant="body-x-small" color="secondary">
        {basis}
      </Text>
    </div>
  );
}
