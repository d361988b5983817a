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

import { Alert, Checkbox, CheckboxGroup, Select, Text } from '@backstage/ui';
import { RiLock2Line } from '@remixicon/react';
import {
  type SealCertificate,
  type SealPlace,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { RelativeTime } from '../RelativeTime';
import {
  placeId,
  placeTitle,
  readyControllers,
  refusalOf,
  type ReadyPlace,
} from './placeOf';
import styles from './SealForm.module.css';

const SHOWN_DIGITS = 16;

interface PlacePickerProps {
  places: readonly SealPlace[];
  selected: readonly string[];
  /** By the id of the place. */
  controllers: Readonly<Record<string, string>>;
  /** Where there is no choice: one place, whose Secret is changed. */
  isFixed: boolean;
  error?: string;
  onSelect: (ids: string[]) => void;
  onController: (id: string, controller: string) => void;
}

/** Where to seal for: each place with the certificate that its values are sealed with. */
export function PlacePicker(props: PlacePickerProps) {
  const { places, selected, controllers, isFixed, error } = props;
  const { t } = useSecretsText();
  return (
    <div>
      <CheckboxGroup
        label={t('seal.where.places')}
        value={[...selected]}
        isReadOnly={isFixed}
        isInvalid={Boolean(error)}
        onChange={ids => props.onSelect(ids)}
      >
        <ul className={styles.places}>
          {readyFirst(places).map(place => {
            const id = placeId(place);
            const ready = readyControllers(place);
            const refusal = refusalOf(place);
            const controller = controllerOf(ready, controllers[id]);
            return (
              <li key={id}>
                <Checkbox value={id} isDisabled={ready.length === 0}>
                  <span className={styles.placeName}>
                    {placeTitle(place)}{' '}
                    {place.environment &&
                      place.environment !== place.sourceTitle && (
                        <Text as="span" variant="body-small" color="secondary">
                          {place.environment}
                        </Text>
                      )}
                  </span>
                </Checkbox>
                {controller && selected.includes(id) && (
                  <CertificateLine certificate={controller.certificate} />
                )}
                {ready.length > 1 && selected.includes(id) && (
                  <Select
                    label={t('seal.where.controller', {
                      place: placeTitle(place),
                    })}
                    options={ready.map(each => ({
                      value: `${each.namespace}/${each.name}`,
                      label: `${each.namespace}/${each.name}`,
                    }))}
                    value={
                      controller && `${controller.namespace}/${controller.name}`
                    }
                    onChange={key => props.onController(id, String(key))}
                  />
                )}
                {refusal && (
                  <Alert
                    status="warning"
                    icon
                    title={refusal.reason}
                    description={refusal.remedy}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </CheckboxGroup>
      {error && (
        <Text as="p" variant="body-small" color="danger">
          {error}
        </Text>
      )}
    </div>
  );
}

/** Those that cannot be selected come last, as their reasons take room. */
function readyFirst(places: readonly SealPlace[]): SealPlace[] {
  const isReady = (place: SealPlace) => readyControllers(place).length > 0;
  return [
    ...places.filter(isReady),
    ...places.filter(place => !isReady(place)),
  ];
}

/** The selected controller, or the first one. */
export function controllerOf(
  ready: readonly ReadyPlace['controller'][],
  selected: string | undefined,
): ReadyPlace['controller'] | undefined {
  return (
    ready.find(({ namespace, name }) => `${namespace}/${name}` === selected) ??
    ready.at(0)
  );
}

/** What the values are sealed with, so that somebody can compare it. */
function CertificateLine(props: { certificate: SealCertificate }) {
  const { sha256, notBefore, notAfter } = props.certificate;
  const { t } = useSecretsText();
  return (
    <div className={styles.certificate}>
      <RiLock2Line size={14} aria-hidden />
      <Text as="span" variant="body-small" color="secondary">
        {t('seal.where.certificate', { time: <RelativeTime at={notBefore} /> })}
      </Text>
      <code title={sha256}>{`${sha256.slice(0, SHOWN_DIGITS)}…`}</code>
      <CopyButton text={sha256} name={t('seal.where.fingerprint')} />
      <Text as="span" variant="body-small" color="secondary">
        {t('seal.where.expires', { day: notAfter.slice(0, 10) })}
      </Text>
    </div>
  );
}
