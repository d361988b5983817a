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
import { Button, NumberField, Select, Text } from '@backstage/ui';
import {
  ALPHABET_NAMES,
  bitsOf,
  generateValue,
  LONGEST_GENERATED,
  SHORTEST_GENERATED,
  type Alphabet,
} from '../../seal';
import { useSecretsText } from '../../text';
import styles from './SealForm.module.css';

const LENGTH = 32;

interface GenerateValueProps {
  onGenerate: (value: Uint8Array) => void;
}

/** Makes a value at random: of which characters, and how many. */
export function GenerateValue(props: GenerateValueProps) {
  const { t } = useSecretsText();
  const [alphabet, setAlphabet] = useState<Alphabet>('lettersAndDigits');
  const [length, setLength] = useState(LENGTH);
  const policy = { alphabet, length };
  const isLengthRight =
    Number.isInteger(length) &&
    length >= SHORTEST_GENERATED &&
    length <= LONGEST_GENERATED;
  return (
    <div className={styles.generate}>
      <Select
        label={t('seal.values.alphabet')}
        options={ALPHABET_NAMES.map(name => ({
          value: name,
          label: t(`seal.values.alphabets.${name}`),
        }))}
        value={alphabet}
        onChange={key => setAlphabet(key as Alphabet)}
      />
      <NumberField
        label={t('seal.values.length')}
        value={length}
        minValue={SHORTEST_GENERATED}
        maxValue={LONGEST_GENERATED}
        step={1}
        onChange={setLength}
      />
      <Text variant="body-small" color="secondary">
        {isLengthRight &&
          t('seal.values.bits', { bits: String(bitsOf(policy)) })}
      </Text>
      <Button
        size="small"
        variant="secondary"
        isDisabled={!isLengthRight}
        onPress={() => props.onGenerate(generateValue(policy))}
      >
        {t('seal.values.create')}
      </Button>
    </div>
  );
}
