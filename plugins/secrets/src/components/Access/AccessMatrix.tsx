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

import { useMemo, useState } from 'react';
import { Button, Flex, Link, Switch, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  type AccessCell,
  type AccessMatrix as Matrix,
  type AccessMatrixSubject,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { PathDialog } from './PathDialog';
import { subjectKind } from './subjectWords';
import styles from './Access.module.css';

/** More columns than these are shown on demand. */
const COLUMNS = 24;

interface AccessMatrixProps {
  matrix: Matrix;
}

/** Secrets by subjects: a filled mark is a right to read, a ring a way round. */
export function AccessMatrix(props: AccessMatrixProps) {
  const { matrix } = props;
  const { t } = useSecretsText();
  const [withSystem, setWithSystem] = useState(false);
  const [isWide, setWide] = useState(false);
  const [open, setOpen] = useState<AccessCell>();
  const secretLink = useRouteRef(secretRouteRef);
  const cells = useMemo(
    () =>
      new Map(
        matrix.cells.map(cell => [`${cell.secretId} ${cell.subjectId}`, cell]),
      ),
    [matrix.cells],
  );
  const places = useMemo(() => placesOf(matrix.secrets), [matrix.secrets]);
  const all = matrix.subjects.filter(each => withSystem || !each.isSystem);
  const subjects = isWide ? all : all.slice(0, COLUMNS);
  const system = matrix.subjects.filter(({ isSystem }) => isSystem).length;
  const named = new Map(matrix.subjects.map(each => [each.id, each]));
  const secretsById = new Map(matrix.secrets.map(each => [each.id, each]));

  return (
    <Flex direction="column" gap="3">
      <Flex gap="4" align="center" className={styles.legend}>
        <Legend access="direct" label={t('access.direct')} />
        <Legend access="indirect" label={t('access.indirect')} />
        <Legend access="direct" needed label={t('access.needed')} />
        {system > 0 && (
          <Switch
            label={t('access.withSystem', { number: String(system) })}
            isSelected={withSystem}
            onChange={setWithSystem}
          />
        )}
      </Flex>
      <div
        className={styles.scroller}
        role="region"
        aria-label={t('access.matrix')}
        // Wider than the page it is scrolled, also by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}>
                {t('table.secret')}
              </th>
              {subjects.map(subject => (
                <SubjectHead key={subject.id} subject={subject} />
              ))}
            </tr>
          </thead>
          {places.map(({ title, secrets }) => (
            <tbody key={title}>
              <tr>
                <th
                  scope="rowgroup"
                  colSpan={subjects.length + 1}
                  className={styles.place}
                >
                  <span>{title}</span>
                </th>
              </tr>
              {secrets.map(secret => (
                <tr key={secret.id}>
                  <th scope="row" className={styles.secret}>
                    <Link href={secretLink({ id: secret.id })}>
                      {secret.name}
                    </Link>
                  </th>
                  {subjects.map(subject => (
                    <td key={subject.id}>
                      <Mark
                        cell={cells.get(`${secret.id} ${subject.id}`)}
                        secret={secret}
                        subject={subject}
                        onOpen={setOpen}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {all.length > subjects.length && (
        <div>
          <Button variant="secondary" onPress={() => setWide(true)}>
            {t('access.moreSubjects', {
              count: all.length - subjects.length,
            })}
          </Button>
        </div>
      )}
      {open && (
        <PathDialog
          secret={secretsById.get(open.secretId)!}
          subject={named.get(open.subjectId)!}
          isNeeded={open.isNeeded}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Flex>
  );
}

function SubjectHead({ subject }: { subject: AccessMatrixSubject }) {
  const { t } = useSecretsText();
  const kind = subjectKind(t, subject);
  return (
    <th
      scope="col"
      className={styles.subject}
      title={`${kind} ${subject.name}`}
      data-needed={subject.isNeeded}
    >
      <span>
        <span className={styles.name}>{subject.name}</span>
        <span className={styles.kind}>{kind}</span>
      </span>
    </th>
  );
}

interface MarkProps {
  cell: AccessCell | undefined;
  secret: SecretSummary;
  subject: AccessMatrixSubject;
  onOpen: (cell: AccessCell) => void;
}

function Mark({ cell, secret, subject, onOpen }: MarkProps) {
  const { t } = useSecretsText();
  if (!cell) {
    return <span className={styles.nothing}>·</span>;
  }
  const words = t(`access.cell.${cell.access}`, {
    subject: subject.name,
    secret: secret.name,
    need: cell.isNeeded ? t('access.hasNeed') : t('access.noNeed'),
  });
  return (
    <button
      type="button"
      className={styles.mark}
      aria-label={words}
      title={words}
      onClick={() => onOpen(cell)}
    >
      <span
        className={styles.dot}
        data-access={cell.access}
        data-needed={cell.isNeeded}
      />
    </button>
  );
}

function Legend(props: {
  access: AccessCell['access'];
  needed?: boolean;
  label: string;
}) {
  const { access, needed = false, label } = props;
  return (
    <Flex gap="2" align="center">
      <span
        className={styles.dot}
        data-access={access}
        data-needed={needed}
        aria-hidden
      />
      <Text variant="body-small">{label}</Text>
    </Flex>
  );
}

/** By cluster and namespace, in the order in which they come. */
function placesOf(secrets: SecretSummary[]) {
  const places = new Map<string, SecretSummary[]>();
  for (const secret of secrets) {
    const title = `${secret.sourceTitle} / ${secret.namespace}`;
    places.set(title, [...(places.get(title) ?? []), secret]);
  }
  return [...places]
    .map(([title, of]) => ({ title, secrets: of }))
    .sort(
      (a, b) =>
        b.secrets.length - a.secrets.length || a.title.localeCompare(b.title),
    );
}
