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

import { Cell, Text, type ColumnConfig } from '@backstage/ui';
import {
  type ListedSecret,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { type Folding } from '../../hooks';
import { entityName, type SecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { ReplaceLink } from '../ReplaceLink';
import { ReadyState } from '../Resources';
import { SecretState } from '../SecretState';
import { TextCell } from '../TextCell';
import { UnfoldButton } from '../UnfoldButton';
import { ValueAge } from '../ValueAge';

/** All columns, in the order in which they stand. */
export const COLUMNS = [
  'secret',
  'class',
  'where',
  'delivery',
  'consumers',
  'age',
  'state',
  'owner',
  'system',
  'keys',
  'type',
  'lastSeen',
] as const;

export type ColumnId = (typeof COLUMNS)[number];

/** The columns of a service's tab. */
export const TAB_COLUMNS: readonly ColumnId[] = [
  'secret',
  'class',
  'where',
  'delivery',
  'consumers',
  'age',
  'state',
];

/** The columns of the inventory, where whose they are matters too. */
export const INVENTORY_COLUMNS: readonly ColumnId[] = [...TAB_COLUMNS, 'owner'];

/** What fits on a narrow screen: the rest of what matters then stands under the name. */
const NARROW_COLUMNS: ReadonlySet<ColumnId> = new Set([
  'secret',
  'age',
  'state',
]);

/** The columns by which the back end sorts, and what it calls them. */
export const SORT_FIELDS: Partial<Record<ColumnId, string>> = {
  secret: 'name',
  class: 'class',
  where: 'namespace',
  delivery: 'delivery',
  consumers: 'consumers',
  age: 'age',
  state: 'attention',
};

const WIDTHS: Partial<Record<ColumnId, [`${number}fr`, number]>> = {
  secret: ['3.5fr', 160],
  where: ['2fr', 120],
  delivery: ['3fr', 130],
  consumers: ['3fr', 120],
  age: ['2.5fr', 130],
  state: ['4fr', 180],
};

const OTHER_WIDTH = ['2fr', 100] as const;

/** A row: a secret, or one that stands for those of its name in other clusters too. */
export type SecretRow = ListedSecret & {
  /** Whether it stands below the one that it is unfolded from. */
  isCopy?: boolean;
};

export function createColumns(
  text: SecretsText,
  chosen: readonly string[],
  isNarrow: boolean,
  folding: Folding,
  mayReplace: boolean,
): ColumnConfig<SecretRow>[] {
  const { t } = text;
  return COLUMNS.map(id => {
    const [width, minWidth] = WIDTHS[id] ?? OTHER_WIDTH;
    return {
      id,
      label: t(`table.${id}`),
      isRowHeader: id === 'secret',
      isSortable: id in SORT_FIELDS,
      isHidden:
        !chosen.includes(id) ||
        (isNarrow &&
          chosen.length > NARROW_COLUMNS.size &&
          !NARROW_COLUMNS.has(id)),
      width: isNarrow && id === 'age' ? '3.5fr' : width,
      // Few columns share a narrow screen as it is.
      minWidth: isNarrow ? undefined : minWidth,
      cell: (secret: SecretRow) =>
        cellOf(id, secret, text, isNarrow, folding, mayReplace),
    };
  });
}

function cellOf(
  id: ColumnId,
  secret: SecretRow,
  text: SecretsText,
  isNarrow: boolean,
  folding: Folding,
  mayReplace: boolean,
) {
  const { t } = text;
  const place = `${secret.sourceTitle} / ${secret.namespace}`;
  const { copies } = secret;
  const isFolded = Boolean(copies?.length) && !folding.isOpen(secret.id);
  const source = isFolded
    ? t('table.clusters', { count: copies!.length + 1 })
    : secret.sourceTitle;
  const secretClass = classOf(secret, text);
  switch (id) {
    case 'secret':
      return (
        <TextCell
          isStrong
          title={secret.name}
          isIndented={secret.isCopy}
          description={secretDescription(secret, text, isNarrow, source)}
        >
          {copies && copies.length > 0 && (
            <UnfoldButton
              isOpen={!isFolded}
              label={t('table.clusters', { count: copies.length + 1 })}
              description={t('table.unfold', {
                name: secret.name,
                count: copies.length + 1,
              })}
              onToggle={() => folding.toggle(secret.id)}
            />
          )}
          {mayReplace && !isFolded && <ReplaceLink secret={secret} />}
        </TextCell>
      );
    case 'class':
      return <TextCell title={secretClass} />;
    case 'where':
      return <TextCell title={secret.namespace} description={source} />;
    case 'delivery':
      return (
        <TextCell
          title={text.deliverer(secret.deliverer.kind)}
          description={delivererDescription(secret, text)}
        >
          <DeliveryFailure secret={secret} text={text} />
        </TextCell>
      );
    case 'consumers':
      return (
        <TextCell
          title={consumersTitle(secret, text)}
          description={moreConsumers(secret, text)}
          color={secret.consumerCount > 0 ? 'primary' : 'secondary'}
        />
      );
    case 'age':
      return (
        <Cell>
          <ValueAge age={secret.valueAge} />
        </Cell>
      );
    case 'state':
      return (
        <Cell>
          <SecretState secret={secret} />
        </Cell>
      );
    case 'owner':
      return (
        <TextCell
          title={
            namesOf(
              secret,
              ({ ownerRef, ownerRefs }) => ownerRefs ?? ownerRef,
            ) ?? t('table.nobody')
          }
          description={namesOf(secret, link => link.entityRef)}
        />
      );
    case 'system':
      return (
        <TextCell title={namesOf(secret, link => link.system) ?? t('none')} />
      );
    case 'keys':
      return (
        <TextCell
          title={t('table.keyCount', { count: secret.keyCount })}
          description={secret.keyNames.join(t('separator'))}
        />
      );
    case 'type':
      return <TextCell title={secret.type || t('none')} />;
    default:
      return (
        <Cell aria-label={place}>
          {secret.lastSeen ? (
            <RelativeTime at={secret.lastSeen} />
          ) : (
            t('notKnown')
          )}
        </Cell>
      );
  }
}

/** Nobody knows what a secret would be that is not there. */
function classOf(secret: SecretSummary, text: SecretsText) {
  return secret.exists ? text.secretClass(secret.class) : text.t('notKnown');
}

function secretDescription(
  secret: SecretSummary,
  text: SecretsText,
  isNarrow: boolean,
  source: string,
) {
  const parts = [];
  if (isNarrow) {
    parts.push(
      classOf(secret, text),
      `${source} / ${secret.namespace}`,
      text.deliverer(secret.deliverer.kind),
    );
  }
  parts.push(
    secret.exists
      ? text.t('table.keyCount', { count: secret.keyCount })
      : text.t('table.doesNotExist'),
  );
  return parts.join(' · ');
}

function delivererDescription(secret: SecretSummary, text: SecretsText) {
  const { from, name, kind } = secret.deliverer;
  const parts = [];
  if (name) {
    parts.push(kind === 'by hand' ? text.t('deliverer.by', { name }) : name);
  }
  if (from) {
    parts.push(text.t('deliverer.from', { from }));
  }
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

/** Why what delivers a secret does not, as far as that is known. */
function DeliveryFailure(props: { secret: SecretSummary; text: SecretsText }) {
  const { cause, ready, reason } = props.secret.deliverer;
  const { cause: wordsOf } = props.text;
  return ready === 'false' ? (
    <>
      <ReadyState ready={ready} />
      <Text as="div" variant="body-small">
        {cause ? wordsOf(cause) : reason ?? wordsOf('not-known')}
      </Text>
    </>
  ) : null;
}

function consumersTitle(secret: SecretSummary, text: SecretsText) {
  const [first] = secret.consumers;
  return first ? nameOf(first) : text.t('table.noConsumer');
}

function moreConsumers(secret: SecretSummary, text: SecretsText) {
  const [first] = secret.consumers;
  const parts = first ? [first.slice(0, -nameOf(first).length - 1)] : [];
  if (secret.consumerCount > 1) {
    parts.push(
      text.t('table.moreConsumers', { rest: String(secret.consumerCount - 1) }),
    );
  }
  return parts.join(' · ');
}

/** The name in `kind/name`. */
function nameOf(consumer: string) {
  return consumer.slice(consumer.indexOf('/') + 1);
}

function namesOf(
  secret: SecretSummary,
  pick: (link: SecretSummary['links'][number]) => string | string[] | undefined,
) {
  const names = new Set<string>();
  for (const link of secret.links) {
    for (const ref of [pick(link) ?? []].flat()) {
      names.add(entityName(ref));
    }
  }
  return names.size > 0 ? [...names].join(', ') : undefined;
}
