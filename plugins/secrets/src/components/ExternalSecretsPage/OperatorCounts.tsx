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

import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText, type SecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';

const PROBLEMS = {
  unreachable: 'externalSecrets.operator.unreachable',
  timeout: 'externalSecrets.operator.timeout',
  refused: 'externalSecrets.operator.refused',
  'too-large': 'externalSecrets.operator.tooLarge',
  malformed: 'externalSecrets.operator.malformed',
  'no-counters': 'externalSecrets.operator.noCounters',
} as const;

interface OperatorCountsProps {
  cluster: string | undefined;
  revision: number;
}

/** What the operators of clusters counted, where their metrics are configured. Nothing elsewhere. */
export function OperatorCounts(props: OperatorCountsProps) {
  const { cluster, revision } = props;
  const api = useApi(secretsApiRef);
  const text = useSecretsText();
  const operators = useResource(
    cluster ?? '',
    () =>
      api.listResources({
        kind: ['external-secrets-operator'],
        ...(cluster ? { sourceId: [cluster] } : {}),
      }),
    revision,
  );
  const items = operators.value?.items ?? [];
  if (items.length === 0) {
    return null;
  }
  return (
    <ul aria-label={text.t('externalSecrets.operator.title')}>
      {items.map(operator => (
        <li key={operator.id}>
          <Counts operator={operator} text={text} />
        </li>
      ))}
    </ul>
  );
}

function Counts(props: { operator: Resource; text: SecretsText }) {
  const { operator, text } = props;
  const { t } = text;
  const { sourceTitle, attributes } = operator;
  const { metrics, problem, since } = attributes;
  if (metrics !== 'read') {
    const why =
      PROBLEMS[problem as keyof typeof PROBLEMS] ?? PROBLEMS.unreachable;
    return (
      <Text variant="body-small">
        {t('externalSecrets.operator.notKnown', {
          cluster: sourceTitle,
          why: t(why),
        })}
      </Text>
    );
  }
  const number = (value: unknown) => Number(value).toLocaleString('en');
  return (
    <>
      <Text as="div" variant="body-small">
        {t('externalSecrets.operator.counts', {
          cluster: sourceTitle,
          syncs: number(attributes.syncs),
          syncErrors: number(attributes.syncErrors),
          calls: number(attributes.providerCalls),
          callErrors: number(attributes.providerErrors),
        })}
      </Text>
      <Text as="div" variant="body-small" color="secondary">
        {[attributes.providers ?? []]
          .flat()
          .map(each => providerText(String(each), text))
          .join(t('separator'))}
        {since && (
          <>
            {' '}
            {t('externalSecrets.operator.since', {
              time: <RelativeTime at={String(since)} />,
            })}
          </>
        )}
      </Text>
    </>
  );
}

/** As the module keeps it: `name calls errors`. */
function providerText(text: string, { t }: SecretsText): string {
  const [name, calls, errors] = text.split(' ');
  return t('externalSecrets.operator.provider', {
    name,
    calls: Number(calls).toLocaleString('en'),
    errors: Number(errors).toLocaleString('en'),
  });
}
