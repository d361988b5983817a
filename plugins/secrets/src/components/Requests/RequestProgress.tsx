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

import { Alert, Flex } from '@backstage/ui';
import {
  type RequestEvent,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { ExternalLink } from '../ExternalLink';
import { RelativeTime } from '../RelativeTime';
import { RequestActions } from './RequestActions';
import { RequestState } from './RequestState';
import { RequestSteps } from './RequestSteps';
import { stepsOf } from './stepProgress';
import styles from './Requests.module.css';

interface RequestProgressProps {
  request: SecretRequest;
  history?: readonly RequestEvent[];
  onChanged: () => void;
}

/** How far a request has come, where it hangs, and what may be done about it. */
export function RequestProgress(props: RequestProgressProps) {
  const { request, history, onChanged } = props;
  const { blocked, change } = request;
  const { t } = useSecretsText();
  return (
    <Flex direction="column" gap="3">
      <div className={styles.line}>
        <RequestState request={request} />
        {change && (
          <ExternalLink href={change.url}>
            {t('requests.number', { number: String(change.number) })}
          </ExternalLink>
        )}
      </div>
      <RequestSteps steps={stepsOf(request, history)} />
      {blocked && (
        <Alert
          status="warning"
          icon
          title={blocked.reason}
          description={
            <>
              {blocked.remedy}{' '}
              {t('requests.began', {
                time: <RelativeTime at={blocked.since} />,
              })}
            </>
          }
        />
      )}
      <RequestActions request={request} onChanged={onChanged} />
    </Flex>
  );
}
