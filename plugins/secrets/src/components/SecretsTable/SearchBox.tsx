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

import { useEffect, useState } from 'react';
import { SearchField } from '@backstage/ui';
import { type ListState } from '../../hooks';
import { useSecretsText } from '../../text';
import styles from './SecretsTable.module.css';

const SEARCH_DELAY_MS = 250;

interface SearchBoxProps {
  list: ListState;
}

/** Looks for words in names, namespaces and key names. */
export function SearchBox(props: SearchBoxProps) {
  const { t } = useSecretsText();
  const { value, onChange } = useDelayedSearch(props.list);
  return (
    <div className={styles.search} role="search">
      <SearchField
        size="small"
        aria-label={t('table.search')}
        placeholder={t('table.search')}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

/** What is typed shows at once, and is looked for when the typing pauses. */
function useDelayedSearch(list: ListState) {
  const { q = '' } = list.filter;
  const { setFilter } = list;
  const [typed, setTyped] = useState<string>();

  useEffect(() => {
    if (typed === undefined) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setFilter({ q: typed });
      setTyped(undefined);
    }, SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [typed, setFilter]);

  return { value: typed ?? q, onChange: setTyped };
}
