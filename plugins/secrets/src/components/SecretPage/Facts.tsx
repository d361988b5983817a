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

import { type ReactNode } from 'react';
import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  type SecretDetail,
  toWebUrl,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { CertificateEnd } from '../Certificates';
import { CopyButton } from '../CopyButton';
import { ExternalLink } from '../ExternalLink';
import { RelativeTime } from '../RelativeTime';
import { SyncNowButton } from '../Resources';
import { ValueAge } from '../ValueAge';
import { DeliveredBy } from './DeliveredBy';
import styles from './SecretPage.module.css';

interface FactsProps {
  secret: SecretDetail;
  /** Loads the secret again. */
  onChanged: () => void;
}

/** What is known of a secret as a whole. */
export function Facts(props: FactsProps) {
  const { secret, onChanged } = props;
  const text = useSecretsText();
  const { t } = text;
  const end = firstToEnd(secret);
  return (
    <dl className={styles.factList}>
      <Fact title={t('table.secret')}>
        <span className={styles.copyable}>
          <code>{secret.ref}</code>
          <CopyButton text={secret.ref} />
        </span>
      </Fact>
      {secret.system && (
        <Fact title={t('secret.location')}>{placeText(secret)}</Fact>
      )}
      {Object.entries(secret.attributes ?? {}).map(([name, value]) => (
        <Fact key={name} title={attributeTitle(name)}>
          {attributeContent(value, text)}
        </Fact>
      ))}
      <Fact title={t('table.class')}>
        {secret.exists ? text.secretClass(secret.class) : t('notKnown')}
      </Fact>
      <Fact title={t('table.age')}>
        <ValueAge age={secret.valueAge} />
      </Fact>
      {end && (
        <Fact title={t('certificate.title')}>
          <CertificateEnd certificate={end} />
        </Fact>
      )}
      <Fact title={t('table.delivery')}>
        <DeliveredBy secret={secret} />
        {(secret.deliveredBy ?? []).map(resource => (
          <SyncNowButton
            key={resource.id}
            resource={resource}
            onRequested={onChanged}
          />
        ))}
      </Fact>
      {secret.links.length > 0 && (
        <Fact title={t('secret.belongsTo')}>
          <ul className={styles.list}>
            {secret.links.map(link => (
              <li key={`${link.entityRef} ${link.via}`}>
                <EntityRefLink entityRef={link.entityRef} />{' '}
                <Text variant="body-small" color="secondary">
                  {t('secret.via', { via: link.via })}
                </Text>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact title={t('secret.mode.title')}>{modeText(secret, text)}</Fact>
      {secret.immutable !== undefined && (
        <Fact title={t('secret.immutable')}>
          {secret.immutable ? t('secret.yes') : t('secret.no')}
        </Fact>
      )}
      {secret.createdAt && (
        <Fact title={t('secret.created')}>
          <RelativeTime at={secret.createdAt} />
        </Fact>
      )}
      {secret.firstSeen && (
        <Fact title={t('secret.firstSeen')}>
          <RelativeTime at={secret.firstSeen} />
        </Fact>
      )}
      {secret.lastSeen && (
        <Fact title={t('secret.lastSeen')}>
          <RelativeTime at={secret.lastSeen} />
        </Fact>
      )}
      {toWebUrl(secret.dashboardUrl) && (
        <Fact title={t('sources.dashboard')}>
          <ExternalLink href={secret.dashboardUrl}>
            {t('secret.dashboard', { title: secret.sourceTitle })}
          </ExternalLink>
        </Fact>
      )}
    </dl>
  );
}

/** The leaf that ends first, or whatever ends first where there is none. */
function firstToEnd({ certificates = [] }: SecretDetail) {
  const all = certificates
    .flatMap(key => key.certificates)
    .sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  return all.find(({ role }) => role === 'leaf') ?? all.at(0);
}

/** Of another system, which has a location where Kubernetes has a namespace. */
function placeText({ system, sourceTitle, namespace }: SecretDetail): string {
  return [`${sourceTitle} (${system})`, ...namespace.split('/').map(decode)]
    .filter(Boolean)
    .join(' / ');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Words that are written in capitals. */
const ABBREVIATIONS = new Set(['arn', 'cas', 'iam', 'id', 'kms', 'ttl', 'url']);
/** What an attribute of a time holds, as all instants of the API are written. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * An attribute's name as words: `deletionProtection` becomes `Deletion protection`,
 * `isCasRequired` becomes `CAS required`.
 */
function attributeTitle(name: string): string {
  const words = name
    .replace(
      /([a-z\d])([A-Z])/g,
      (_, end, start) => `${end} ${start.toLowerCase()}`,
    )
    .split(/[ _-]/)
    .map(word => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word));
  const title = (words[0] === 'is' ? words.slice(1) : words).join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function attributeContent(value: unknown, { t }: SecretsText): ReactNode {
  if (typeof value === 'boolean') {
    return value ? t('secret.yes') : t('secret.no');
  }
  if (typeof value === 'string' && INSTANT.test(value)) {
    return <RelativeTime at={value} />;
  }
  return Array.isArray(value) ? value.join(t('separator')) : String(value);
}

function Fact(props: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function modeText(secret: SecretDetail, { t }: SecretsText) {
  switch (secret.taken) {
    case 'fingerprint':
      return t('secret.mode.fingerprint');
    case 'metadata':
      return t('secret.mode.metadata');
    case 'references':
      return t('secret.mode.references');
    default:
      return secret.taken;
  }
}
