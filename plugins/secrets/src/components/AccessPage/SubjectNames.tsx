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

import { Cell, Text } from '@backstage/ui';
import { type AccessSubject } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { subjectKind, SubjectName } from '../Access';

interface SubjectNamesProps {
  /** Some of them. */
  subjects: AccessSubject[];
  total: number;
}

/** A cell with some subjects by name, and how many more there are. */
export function SubjectNames(props: SubjectNamesProps) {
  const { subjects, total } = props;
  const { t } = useSecretsText();
  const more = total - subjects.length;
  return (
    <Cell>
      {subjects.map(subject => (
        <Text as="div" variant="body-small" key={subject.id}>
          <SubjectName subject={subject} />{' '}
          <Text variant="body-small" color="secondary">
            {subjectKind(t, subject)}
          </Text>
        </Text>
      ))}
      {more > 0 && (
        <Text as="div" variant="body-small" color="secondary">
          {t('access.ranking.more', { count: more })}
        </Text>
      )}
    </Cell>
  );
}
