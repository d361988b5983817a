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

import { useState, type FormEvent } from 'react';
import {
  Alert,
  Button,
  Flex,
  Select,
  Skeleton,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  sourceReadPermission,
  type WhatIfAnswer,
} from '@keyward/backstage-plugin-secrets-common';
import { messageOf, secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { parseDeletions } from './parseDeletions';
import { WhatIfResult } from './WhatIfResult';
import styles from './AccessPage.module.css';

/** As much as the back end takes. */
const LONGEST = 500_000;

interface WhatIfProps {
  /** What is asked about first, as a link has it. */
  sourceId?: string;
  deletions?: string;
}

/** Asks who would gain or lose Secrets by the manifests of a pull request. */
export function WhatIf(props: WhatIfProps) {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const sources = useResource('sources', () => api.listSources({}));
  const [sourceId, setSourceId] = useState(props.sourceId);
  const [manifests, setManifests] = useState('');
  const [deleted, setDeleted] = useState(props.deletions ?? '');
  const [isPending, setPending] = useState(false);
  const [answer, setAnswer] = useState<WhatIfAnswer>();
  const [problem, setProblem] = useState<string>();
  if (sources.error && !sources.value) {
    return (
      <ErrorState
        error={sources.error}
        onRetry={sources.retry}
        forbidden={t('forbidden.list', {
          permission: sourceReadPermission.name,
        })}
      />
    );
  }
  if (!sources.value) {
    return <Skeleton width="100%" height="20rem" />;
  }
  const clusters = sources.value.items.filter(
    ({ kind }) => kind === 'kubernetes',
  );
  const chosen = sourceId ?? clusters[0]?.id;
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseDeletions(deleted);
    setAnswer(undefined);
    if ('wrongLine' in parsed) {
      setProblem(
        t('access.whatIf.wrongLine', { line: String(parsed.wrongLine) }),
      );
      return;
    }
    setProblem(undefined);
    setPending(true);
    try {
      setAnswer(
        await api.askWhatIf({
          sourceId: chosen,
          manifests,
          deletions: parsed.deletions,
        }),
      );
    } catch (error) {
      setProblem(messageOf(error as Error));
    }
    setPending(false);
  };
  return (
    <Flex direction="column" gap="4">
      <Text color="secondary">{t('access.whatIf.explanation')}</Text>
      <form className={styles.form} onSubmit={ask}>
        <Select
          label={t('access.cluster')}
          options={clusters.map(({ id, title }) => ({ id, label: title }))}
          value={chosen ?? null}
          onChange={id => setSourceId(id === null ? undefined : String(id))}
        />
        <TextAreaField
          className={styles.yaml}
          label={t('access.whatIf.manifests')}
          description={t('access.whatIf.manifestsHint')}
          rows={10}
          maxLength={LONGEST}
          value={manifests}
          onChange={setManifests}
        />
        <TextAreaField
          className={styles.yaml}
          label={t('access.whatIf.deletions')}
          description={t('access.whatIf.deletionsHint')}
          rows={2}
          value={deleted}
          onChange={setDeleted}
        />
        <Button
          type="submit"
          isPending={isPending}
          isDisabled={!chosen || !(manifests.trim() || deleted.trim())}
        >
          {t('access.whatIf.ask')}
        </Button>
      </form>
      {problem && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('access.whatIf.failed')}
          description={problem}
        />
      )}
      {answer && <WhatIfResult answer={answer} />}
    </Flex>
  );
}
