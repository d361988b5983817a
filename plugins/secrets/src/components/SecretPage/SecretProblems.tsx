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

import { Alert } from '@backstage/ui';
import { type Problem } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { ProblemList } from '../ProblemList';

interface SecretProblemsProps {
  problems: Problem[];
}

/** What needs looking at, since when, and what to do. */
export function SecretProblems(props: SecretProblemsProps) {
  const { problems } = props;
  const { t } = useSecretsText();
  if (problems.length === 0) {
    return null;
  }
  return (
    <Alert
      status="danger"
      icon
      title={t('secret.problems', { count: problems.length })}
      description={<ProblemList problems={problems} />}
    />
  );
}
