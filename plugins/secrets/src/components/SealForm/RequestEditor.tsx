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

import { Fragment, useState, type FormEvent } from 'react';
import {
  Alert,
  Button,
  CardBody,
  CardHeader,
  Checkbox,
  Select,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type RequestDestination,
  type SealRepository,
  type SecretRequest,
  type WorkloadReference,
} from '@keyward/backstage-plugin-secrets-common';
import { messageOf, secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { checkFreeText, type HeldValues } from '../../seal';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { dangerText } from '../DangerText';
import { Preflight } from './Preflight';
import { ReferenceEditor } from './ReferenceEditor';
import { type SealedDraft } from './SealedDraft';
import { useOwnIdentity } from './useOwnIdentity';
import styles from './SealForm.module.css';

const LONGEST_REASON = 1000;

interface RequestEditorProps {
  entityRef: string;
  draft: SealedDraft;
  /** Those that may be written to; at least one. */
  repositories: readonly SealRepository[];
  /** The values that were sealed: the reason must not contain them. */
  held: HeldValues;
  onRequested: (requests: SecretRequest[]) => void;
}

/** Where the sealed values are written, and why; then the pull request. */
export function RequestEditor(props: RequestEditorProps) {
  const { entityRef, draft, repositories, held, onRequested } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  // Of each target the position of its repository.
  const [selected, setSelected] = useState(() =>
    draft.targets.map(({ sourceId }) => likelyOf(repositories, sourceId)),
  );
  // Of each target the workload that is to use it.
  const [references, setReferences] = useState<
    Record<number, WorkloadReference | undefined>
  >({});
  const [reason, setReason] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<string>();
  const identity = useOwnIdentity();
  const destinations = destinationsOf(repositories, selected, references);
  const preflight = useResource(JSON.stringify([draft.id, destinations]), () =>
    api.preflightRequests({ draftId: draft.id, destinations }),
  );
  const found =
    preflight.isStale || preflight.error ? undefined : preflight.value;
  const problem = checkFreeText(reason, held.all());
  const isStopped = !found || found.refusals.length > 0 || Boolean(problem);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isStopped) {
      return;
    }
    setPending(true);
    setError(undefined);
    const fail = (key: 'failed' | 'notSignedIn', failure: Error) => {
      setError(t(`seal.request.${key}`, { message: messageOf(failure) }));
      setPending(false);
    };
    try {
      await identity.signIn(destinations.map(({ repository }) => repository));
    } catch (failure) {
      fail('notSignedIn', failure as Error);
      return;
    }
    try {
      const { items } = await api.createRequests({
        draftId: draft.id,
        destinations,
        reason: reason.trim() || undefined,
        ...(identity.isSelected ? { opensOwn: true } : {}),
      });
      await identity.open(items);
      onRequested(items);
    } catch (failure) {
      fail('failed', failure as Error);
      // What was refused may be refused from now on.
      preflight.retry();
    }
  };

  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {t('seal.request.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <form className={styles.form} noValidate onSubmit={submit}>
          <div className={styles.fields}>
            {draft.targets.map((target, position) => (
              <Fragment key={`${target.sourceId}/${target.namespace}`}>
                <Select
                  label={
                    draft.targets.length > 1
                      ? t('seal.request.repositoryFor', {
                          place: draft.titles[position],
                        })
                      : t('seal.request.repository')
                  }
                  options={repositories.map((repository, index) => ({
                    value: String(index),
                    label: repositoryTitle(repository),
                  }))}
                  value={String(selected[position])}
                  onChange={key => {
                    setSelected(
                      selected.map((each, index) =>
                        index === position ? Number(key) : each,
                      ),
                    );
                    // Another folder has other workloads.
                    setReferences({ ...references, [position]: undefined });
                  }}
                />
                <ReferenceEditor
                  entityRef={entityRef}
                  target={target}
                  place={
                    draft.targets.length > 1
                      ? draft.titles[position]
                      : undefined
                  }
                  repository={repositories[selected[position]]}
                  value={references[position]}
                  onChange={reference =>
                    setReferences({ ...references, [position]: reference })
                  }
                />
              </Fragment>
            ))}
          </div>
          <TextAreaField
            label={t('seal.request.reason')}
            description={t('seal.request.reasonHint')}
            value={reason}
            maxLength={LONGEST_REASON}
            isInvalid={Boolean(problem)}
            onChange={setReason}
          />
          {problem && (
            <Text role="alert" variant="body-small" className={dangerText}>
              {t(`seal.request.reasonHolds.${problem}`)}
            </Text>
          )}
          {identity.isOffered && (
            <div>
              <Checkbox
                isSelected={identity.isSelected}
                onChange={identity.select}
              >
                {t('seal.request.asMe')}
              </Checkbox>
              <Text variant="body-small" color="secondary">
                {t('seal.request.asMeHint')}
              </Text>
            </div>
          )}
          <Preflight
            preflight={found}
            error={preflight.error}
            onRetry={preflight.retry}
          />
          {error && <Alert role="alert" status="danger" icon title={error} />}
          <div>
            <Button type="submit" isPending={isPending} isDisabled={isStopped}>
              {t('seal.request.open', {
                count: Math.max(1, found?.changes.length ?? 1),
              })}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

/** One for each folder that something is written to. */
function destinationsOf(
  repositories: readonly SealRepository[],
  selected: readonly number[],
  references: Readonly<Record<number, WorkloadReference | undefined>>,
): RequestDestination[] {
  return repositories.flatMap(({ repository, branch, path }, index) => {
    const targets = [...selected.keys()].filter(
      position => selected[position] === index,
    );
    const given = targets.flatMap(position => {
      const reference = references[position];
      return reference ? [{ ...reference, target: position }] : [];
    });
    return targets.length > 0
      ? [
          {
            repository,
            branch,
            path,
            targets,
            ...(given.length > 0 ? { references: given } : {}),
          },
        ]
      : [];
  });
}

/** The position of the folder that is named after a cluster, else the first. */
function likelyOf(
  repositories: readonly SealRepository[],
  sourceId: string,
): number {
  const found = repositories.findIndex(({ path }) =>
    path.split('/').includes(sourceId),
  );
  return Math.max(0, found);
}

function repositoryTitle({ repository, branch, path }: SealRepository): string {
  const name = repository.replace(/^https?:\/\//, '').replace(/\.git$/, '');
  return `${name} · ${path || '/'} · ${branch}`;
}
