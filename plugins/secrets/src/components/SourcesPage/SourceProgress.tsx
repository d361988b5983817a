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

import LinearProgress from '@material-ui/core/LinearProgress';
import { Text } from '@backstage/ui';
import { type SourceProgress as Progress } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';

interface SourceProgressProps {
  progress: Progress;
}

/** How far a sync is. */
export function SourceProgress(props: SourceProgressProps) {
  const { what, done, total } = props.progress;
  const { t } = useSecretsText();
  const words = total
    ? t('sources.progress', {
        what,
        done: done.toLocaleString(),
        total: total.toLocaleString(),
      })
    : t('sources.progressOpen', { what, done: done.toLocaleString() });
  return (
    <div>
      <Text as="p" variant="body-small">
        {words}
      </Text>
      <LinearProgress
        aria-label={words}
        variant={total ? 'determinate' : 'indeterminate'}
        value={total ? Math.min(100, (100 * done) / total) : undefined}
      />
    </div>
  );
}
