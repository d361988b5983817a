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

import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiLayoutColumnLine } from '@remixicon/react';
import { useSecretsText } from '../../text';
import { COLUMNS } from './columns';

interface ColumnPickerProps {
  chosen: readonly string[];
  onChange: (columns: string[]) => void;
}

/** Chooses which columns a table shows; the name always stays. */
export function ColumnPicker(props: ColumnPickerProps) {
  const { chosen, onChange } = props;
  const { t } = useSecretsText();
  return (
    <MenuTrigger>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiLayoutColumnLine aria-hidden />}
      >
        {t('table.columns')}
      </Button>
      <Menu
        aria-label={t('table.columns')}
        selectionMode="multiple"
        disallowEmptySelection
        disabledKeys={['secret']}
        selectedKeys={chosen}
        onSelectionChange={selection =>
          onChange(
            COLUMNS.filter(
              id => id === 'secret' || selection === 'all' || selection.has(id),
            ),
          )
        }
      >
        {COLUMNS.map(id => (
          <MenuItem key={id} id={id}>
            {t(`table.${id}`)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
