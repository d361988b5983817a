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

import { useMemo, useRef, useState, type FormEvent } from 'react';
import {
  Alert,
  Button,
  CardBody,
  CardHeader,
  Flex,
  Select,
  Switch,
  Text,
  TextField,
} from '@backstage/ui';
import { RiLock2Line } from '@remixicon/react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  SealingError,
  sealingScopes,
  type SealingScope,
} from '@keyward/sealing';
import {
  type DraftTarget,
  type SealTargets,
} from '@keyward/backstage-plugin-secrets-common';
import { messageOf, secretsApiRef } from '../../api';
import { SealingRefusedError, SECRET_TYPES, sealTargets } from '../../seal';
import { useSecretsText, type SecretsText } from '../../text';
import { Card } from '../Card';
import { KeyRows } from './KeyRows';
import { controllerOf, PlacePicker } from './PlacePicker';
import {
  placeId,
  placeTitle,
  readyControllers,
  type ReadyPlace,
} from './placeOf';
import { type SealedDraft } from './SealedDraft';
import {
  isComplete,
  problemsOf,
  rowsOfType,
  type ReplacedSecret,
} from './sealFormState';
import { type SealForm } from './useSealForm';
import { SealingProgress } from './SealingProgress';
import styles from './SealForm.module.css';

const TYPE_MESSAGES: Record<
  string,
  | 'seal.types.opaque'
  | 'seal.types.tls'
  | 'seal.types.docker'
  | 'seal.types.basic'
  | 'seal.types.ssh'
> = {
  Opaque: 'seal.types.opaque',
  'kubernetes.io/tls': 'seal.types.tls',
  'kubernetes.io/dockerconfigjson': 'seal.types.docker',
  'kubernetes.io/basic-auth': 'seal.types.basic',
  'kubernetes.io/ssh-auth': 'seal.types.ssh',
};

interface SealEditorProps {
  entityRef: string;
  targets: SealTargets;
  form: SealForm;
  /** The Secret whose values are replaced, rather than one that is new. */
  replaced?: ReplacedSecret;
  onSealed: (draft: SealedDraft) => void;
  onCancel?: () => void;
}

/** Where values go and what they are; sealed here, they become a draft. */
export function SealEditor(props: SealEditorProps) {
  const { entityRef, targets, form, replaced, onSealed, onCancel } = props;
  const { state, change } = form;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const [isAsked, setAsked] = useState(false);
  const [isSealing, setSealing] = useState(false);
  const report = useRef<(count: number) => void>(() => {});
  const [error, setError] = useState<Error>();

  const ready = state.places.flatMap((id): ReadyPlace[] => {
    const place = targets.places.find(each => placeId(each) === id);
    const controller =
      place && controllerOf(readyControllers(place), state.controllers[id]);
    return place && controller ? [{ id, place, controller }] : [];
  });
  const readyIds = ready.map(({ id }) => id).join(' ');
  const problems = useMemo(
    () =>
      problemsOf(
        { ...state, places: readyIds.split(' ').filter(Boolean) },
        Boolean(replaced),
      ),
    [state, readyIds, replaced],
  );
  const placeTitles = useMemo(
    () =>
      state.places.map(id => {
        const place = targets.places.find(each => placeId(each) === id);
        return place ? placeTitle(place) : id;
      }),
    [state.places, targets.places],
  );
  const isBlocked = Object.values(form.problems)
    .flat()
    .some(({ blocks }) => blocks);
  const shown = isAsked ? problems : undefined;
  const total = ready.reduce((sum, { id }) => sum + form.valuesFor(id).size, 0);

  const seal = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    setError(undefined);
    if (!isComplete(problems) || isBlocked) {
      return;
    }
    setSealing(true);
    try {
      const jobs = ready.map(({ id, place, controller }) => ({
        title: placeTitle(place),
        namespace: place.namespace,
        name: state.name,
        scope: state.scope,
        certificate: {
          pem: controller.certificate.pem,
          fingerprint: controller.certificate.sha256,
        },
        values: form.valuesFor(id),
      }));
      const results = await sealTargets(jobs, {
        now: new Date(),
        onSealed: count => report.current(count),
      });
      const sealedTargets = ready.map(
        ({ place }, position): DraftTarget => ({
          sourceId: place.sourceId,
          namespace: place.namespace,
          name: state.name,
          type: state.type,
          scope: state.scope,
          mode: replaced ? 'replace' : 'create',
          ...results[position],
        }),
      );
      const draft = await api.createDraft({
        entityRef,
        targets: sealedTargets,
      });
      onSealed({
        ...draft,
        targets: sealedTargets,
        titles: ready.map(({ place }) => placeTitle(place)),
      });
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setSealing(false);
    }
  };

  return (
    <form className={styles.form} autoComplete="off" noValidate onSubmit={seal}>
      <Alert
        status="info"
        icon={<RiLock2Line aria-hidden />}
        title={t('seal.onDevice.title')}
        description={t('seal.onDevice.description')}
      />
      <Card>
        <CardHeader>
          <Text as="h3" variant="body-large" weight="bold">
            {t('seal.where.title')}
          </Text>
        </CardHeader>
        <CardBody>
          <Flex direction="column" gap="4">
            <PlacePicker
              places={
                replaced
                  ? targets.places.filter(place =>
                      state.places.includes(placeId(place)),
                    )
                  : targets.places
              }
              selected={state.places}
              controllers={state.controllers}
              isFixed={Boolean(replaced)}
              error={shown?.hasNoPlace ? t('seal.where.pick') : undefined}
              onSelect={places => change({ places })}
              onController={(id, controller) =>
                change({
                  controllers: { ...state.controllers, [id]: controller },
                })
              }
            />
            {!replaced && (
              <div className={styles.fields}>
                <TextField
                  label={t('seal.where.name')}
                  description={
                    shown?.isNameWrong ? t('seal.where.nameWrong') : undefined
                  }
                  value={state.name}
                  isInvalid={shown?.isNameWrong}
                  isRequired
                  autoComplete="off"
                  spellCheck="false"
                  onChange={name => change({ name })}
                />
                <Select
                  label={t('seal.where.type')}
                  options={SECRET_TYPES.map(({ name }) => ({
                    value: name,
                    label: t(TYPE_MESSAGES[name]),
                  }))}
                  value={state.type}
                  onChange={key => {
                    const type = String(key);
                    change({ type, rows: rowsOfType(type, state.rows) });
                  }}
                />
                <Select
                  label={t('seal.where.scope')}
                  options={sealingScopes.map(scope => ({
                    value: scope,
                    label: t(`seal.where.scopes.${scope}`),
                  }))}
                  value={state.scope}
                  onChange={key => change({ scope: key as SealingScope })}
                />
              </div>
            )}
          </Flex>
        </CardBody>
      </Card>
      <Card>
        <CardHeader>
          <Flex direction="column" gap="2">
            <Text as="h3" variant="body-large" weight="bold">
              {t('seal.values.title')}
            </Text>
            {replaced && (
              <Text variant="body-small" color="secondary">
                {t('seal.values.replaceHint')}
              </Text>
            )}
            {state.places.length > 1 && (
              <Switch
                label={t('seal.values.each')}
                isSelected={state.isEach}
                onChange={isEach => change({ isEach })}
              />
            )}
          </Flex>
        </CardHeader>
        <CardBody>
          <KeyRows
            form={form}
            isReplacing={Boolean(replaced)}
            problems={shown}
            placeTitles={placeTitles}
          />
        </CardBody>
      </Card>
      {error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('seal.failed.title')}
          description={failureText(text, error)}
        />
      )}
      <Flex gap="2" align="center">
        <Button type="submit" isPending={isSealing}>
          {t('seal.seal')}
        </Button>
        {onCancel && (
          <Button variant="secondary" onPress={onCancel}>
            {t('seal.cancel')}
          </Button>
        )}
        {isSealing && <SealingProgress total={total} report={report} />}
      </Flex>
    </form>
  );
}

function failureText({ t }: SecretsText, error: Error): string {
  if (error instanceof SealingRefusedError) {
    return t(`seal.failed.${error.reason}`, { target: error.target ?? '' });
  }
  if (error instanceof SealingError) {
    const { where, message, remedy } = error;
    return t('seal.failed.sealing', { where, message, remedy });
  }
  return messageOf(error);
}
