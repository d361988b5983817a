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
import { Alert, Button } from '@backstage/ui';
import { usePermission } from '@backstage/plugin-permission-react';
import { inventoryExportPermission } from '@keyward/backstage-plugin-secrets-common';
import { RiDownloadLine } from '@remixicon/react';
import { useSecretsText } from '../../text';
import { saveFile } from './saveFile';

interface ExportButtonProps {
  load: () => Promise<Blob>;
  fileName: string;
}

/** Saves all rows of the list as CSV, for those who may take them out. */
export function ExportButton(props: ExportButtonProps) {
  const { load, fileName } = props;
  const { t } = useSecretsText();
  const { allowed } = usePermission({ permission: inventoryExportPermission });
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();

  if (!allowed) {
    return null;
  }
  const save = async () => {
    setPending(true);
    setError(undefined);
    try {
      saveFile(await load(), fileName);
    } catch (e) {
      setError(e as Error);
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine aria-hidden />}
        isPending={isPending}
        onPress={save}
      >
        {t('table.export')}
      </Button>
      {error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('table.exportFailed', { message: error.message })}
        />
      )}
    </>
  );
}
