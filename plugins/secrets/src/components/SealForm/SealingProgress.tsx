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

import { useEffect, useState, type MutableRefObject } from 'react';
import { Text } from '@backstage/ui';
import { useSecretsText } from '../../text';

interface SealingProgressProps {
  total: number;
  /** Takes how many values are sealed. */
  report: MutableRefObject<(count: number) => void>;
}

/** How far the sealing is. By itself, so that the form is not drawn anew for each value. */
export function SealingProgress(props: SealingProgressProps) {
  const { total, report } = props;
  const { t } = useSecretsText();
  const [count, setCount] = useState(0);
  useEffect(() => {
    report.current = setCount;
    return () => {
      report.current = () => {};
    };
  }, [report]);
  return (
    <Text role="status" variant="body-small" color="secondary">
      {t('seal.sealing', { count, total: String(total) })}
    </Text>
  );
}
