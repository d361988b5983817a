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
import { type Problem } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { RelativeTime } from '../RelativeTime';
import styles from './ProblemList.module.css';

interface ProblemListProps {
  problems: Problem[];
}

/** What is wrong, since when, and the remedy. */
export function ProblemList(props: ProblemListProps) {
  const { t } = useSecretsText();
  return (
    <ul className={styles.problems}>
      {props.problems.map(problem => (
        <li key={`${problem.code} ${problem.message}`}>
          <Text as="p">{problem.message}</Text>
          {problem.since && (
            <Text as="p" variant="body-x-small" color="secondary">
              {t('sources.since', {
                time: <RelativeTime at={problem.since} />,
              })}
            </Text>
          )}
          {problem.remedy && <Remedy remedy={problem.remedy} />}
        </li>
      ))}
    </ul>
  );
}

/** What to do, and the lines to paste that follow it after an empty line. */
function Remedy(props: { remedy: string }) {
  const { t } = useSecretsText();
  const [remedy, lines] = props.remedy.split('\n\n');
  return (
    <>
      <Text as="p" variant="body-small">
        {t('sources.remedy', { remedy })}
      </Text>
      {lines && (
        <Flex align="start" gap="1">
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={styles.lines} tabIndex={0}>
            {lines}
          </pre>
          <CopyButton text={lines} name={t('sources.lines')} />
        </Flex>
      )}
    </>
  );
}
