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

import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  type Resource,
  type SecretDetail,
} from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { RelativeTime } from '../RelativeTime';
import { ReadyState, ResourceFinding, ResourceState } from '../Resources';
import { StateBadge } from '../StateBadge';
import styles from './SecretPage.module.css';

interface DeliveredByProps {
  secret: SecretDetail;
}

/** What delivers a secret, how that goes, and where the values come from. */
export function DeliveredBy(props: DeliveredByProps) {
  const { secret } = props;
  const { deliverer, finding } = secret;
  const { kind, name, ready, reason, cause } = deliverer;
  const text = useSecretsText();
  const { t } = text;
  const resource = secret.deliveredBy?.find(
    each => each.name === `${kind}/${name}`,
  );
  const failed = ready === 'false';
  const refreshed = resource?.attributes.refreshTime ?? deliverer.lastSync;
  return (
    <div className={styles.delivery}>
      <span className={styles.copyable}>
        {[text.deliverer(kind), name].filter(Boolean).join(' · ')}
        {name && <CopyButton text={name} />}
      </span>
      <State resource={resource} ready={ready} />
      {resource?.attributes.isStale && (
        <div>
          <StateBadge
            tone="warning"
            word={t('externalSecrets.refresh.stale')}
          />
        </div>
      )}
      {failed && (
        <Text as="div" variant="body-small">
          {cause ? text.cause(cause) : reason ?? text.cause('not-known')}
        </Text>
      )}
      {failed && deliverer.since && (
        <Text as="div" variant="body-small" color="secondary">
          {t('sources.since', { time: <RelativeTime at={deliverer.since} /> })}
        </Text>
      )}
      {refreshed && (
        <Text as="div" variant="body-small" color="secondary">
          {t('deliverer.refreshed', {
            time: <RelativeTime at={String(refreshed)} />,
          })}
        </Text>
      )}
      <Origins secret={secret} />
      {resource?.finding && resource.finding.rule !== finding?.rule && (
        <ResourceFinding finding={resource.finding} />
      )}
    </div>
  );
}

/** Of a tool that reports nothing, such as kubectl, there is no state. */
function State(props: {
  resource: Resource | undefined;
  ready: Resource['ready'];
}) {
  const { resource, ready } = props;
  if (resource) {
    return (
      <div>
        <ResourceState resource={resource} />
      </div>
    );
  }
  return ready ? (
    <div>
      <ReadyState ready={ready} />
    </div>
  ) : null;
}

/** The remote keys, each with the way to its page where the reader may see it. */
function Origins(props: { secret: SecretDetail }) {
  const { deliverer, lineage } = props.secret;
  const { t } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  const origins = lineage.nodes.filter(({ role }) => role === 'origin');
  if (origins.length === 0) {
    return deliverer.from ? (
      <div>{t('deliverer.from', { from: deliverer.from })}</div>
    ) : null;
  }
  return (
    <ul className={styles.list} aria-label={t('deliverer.origins')}>
      {origins.map(({ id, kind, title, subtitle, secretId, problem }) => (
        <li key={id}>
          {secretId ? (
            <Link href={secretLink({ id: secretId })}>{title}</Link>
          ) : (
            <code>{title}</code>
          )}{' '}
          <Text variant="body-small" color="secondary">
            {[kind, subtitle, problem].filter(Boolean).join(' · ')}
          </Text>
        </li>
      ))}
    </ul>
  );
}
