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
import { Alert, Button, Flex, Skeleton, Text } from '@backstage/ui';
import { RiLock2Line } from '@remixicon/react';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { SealDialog } from './SealDialog';

interface SealedValuesInputProps {
  /** The service that the values are for; absent until one is selected. */
  entityRef?: string;
  /** The id of the draft. */
  value?: string;
  label: string;
  description?: string;
  error?: string;
  onChange: (draftId: string | undefined) => void;
}

/** Seals values, of which a form holds the id of the draft and nothing else. */
export function SealedValuesInput(props: SealedValuesInputProps) {
  const { entityRef, value, label, description, error, onChange } = props;
  const { t } = useSecretsText();
  const [isOpen, setOpen] = useState(false);
  return (
    <Flex direction="column" gap="2" role="group" aria-label={label}>
      <Text weight="bold">{label}</Text>
      {description && <Text color="secondary">{description}</Text>}
      {value && <DraftSummary key={value} draftId={value} />}
      {error && <Alert status="danger" icon title={error} />}
      {entityRef ? (
        <div>
          <Button
            variant="secondary"
            iconStart={<RiLock2Line aria-hidden />}
            onPress={() => setOpen(true)}
          >
            {value ? t('seal.template.again') : t('seal.template.open')}
          </Button>
        </div>
      ) : (
        <Text color="secondary">{t('seal.template.entityFirst')}</Text>
      )}
      {isOpen && entityRef && (
        <SealDialog
          entityRef={entityRef}
          onSealed={({ id }) => {
            setOpen(false);
            onChange(id);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </Flex>
  );
}

/** What a draft holds, by names. */
function DraftSummary({ draftId }: { draftId: string }) {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const { value: draft, error } = useResource(draftId, () =>
    api.getDraft({ id: draftId }),
  );
  if (error) {
    return (
      <Alert
        status="warning"
        icon
        title={t('seal.template.lost.title')}
        description={t('seal.template.lost.description')}
      />
    );
  }
  return draft ? (
    <Alert
      status="success"
      icon
      title={t('seal.template.sealed', {
        until: new Date(draft.expiresAt).toLocaleTimeString(),
      })}
      description={draft.targets
        .map(
          ({ sourceId, namespace, name, encryptedData }) =>
            `${sourceId} ${namespace}/${name}: ${Object.keys(
              encryptedData,
            ).join(', ')}`,
        )
        .join('; ')}
    />
  ) : (
    <Skeleton width="100%" height="3rem" />
  );
}
