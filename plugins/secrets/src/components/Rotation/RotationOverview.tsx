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

import { Flex } from '@backstage/ui';
import { type ScopeFilter } from '../../api';
import { useRevision } from '../../hooks';
import { CertificatesDue } from './CertificatesDue';
import { RotationKeys } from './RotationKeys';
import { Rotations } from './Rotations';
import { Timeline } from './Timeline';

interface RotationOverviewProps {
  /** Without it, everything that one may see. */
  entityRef?: string;
  filter?: ScopeFilter;
}

/** What has to be renewed and when: values by their policy, certificates by their end. */
export function RotationOverview(props: RotationOverviewProps) {
  const { entityRef, filter } = props;
  const revision = useRevision();
  const request = { ...filter, entityRef };
  return (
    <Flex direction="column" gap="8">
      <RotationKeys request={request} revision={revision}>
        <Timeline request={request} revision={revision} />
      </RotationKeys>
      <CertificatesDue request={request} revision={revision} />
      <Rotations request={request} revision={revision} />
    </Flex>
  );
}
