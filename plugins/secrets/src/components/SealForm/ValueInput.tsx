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

import { useRef, useState, type ChangeEvent } from 'react';
import { Button, ButtonIcon, Text } from '@backstage/ui';
import {
  RiDeleteBinLine,
  RiEyeLine,
  RiEyeOffLine,
  RiFileLine,
  RiMagicLine,
} from '@remixicon/react';
import {
  PRIVATE_CLASSES,
  PRIVATE_INPUT,
  readFile,
  type ValueShape,
} from '../../seal';
import { useSecretsText } from '../../text';
import { GenerateValue } from './GenerateValue';
import { type ValueFacts, type ValueOrigin } from './sealFormState';
import styles from './SealForm.module.css';

/** Lines that a value of a file has at least. */
const FILE_LINES = 3;

interface ValueInputProps {
  /** Names the value for those who do not see where it stands. */
  label: string;
  shape: ValueShape;
  facts: ValueFacts | undefined;
  placeholder?: string;
  /** The ids of what is said about it. */
  describedBy?: string;
  isInvalid: boolean;
  /** Takes the value over; undefined for none. */
  onValue: (value: Uint8Array | undefined, origin: ValueOrigin) => void;
  onError: (error: Error) => void;
}

/**
 * Where somebody gives a value. React never has it: as a controlled input would,
 * it would write it into the document, where other scripts read it.
 */
export function ValueInput(props: ValueInputProps) {
  const { label, shape, facts, placeholder, describedBy, isInvalid } = props;
  const { onValue, onError } = props;
  const { t } = useSecretsText();
  const [isShown, setShown] = useState(false);
  const [isGenerating, setGenerating] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  const type = (event: ChangeEvent<HTMLTextAreaElement>) => {
    const { value } = event.target;
    onValue(value ? new TextEncoder().encode(value) : undefined, 'typed');
  };
  const read = async (file: File | undefined) => {
    if (!file) {
      return;
    }
    try {
      onValue(await readFile(file), 'file');
    } catch (error) {
      onError(error as Error);
    }
  };
  const generate = (value: Uint8Array) => {
    if (input.current) {
      input.current.value = new TextDecoder().decode(value);
    }
    setGenerating(false);
    onValue(value, 'generated');
  };
  const isFile = facts?.origin === 'file';
  const size = facts && t('seal.values.bytes', { count: facts.size });
  return (
    <div
      className={styles.value}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        event.stopPropagation();
        read(event.dataTransfer.files[0]);
      }}
    >
      <div className={styles.valueLine}>
        {isFile ? (
          <div className={styles.fileValue}>
            <RiFileLine size={16} aria-hidden />
            <Text variant="body-small">
              {t('seal.values.fromFile', { size: size! })}
            </Text>
            <ButtonIcon
              size="small"
              variant="tertiary"
              aria-label={t('seal.values.clear', { value: label })}
              icon={<RiDeleteBinLine aria-hidden />}
              onPress={() => onValue(undefined, 'file')}
            />
          </div>
        ) : (
          <textarea
            {...PRIVATE_INPUT}
            ref={input}
            className={`${styles.secret} ${PRIVATE_CLASSES}`}
            data-shown={isShown || undefined}
            aria-label={label}
            aria-describedby={describedBy}
            aria-invalid={isInvalid || undefined}
            rows={shape === 'text' ? 1 : FILE_LINES}
            placeholder={placeholder}
            onChange={type}
          />
        )}
        <div className={styles.valueButtons}>
          {!isFile && (
            <ButtonIcon
              size="small"
              variant="tertiary"
              aria-label={t(isShown ? 'seal.values.hide' : 'seal.values.show', {
                value: label,
              })}
              icon={
                isShown ? (
                  <RiEyeOffLine aria-hidden />
                ) : (
                  <RiEyeLine aria-hidden />
                )
              }
              onPress={() => setShown(!isShown)}
            />
          )}
          <Button
            size="small"
            variant="tertiary"
            iconStart={<RiFileLine aria-hidden />}
            aria-label={t('seal.values.file', { value: label })}
            onPress={() => picker.current?.click()}
          >
            {t('seal.values.fileButton')}
          </Button>
          {shape === 'text' && !isFile && (
            <Button
              size="small"
              variant="tertiary"
              iconStart={<RiMagicLine aria-hidden />}
              aria-label={t('seal.values.generate', { value: label })}
              aria-expanded={isGenerating}
              onPress={() => setGenerating(!isGenerating)}
            >
              {t('seal.values.generateButton')}
            </Button>
          )}
        </div>
      </div>
      {isGenerating && <GenerateValue onGenerate={generate} />}
      <input
        ref={picker}
        className={styles.picker}
        type="file"
        tabIndex={-1}
        aria-hidden
        onChange={event => {
          read(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
