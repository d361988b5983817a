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

import { Fragment } from 'react';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Alert,
  Flex,
  Link,
  Text,
} from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  type AccessExample,
  type AccessShare,
  type SubjectChange,
  type WhatIfAnswer,
} from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import {
  foldSteps,
  PathSteps,
  subjectKind,
  subjectTitle,
  UnknownAccess,
} from '../Access';
import styles from './AccessPage.module.css';

const SIDES = ['gained', 'closer', 'farther', 'lost'] as const;
type Side = (typeof SIDES)[number];

interface WhatIfResultProps {
  answer: WhatIfAnswer;
}

/** Who would gain and who would lose, with examples. */
export function WhatIfResult(props: WhatIfResultProps) {
  const { answer } = props;
  const { t } = useSecretsText();
  const outcome = (['gaining', 'closer', 'farther', 'losing'] as const)
    .filter(side => answer.summary[side] > 0)
    .map(side => t(`access.whatIf.${side}`, { count: answer.summary[side] }));
  const nobody =
    answer.unknown === undefined && answer.isComplete
      ? t('access.whatIf.nobody')
      : t('access.whatIf.notKnown');
  const hidden = answer.totalSubjects - answer.subjects.length;
  return (
    <Flex direction="column" gap="3" role="status">
      <Text as="h3" variant="body-large" weight="bold">
        {outcome.length > 0 ? outcome.join(t('separator')) : nobody}
      </Text>
      {!answer.isComplete && (
        <Alert status="warning" icon title={t('access.whatIf.incomplete')} />
      )}
      {answer.tooMany > 0 && (
        <Alert
          status="warning"
          icon
          title={t('access.whatIf.tooMany', { count: answer.tooMany })}
        />
      )}
      <UnknownAccess
        unknown={
          answer.unknown
            ? [{ sourceId: t('access.cluster'), message: answer.unknown }]
            : []
        }
      />
      <Text color="secondary">
        {[
          ...answer.objects.map(({ change, kind, namespace, name }) =>
            t('access.whatIf.object', {
              change: t(`access.whatIf.change.${change}`),
              kind,
              name: namespace ? `${namespace}/${name}` : name,
            }),
          ),
          ...(answer.ignored > 0
            ? [t('access.whatIf.ignored', { count: answer.ignored })]
            : []),
        ].join(t('separator'))}
      </Text>
      {answer.subjects.map(subject => (
        <Accordion key={subject.id} className={styles.subject}>
          <AccordionTrigger
            title={titleOf(subject)}
            subtitle={subtitleOf(subject)}
          />
          <AccordionPanel>
            <Flex direction="column" gap="4">
              {SIDES.map(side => (
                <Examples key={side} side={side} share={subject[side]} />
              ))}
            </Flex>
          </AccordionPanel>
        </Accordion>
      ))}
      {hidden > 0 && (
        <Text color="secondary">
          {t('access.ranking.more', { count: hidden })}
        </Text>
      )}
    </Flex>
  );

  function titleOf(subject: SubjectChange) {
    const words = [subjectKind(t, subject)];
    if (subject.members > 0) {
      words.push(t('access.whatIf.members', { count: subject.members }));
    }
    if (subject.isSystem) {
      words.push(t('access.ofKubernetes'));
    }
    return `${subjectTitle(subject)} (${words.join(t('separator'))})`;
  }

  function subtitleOf(subject: SubjectChange) {
    return SIDES.filter(side => sizeOf(subject[side]) > 0)
      .map(side => {
        const { direct, indirect } = subject[side];
        return t(`access.whatIf.side.${side}`, {
          count: direct + indirect,
          direct: String(direct),
          indirect: String(indirect),
        });
      })
      .join(' · ');
  }
}

function Examples(props: { side: Side; share: AccessShare }) {
  const { side, share } = props;
  const { t } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  const more = sizeOf(share) - share.examples.length;
  if (sizeOf(share) === 0) {
    return null;
  }
  return (
    <Flex direction="column" gap="3">
      {groupsOf(share.examples).map(examples => (
        <Flex direction="column" gap="1" key={keyOf(examples[0])}>
          <Text weight="bold">
            {t(`access.whatIf.example.${side}`)}{' '}
            {examples.map(({ namespace, name, secretId }, index) => (
              <Fragment key={`${namespace}/${name}`}>
                {index > 0 && t('separator')}
                {secretId ? (
                  <Link href={secretLink({ id: secretId })}>
                    {namespace} / {name}
                  </Link>
                ) : (
                  `${namespace} / ${name}`
                )}
              </Fragment>
            ))}{' '}
            <Text variant="body-small" color="secondary">
              {t(`access.${examples[0].access}`)}
            </Text>
          </Text>
          <PathSteps steps={foldSteps(examples[0].steps)} />
        </Flex>
      ))}
      {more > 0 && (
        <Text color="secondary">{t('access.others', { count: more })}</Text>
      )}
    </Flex>
  );
}

/** Those that are reached the same way: the proof of one is that of all. */
function groupsOf(examples: AccessExample[]): AccessExample[][] {
  const groups = new Map<string, AccessExample[]>();
  for (const example of examples) {
    const key = keyOf(example);
    groups.set(key, [...(groups.get(key) ?? []), example]);
  }
  return [...groups.values()];
}

function keyOf({ namespace, steps }: AccessExample): string {
  // Where the last step leads to is what differs.
  const ways = steps.map(({ kind, from, evidence }) => [kind, from, evidence]);
  return JSON.stringify([namespace, ways]);
}

function sizeOf({ direct, indirect }: AccessShare): number {
  return direct + indirect;
}
