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

import { Alert, CardBody, Text } from '@backstage/ui';
import { type SecretDetail } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { ProblemList } from '../ProblemList';
import { SecretState } from '../SecretState';

interface SecretProblemsProps {
  secret: SecretDetail;
}

/** The state of a secret: its worst finding and the remedy; and what stands in the way of knowing it. */
export function SecretProblems(props: SecretProblemsProps) {
  const { finding, problems } = props.secret;
  const { remedy: remedyOfRule, t } = useSecretsText();
  const remedy =
    finding && (finding.text?.remedy ?? remedyOfRule(finding.rule));
  return (
    <>
      {finding && (
        <Card>
          <CardBody>
            <SecretState secret={{ ...props.secret, problems: [] }} />
            {remedy && (
              <Text as="p" variant="body-small">
                {t('findings.remedy', { remedy })}
              </Text>
            )}
          </CardBody>
        </Card>
      )}
      {problems.length > 0 && (
        <Alert
          status="warning"
          icon
          title={<ProblemList problems={problems} />}
        />
      )}
    </>
  );
}
