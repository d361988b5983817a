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

import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { StateBadge } from '../StateBadge';
import { deliveryStateOf, STATE_TONES } from './deliveryState';
import { SEALED_TONES, sealedStateOf } from './sealedState';

interface ResourceStateProps {
  resource: Resource;
}

/** The state of what delivers a secret, in the words of its module where that has some. */
export function ResourceState(props: ResourceStateProps) {
  const { resource } = props;
  const { attributes, ready } = resource;
  const { t } = useSecretsText();
  if (attributes.opened !== undefined) {
    const state = sealedStateOf(resource);
    return (
      <StateBadge
        tone={SEALED_TONES[state]}
        word={t(`sealedSecrets.state.${state}`)}
      />
    );
  }
  if (attributes.state !== undefined) {
    const state = deliveryStateOf(attributes.state);
    return (
      <StateBadge
        tone={STATE_TONES[state]}
        word={t(`externalSecrets.state.${state}`)}
      />
    );
  }
  return <ReadyState ready={ready} />;
}

/** The state of what says no more than whether it is ready. */
export function ReadyState(props: { ready: Resource['ready'] }) {
  const { t } = useSecretsText();
  switch (props.ready) {
    case 'true':
      return <StateBadge tone="good" word={t('deliverer.delivered')} />;
    case 'false':
      return <StateBadge tone="bad" word={t('deliverer.notDelivered')} />;
    default:
      return <StateBadge tone="unknown" word={t('notKnown')} />;
  }
}
