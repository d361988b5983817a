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

import { useState } from 'react';
import { ButtonLink, Flex, Skeleton, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  portalReadPermission,
  secretReadPermission,
  type AccessMatrix,
  type AccessMatrixSubject,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { accessRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { CopyCommand } from '../CopyCommand';
import { ErrorState } from '../ErrorState';
import { UnfoldButton } from '../UnfoldButton';
import { wrappingButton } from '../WrappingButton';
import { deleteCommand } from './deleteCommand';
import { SubjectName } from './SubjectName';
import { subjectKind } from './subjectWords';
import styles from './Access.module.css';

/** So many stand there before the others are unfolded. */
const FIRST = 10;
/** In how many places it is looked up what gives a subject its access. */
const MOST_PLACES = 5;

interface UnneededSubjectsProps {
  matrix: AccessMatrix;
}

/** The subjects without a need, and for each what gives it access and how to take that away. */
export function UnneededSubjects(props: UnneededSubjectsProps) {
  const { matrix } = props;
  const { t } = useSecretsText();
  const [isWhole, setWhole] = useState(false);
  const subjects = matrix.subjects
    .filter(({ isNeeded, isSystem }) => !isNeeded && !isSystem)
    .sort((one, other) => other.reaches - one.reaches);
  if (subjects.length === 0) {
    return null;
  }
  const shown = isWhole ? subjects : subjects.slice(0, FIRST);
  return (
    <Flex direction="column" gap="3">
      <Text as="h3" variant="body-large" weight="bold">
        {t('access.remove.title')}
      </Text>
      <ul className={styles.subjects} aria-label={t('access.remove.title')}>
        {shown.map(subject => (
          <Subject key={subject.id} subject={subject} matrix={matrix} />
        ))}
      </ul>
      {subjects.length > FIRST && (
        <div>
          <UnfoldButton
            isOpen={isWhole}
            label={t('access.remove.all', { count: subjects.length })}
            onToggle={() => setWhole(!isWhole)}
          />
        </div>
      )}
    </Flex>
  );
}

function Subject(props: {
  subject: AccessMatrixSubject;
  matrix: AccessMatrix;
}) {
  const { subject, matrix } = props;
  const { t } = useSecretsText();
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <div className={styles.unneeded}>
        <div>
          <Text as="div" weight="bold">
            <SubjectName subject={subject} />
          </Text>
          <Text as="div" variant="body-small" color="secondary">
            {subjectKind(t, subject)}
            {' · '}
            {t('access.remove.reaches', { count: subject.reaches })}
          </Text>
        </div>
        <UnfoldButton
          isOpen={isOpen}
          label={t('access.remove.what')}
          description={t('remedy.for', {
            label: t('access.remove.what'),
            subject: subject.name,
          })}
          onToggle={() => setOpen(!isOpen)}
        />
      </div>
      {isOpen && <Bindings subject={subject} matrix={matrix} />}
    </li>
  );
}

interface FoundBinding {
  sourceId: string;
  sourceTitle: string;
  binding: string;
  role: string;
}

/** The bindings by which a subject reaches secrets, each with how to delete it. */
function Bindings(props: {
  subject: AccessMatrixSubject;
  matrix: AccessMatrix;
}) {
  const { subject, matrix } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const access = useRouteRef(accessRouteRef)();
  const { allowed: mayAsk } = usePermission({
    permission: portalReadPermission,
  });
  const secrets = onePerPlace(subject, matrix);
  const found = useResource(
    `remove ${subject.id} ${secrets.map(({ id }) => id)}`,
    async () => {
      const bindings = new Map<string, FoundBinding>();
      for (const { id, sourceId, sourceTitle } of secrets) {
        const { steps } = await api.getAccessPath({
          secretId: id,
          subject: subject.id,
        });
        // What follows from there ends with it.
        const first = steps.find(({ evidence }) => evidence.length > 0);
        for (const { binding, role } of first?.evidence ?? []) {
          bindings.set(`${sourceId} ${binding}`, {
            sourceId,
            sourceTitle,
            binding,
            role,
          });
        }
      }
      return [...bindings.values()];
    },
  );
  if (found.error && !found.value) {
    return (
      <ErrorState
        error={found.error}
        onRetry={found.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!found.value) {
    return <Skeleton width="100%" height="3rem" />;
  }
  if (found.value.length === 0) {
    return (
      <Text as="p" variant="body-small">
        {t('access.remove.none')}
      </Text>
    );
  }
  return (
    <>
      <ul className={styles.bindings}>
        {found.value.map(({ sourceId, sourceTitle, binding, role }) => (
          <li key={`${sourceId} ${binding}`} className={styles.unneeded}>
            <Text variant="body-small">
              {t('access.remove.binding', {
                binding,
                role,
                cluster: sourceTitle,
              })}
            </Text>
            <Flex gap="2" className={styles.legend}>
              {mayAsk && (
                <ButtonLink
                  className={wrappingButton}
                  size="small"
                  variant="secondary"
                  href={`${access}?${new URLSearchParams({
                    source: sourceId,
                    delete: binding,
                  })}`}
                  aria-label={t('remedy.for', {
                    label: t('access.remove.whatIf'),
                    subject: binding,
                  })}
                >
                  {t('access.remove.whatIf')}
                </ButtonLink>
              )}
              <CopyCommand
                command={deleteCommand(binding)}
                label={t('remedy.copy', { command: 'kubectl delete' })}
                subject={binding}
              />
            </Flex>
          </li>
        ))}
      </ul>
      <Text as="p" variant="body-small" color="secondary">
        {t('access.remove.others')}
      </Text>
    </>
  );
}

/** Secrets that a subject reaches, each in another namespace or by another way. */
function onePerPlace(
  { id }: AccessMatrixSubject,
  { cells, secrets }: AccessMatrix,
): SecretSummary[] {
  const byId = new Map(secrets.map(secret => [secret.id, secret]));
  const places = new Map<string, SecretSummary>();
  for (const { secretId, subjectId, access } of cells) {
    const secret = byId.get(secretId);
    if (secret && subjectId === id) {
      const place = `${secret.sourceId} ${secret.namespace} ${access}`;
      places.set(place, places.get(place) ?? secret);
    }
  }
  return [...places.values()].slice(0, MOST_PLACES);
}
