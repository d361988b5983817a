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

import { useMemo, useRef, useState } from 'react';
import { Flex, Link, Switch, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  type AccessCell,
  type AccessMatrix as Matrix,
  type AccessMatrixSubject,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { dangerText } from '../DangerText';
import { MatrixCell } from './MatrixCell';
import { PathDialog } from './PathDialog';
import { SubjectName } from './SubjectName';
import { subjectKind } from './subjectWords';
import { useGridKeys } from './useGridKeys';
import { useRem, useWindow } from './useWindow';
import styles from './Access.module.css';

/** Up to so many cells all are rendered. */
const FEW = 1500;
/** Sizes in rem; the style sheet has the same. */
const ROW = 2.5;
const COLUMN = 9;
const HEAD = 6;
const FIRST_COLUMN = 16;

interface AccessMatrixProps {
  matrix: Matrix;
}

/** A heading over the secrets of one place, or one of these. */
type Row = { title: string } | { secret: SecretSummary };

/** Secrets by subjects: a filled mark is a right to read, a ring a way round. */
export function AccessMatrix(props: AccessMatrixProps) {
  const { matrix } = props;
  const { t } = useSecretsText();
  const [withSystem, setWithSystem] = useState(false);
  const [open, setOpen] = useState<AccessCell>();
  const secretLink = useRouteRef(secretRouteRef);
  const scroller = useRef<HTMLDivElement>(null);
  const rem = useRem();
  const cells = useMemo(
    () =>
      new Map(
        matrix.cells.map(cell => [`${cell.secretId} ${cell.subjectId}`, cell]),
      ),
    [matrix.cells],
  );
  const rows = useMemo(() => rowsOf(matrix.secrets), [matrix.secrets]);
  const subjects = matrix.subjects.filter(each => withSystem || !each.isSystem);
  const system = matrix.subjects.filter(({ isSystem }) => isSystem).length;
  const named = new Map(matrix.subjects.map(each => [each.id, each]));
  const secretsById = new Map(matrix.secrets.map(each => [each.id, each]));

  const grid = useGridKeys({
    scroller,
    rows: rows.length,
    columns: subjects.length,
    hasCells: row => rows[row] !== undefined && 'secret' in rows[row],
  });
  const { active } = grid;
  const common = {
    scroller,
    isWhole: rows.length * subjects.length <= FEW,
  };
  const shownRows = useWindow({
    ...common,
    count: rows.length,
    size: ROW * rem,
    covered: HEAD * rem,
    kept: active.row,
  });
  const shownColumns = useWindow({
    ...common,
    isHorizontal: true,
    count: subjects.length,
    size: COLUMN * rem,
    covered: FIRST_COLUMN * rem,
    kept: Math.max(0, active.column - 1),
  });

  const columnsOf = (
    render: (subject: AccessMatrixSubject, column: number) => JSX.Element,
  ) =>
    shownColumns.parts.map(part =>
      'gap' in part ? (
        <td key={part.key} aria-hidden style={{ width: part.gap }} />
      ) : (
        render(subjects[part.index], part.index + 1)
      ),
    );

  return (
    <Flex direction="column" gap="3">
      <Flex gap="4" align="center" className={styles.legend}>
        <Legend access="direct" label={t('access.direct')} />
        <Legend access="indirect" label={t('access.indirect')} />
        <Legend access="direct" needed label={t('access.needed')} />
        {subjects.some(({ isNeeded }) => !isNeeded) && (
          <Text variant="body-small" className={dangerText}>
            {t('access.redName')}
          </Text>
        )}
        {system > 0 && (
          <Switch
            label={t('access.withSystem', { number: String(system) })}
            isSelected={withSystem}
            onChange={setWithSystem}
          />
        )}
      </Flex>
      <div className={styles.scroller} ref={scroller}>
        <table
          className={styles.matrix}
          role="grid"
          aria-label={t('access.matrix')}
          aria-rowcount={rows.length + 1}
          aria-colcount={subjects.length + 1}
          style={{ width: (FIRST_COLUMN + subjects.length * COLUMN) * rem }}
          onFocus={grid.onFocus}
          onKeyDown={event => {
            const next = grid.onKeyDown(event);
            if (next) {
              shownRows.show(next.row);
              shownColumns.show(Math.max(0, next.column - 1));
            }
          }}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className={styles.corner} aria-colindex={1}>
                {t('table.secret')}
              </th>
              {columnsOf((subject, column) => (
                <SubjectHead
                  key={subject.id}
                  subject={subject}
                  column={column}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shownRows.parts.map(part => {
              if ('gap' in part) {
                return (
                  <tr key={part.key} aria-hidden style={{ height: part.gap }}>
                    <td />
                  </tr>
                );
              }
              const row = rows[part.index];
              if ('title' in row) {
                return (
                  <tr key={row.title} aria-rowindex={part.index + 2}>
                    <th
                      scope="rowgroup"
                      colSpan={shownColumns.parts.length + 1}
                      className={styles.place}
                    >
                      <span>{row.title}</span>
                    </th>
                  </tr>
                );
              }
              const { secret } = row;
              return (
                <tr key={secret.id} aria-rowindex={part.index + 2}>
                  <th
                    scope="row"
                    className={styles.secret}
                    aria-colindex={1}
                    data-cell={`${part.index}:0`}
                    title={secret.name}
                  >
                    <Link href={secretLink({ id: secret.id })}>
                      {secret.name}
                    </Link>
                  </th>
                  {columnsOf((subject, column) => (
                    <MatrixCell
                      key={subject.id}
                      cell={cells.get(`${secret.id} ${subject.id}`)}
                      secret={secret}
                      subject={subject}
                      place={`${part.index}:${column}`}
                      column={column}
                      isActive={
                        active.row === part.index &&
                        Math.max(1, active.column) === column
                      }
                      onOpen={setOpen}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
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

function SubjectHead(props: { subject: AccessMatrixSubject; column: number }) {
  const { subject, column } = props;
  const { t } = useSecretsText();
  const kind = subjectKind(t, subject);
  return (
    <th
      scope="col"
      aria-colindex={column + 1}
      className={styles.subject}
      title={`${kind} ${subject.name}`}
      data-needed={subject.isNeeded}
    >
      <span>
        <span className={styles.name}>
          <SubjectName subject={subject} />
        </span>
        <span className={styles.kind}>{kind}</span>
      </span>
    </th>
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

/** By cluster and namespace, the places with most secrets first, each under its heading. */
function rowsOf(secrets: SecretSummary[]): Row[] {
  const places = new Map<string, SecretSummary[]>();
  for (const secret of secrets) {
    const title = `${secret.sourceTitle} / ${secret.namespace}`;
    const known = places.get(title);
    if (known) {
      known.push(secret);
    } else {
      places.set(title, [secret]);
    }
  }
  return [...places]
    .sort(
      ([one, ones], [other, others]) =>
        others.length - ones.length || one.localeCompare(other),
    )
    .flatMap(([title, of]): Row[] => [
      { title },
      ...of.map(secret => ({ secret })),
    ]);
}
