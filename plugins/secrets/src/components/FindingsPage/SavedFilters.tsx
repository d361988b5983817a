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
import { Button, Select, TextField } from '@backstage/ui';
import { RiBookmarkLine, RiDeleteBinLine } from '@remixicon/react';
import { useSavedFilters } from '../../hooks';
import { useSecretsText } from '../../text';
import styles from './FindingsPage.module.css';

interface SavedFiltersProps {
  /** The filter of now, as a search of an address. */
  search: string;
  onTake: (search: string) => void;
}

/** The filters that somebody saved: to take one, to save the one of now, to delete one. */
export function SavedFilters(props: SavedFiltersProps) {
  const { search, onTake } = props;
  const { t } = useSecretsText();
  const { saved, save, remove } = useSavedFilters();
  const [name, setName] = useState<string>();
  const current = saved.find(filter => filter.search === search);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await save({ name: name!.trim(), search });
    setName(undefined);
  };
  return (
    <div
      className={styles.saved}
      role="group"
      aria-label={t('findings.saved.title')}
    >
      {saved.length > 0 && (
        <Select
          size="small"
          aria-label={t('findings.saved.title')}
          placeholder={t('findings.saved.title')}
          options={saved.map(filter => ({
            id: filter.name,
            label: filter.name,
          }))}
          value={current?.name ?? null}
          onChange={chosen => {
            const filter = saved.find(item => item.name === chosen);
            if (filter) {
              onTake(filter.search);
            }
          }}
        />
      )}
      {current && (
        <Button
          size="small"
          variant="tertiary"
          iconStart={<RiDeleteBinLine aria-hidden />}
          onPress={() => remove(current.name)}
        >
          {t('findings.saved.remove', { name: current.name })}
        </Button>
      )}
      {search && !current && name === undefined && (
        <Button
          size="small"
          variant="tertiary"
          iconStart={<RiBookmarkLine aria-hidden />}
          onPress={() => setName('')}
        >
          {t('findings.saved.save')}
        </Button>
      )}
      {search && !current && name !== undefined && (
        <form className={styles.saved} onSubmit={submit}>
          <TextField
            size="small"
            aria-label={t('findings.saved.name')}
            placeholder={t('findings.saved.name')}
            value={name}
            onChange={setName}
            maxLength={60}
            // eslint-disable-next-line jsx-a11y/no-autofocus -- whoever opened it writes next
            autoFocus
          />
          <Button size="small" type="submit" isDisabled={!name.trim()}>
            {t('findings.saved.keep')}
          </Button>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setName(undefined)}
          >
            {t('findings.cancel')}
          </Button>
        </form>
      )}
    </div>
  );
}
