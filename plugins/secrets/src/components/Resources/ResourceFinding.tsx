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
import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { findingRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { SeverityBadge } from '../Findings';

interface ResourceFindingProps {
  finding: Finding;
}

/** The worst finding of a resource, what it says and what to do. */
export function ResourceFinding(props: ResourceFindingProps) {
  const { finding } = props;
  const text = useSecretsText();
  const findingLink = useRouteRef(findingRouteRef);
  return (
    <div>
      <SeverityBadge severity={finding.severity} />{' '}
      <Link href={findingLink({ id: finding.id })}>{text.title(finding)}</Link>
      <Text as="div" variant="body-small">
        {text.finding(finding)}
      </Text>
      {finding.text && (
        <Text as="div" variant="body-small" color="secondary">
          {text.t('sources.remedy', { remedy: finding.text.remedy })}
        </Text>
      )}
    </div>
  );
}
