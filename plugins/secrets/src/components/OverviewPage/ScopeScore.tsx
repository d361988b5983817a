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
import { type ComplianceScopeRow } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { PointsBar } from '../Compliance';

interface ScopeScoreProps {
  row: ComplianceScopeRow;
}

/** The score of a scope, in words and as a bar. */
export function ScopeScore(props: ScopeScoreProps) {
  const { score, confidence = 0 } = props.row;
  const { t } = useSecretsText();
  if (score === undefined) {
    return <Text color="secondary">{t('compliance.parts.none')}</Text>;
  }
  return (
    <>
      <Text as="div">
        {t('compliance.scopes.scoreValue', {
          score: String(score),
          confidence: String(confidence),
        })}
      </Text>
      <PointsBar score={score} confidence={confidence} />
    </>
  );
}
