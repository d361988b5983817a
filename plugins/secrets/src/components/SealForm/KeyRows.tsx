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

import { memo, useId, useRef, useState } from 'react';
import {
  Alert,
  Button,
  ButtonIcon,
  Flex,
  Text,
  TextField,
} from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine, RiFileAddLine } from '@remixicon/react';
import { SealingError } from '@keyward/sealing';
import {
  FileTooLargeError,
  readFiles,
  shapeOf,
  type ValueProblem,
} from '../../seal';
import { useSecretsText, type SecretsText } from '../../text';
import { dangerText } from '../DangerText';
import {
  newRow,
  valueIdsOf,
  type FormProblems,
  type KeyRow,
} from './sealFormState';
import { type SealForm } from './useSealForm';
import { ValueInput } from './ValueInput';
import styles from './SealForm.module.css';

interface KeyRowsProps {
  form: SealForm;
  /** Whether keys without a value keep theirs. */
  isReplacing: boolean;
  /** What stands in the way; undefined before somebody wanted to seal. */
  problems: FormProblems | undefined;
  /** How the places are called, in the order of the state. */
  placeTitles: readonly string[];
}

/**
 * The keys of the Secret, each with its value or with one for each place. They are
 * drawn anew only where they changed: many of them take longer than sealing one.
 */
export const KeyRows = memo(AllKeyRows);

function AllKeyRows(props: KeyRowsProps) {
  const { form, isReplacing, problems, placeTitles } = props;
  const { state } = form;
  const text = useSecretsText();
  const { t } = text;
  const [error, setError] = useState<Error>();
  const picker = useRef<HTMLInputElement>(null);
  const read = async (files: readonly File[]) => {
    try {
      form.addValues(await readFiles(files));
      setError(undefined);
    } catch (failure) {
      setError(failure as Error);
    }
  };
  return (
    <Flex direction="column" gap="3">
      {error && (
        <Alert status="danger" icon title={fileErrorText(text, error)} />
      )}
      <ul className={styles.rows}>
        {state.rows.map(row => (
          <Row
            key={row.id}
            row={row}
            form={form}
            isReplacing={isReplacing}
            problem={problems?.rows[row.id]}
            placeTitles={placeTitles}
            onError={setError}
          />
        ))}
      </ul>
      <div
        className={styles.drop}
        onDragOver={event => event.preventDefault()}
        onDrop={event => {
          event.preventDefault();
          read([...event.dataTransfer.files]);
        }}
      >
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiAddLine aria-hidden />}
          onPress={() => form.change({ rows: [...state.rows, newRow()] })}
        >
          {t('seal.values.add')}
        </Button>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiFileAddLine aria-hidden />}
          onPress={() => picker.current?.click()}
        >
          {t('seal.values.readFiles')}
        </Button>
        <Text variant="body-small" color="secondary">
          {t('seal.values.drop')}
        </Text>
        <input
          ref={picker}
          className={styles.picker}
          type="file"
          multiple
          tabIndex={-1}
          aria-hidden
          onChange={event => {
            read([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      {problems && problems.missingKeys.length > 0 && (
        <Text as="p" variant="body-small" className={dangerText}>
          {t('seal.values.missingKeys', {
            keys: problems.missingKeys
              .map(choices => choices.join(t('seal.values.or')))
              .join(t('separator')),
          })}
        </Text>
      )}
      {problems?.hasNoValue && problems.missingKeys.length === 0 && (
        <Text as="p" variant="body-small" className={dangerText}>
          {t('seal.values.nothing')}
        </Text>
      )}
    </Flex>
  );
}

interface RowProps {
  row: KeyRow;
  form: SealForm;
  isReplacing: boolean;
  problem?: FormProblems['rows'][string];
  placeTitles: readonly string[];
  onError: (error: Error) => void;
}

function Row(props: RowProps) {
  const { row, form, isReplacing, problem, placeTitles, onError } = props;
  const { state } = form;
  const { t } = useSecretsText();
  const id = useId();
  const ids = valueIdsOf(state, row);
  const key = row.name || t('seal.values.unnamed');
  return (
    <li className={styles.row}>
      <div className={styles.key}>
        {row.isFixed ? (
          <Text as="div" weight="bold" className={styles.keyName}>
            {row.name}
          </Text>
        ) : (
          <TextField
            aria-label={t('seal.values.key')}
            placeholder={t('seal.values.key')}
            value={row.name}
            autoComplete="off"
            spellCheck="false"
            isInvalid={problem === 'keyWrong' || problem === 'keyTwice'}
            onChange={name =>
              form.change({
                rows: state.rows.map(each =>
                  each.id === row.id ? { ...each, name } : each,
                ),
              })
            }
          />
        )}
        {!row.isFixed && state.rows.length > 1 && (
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label={t('seal.values.remove', { key })}
            icon={<RiDeleteBinLine aria-hidden />}
            onPress={() => form.removeRow(row)}
          />
        )}
      </div>
      <div className={styles.valuesOfRow}>
        {ids.map((each, position) => {
          const found = form.problems[each] ?? [];
          const place = ids.length > 1 ? placeTitles[position] : undefined;
          return (
            <div key={each}>
              {place && (
                <Text as="div" variant="body-small" color="secondary">
                  {place}
                </Text>
              )}
              <ValueInput
                label={
                  place
                    ? t('seal.values.valueFor', { key, place })
                    : t('seal.values.value', { key })
                }
                shape={shapeOf(state.type, row.name)}
                facts={state.values[each]}
                placeholder={
                  isReplacing && row.isFixed ? t('seal.values.keep') : undefined
                }
                describedBy={found.length > 0 ? `${id}-${position}` : undefined}
                isInvalid={found.some(({ blocks }) => blocks)}
                onValue={(value, origin) => form.setValue(each, value, origin)}
                onError={onError}
              />
              <ValueProblems id={`${id}-${position}`} problems={found} />
            </div>
          );
        })}
        {problem && (
          <Text as="p" variant="body-small" className={dangerText}>
            {problem === 'missing'
              ? t('seal.values.missing', { key })
              : t(`seal.values.${problem}`)}
          </Text>
        )}
      </div>
    </li>
  );
}

/** What the checks on the device say of a value. */
function ValueProblems(props: {
  id: string;
  problems: readonly ValueProblem[];
}) {
  const { t } = useSecretsText();
  return (
    <div id={props.id} role="status" className={styles.problems}>
      {props.problems.map(({ code, blocks }) => (
        <Text
          key={code}
          as="p"
          variant="body-small"
          className={blocks ? dangerText : styles.warning}
        >
          {t(`seal.problem.${code}`)}
        </Text>
      ))}
    </div>
  );
}

function fileErrorText({ t }: SecretsText, error: Error): string {
  if (error instanceof FileTooLargeError) {
    return t('seal.values.tooLarge', { file: error.file });
  }
  return error instanceof SealingError
    ? t('seal.values.fileRefused', {
        where: error.where,
        message: error.message,
        remedy: error.remedy,
      })
    : error.message;
}
