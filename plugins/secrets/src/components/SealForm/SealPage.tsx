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
import { RiArrowLeftLine } from '@remixicon/react';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  requestCreatePermission,
  secretReadPermission,
  type SealTargets,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { canSealHere } from '../../seal';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { DraftPreview } from './DraftPreview';
import { Refusals } from './Refusals';
import { RequestEditor } from './RequestEditor';
import { SealEditor } from './SealEditor';
import { type SealedDraft } from './SealedDraft';
import { type ReplacedSecret } from './sealFormState';
import { useSealForm } from './useSealForm';
import styles from './SealForm.module.css';

interface SealPageProps {
  entityRef: string;
  /** The Secret whose values are replaced, rather than one that is new. */
  replaced?: ReplacedSecret;
  onRequested: (requests: SecretRequest[]) => void;
  onClose: () => void;
}

/** Seals values for a service, and requests that they get into its clusters. */
export function SealPage(props: SealPageProps) {
  const { entityRef, replaced, onClose } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const targets = useResource(entityRef, () =>
    api.getSealTargets({ entityRef }),
  );
  let content = <Skeleton width="100%" height="12rem" />;
  if (!canSealHere()) {
    content = (
      <Alert
        status="danger"
        icon
        title={t('seal.insecure.title')}
        description={t('seal.insecure.description')}
      />
    );
  } else if (targets.value) {
    content = <SealSteps {...props} targets={targets.value} />;
  } else if (targets.error) {
    content = (
      <ErrorState
        error={targets.error}
        onRetry={targets.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  return (
    <Flex direction="column" gap="4">
      <div>
        <Button
          size="small"
          variant="tertiary"
          iconStart={<RiArrowLeftLine aria-hidden />}
          onPress={onClose}
        >
          {t('seal.back')}
        </Button>
      </div>
      <Text as="h2" variant="title-x-small">
        {replaced
          ? t('seal.replaceTitle', { name: replaced.name })
          : t('seal.title')}
      </Text>
      {content}
    </Flex>
  );
}

interface SealStepsProps extends SealPageProps {
  targets: SealTargets;
}

/** First the values, then what was sealed and where it goes. */
function SealSteps(props: SealStepsProps) {
  const { entityRef, replaced, targets, onRequested, onClose } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const form = useSealForm(replaced);
  const [draft, setDraft] = useState<SealedDraft>();
  const { allowed: mayRequest } = usePermission({
    permission: requestCreatePermission,
  });
  const repositories = targets.repositories.filter(({ refusal }) => !refusal);
  const canRequest = mayRequest && repositories.length > 0;
  const discard = () => {
    // It expires by itself, should this fail.
    api.deleteDraft({ id: draft!.id }).catch(() => {});
    setDraft(undefined);
  };
  if (targets.places.length === 0) {
    const [refusal] = targets.refusals;
    return (
      <Alert
        status="info"
        icon
        title={refusal?.reason ?? t('seal.where.none')}
        description={refusal?.remedy}
      />
    );
  }
  return (
    <>
      {/* It stays: its inputs hold what was typed, should somebody change it. */}
      <div hidden={Boolean(draft)}>
        <SealEditor
          entityRef={entityRef}
          targets={targets}
          form={form}
          replaced={replaced}
          onSealed={setDraft}
          onCancel={onClose}
        />
      </div>
      {draft && (
        <div className={styles.form}>
          <DraftPreview
            draft={draft}
            isByHand={!canRequest}
            onChange={discard}
          />
          {canRequest ? (
            <RequestEditor
              entityRef={entityRef}
              draft={draft}
              repositories={repositories}
              held={form.held}
              onRequested={onRequested}
            />
          ) : (
            mayRequest && (
              <Refusals
                refusals={[
                  ...targets.repositories.flatMap(
                    ({ refusal }) => refusal ?? [],
                  ),
                  ...targets.refusals,
                ]}
                status="info"
              />
            )
          )}
        </div>
      )}
    </>
  );
}
