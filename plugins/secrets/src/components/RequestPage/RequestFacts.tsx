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

import { type ReactNode } from 'react';
import { Link } from '@backstage/ui';
import { type SecretRequest } from '@keyward/backstage-plugin-secrets-common';
import { useEntityTab } from '../../hooks';
import { entityName, useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import styles from './RequestPage.module.css';

/** Of which service a request is, whose, why, and where it is written. */
export function RequestFacts(props: { request: SecretRequest }) {
  const { branch, entityRef, reason, repository, requestedAt, requestedBy } =
    props.request;
  const { t } = useSecretsText();
  const tab = useEntityTab(entityRef);
  return (
    <dl className={styles.facts}>
      <Fact term={t('requests.service')}>
        <Link href={tab('secrets')}>{entityName(entityRef)}</Link>
      </Fact>
      <Fact term={t('requests.by')}>
        {entityName(requestedBy)} · <RelativeTime at={requestedAt} />
      </Fact>
      <Fact term={t('requests.repository')}>
        {t('requests.folder', { repository, branch })}
      </Fact>
      {reason && <Fact term={t('requests.reason')}>{reason}</Fact>}
    </dl>
  );
}

function Fact(props: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
