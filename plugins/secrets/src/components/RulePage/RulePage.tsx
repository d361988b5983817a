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

import { Container, Flex, Header, Link, Text } from '@backstage/ui';
import { MarkdownContent } from '@backstage/core-components';
import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { findingsSearchOf } from '../../hooks';
import { findingsRouteRef, ruleRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { readRulePage } from './readRulePage';
import styles from './RulePage.module.css';

/** What a rule looks for, what it leaves alone, and what to do: its page of the documentation. */
export function RulePage() {
  const { rule } = useRouteRefParams(ruleRouteRef);
  const text = useSecretsText();
  const { t } = text;
  const findings = useRouteRef(findingsRouteRef)();
  const ruleLink = useRouteRef(ruleRouteRef);
  const page = readRulePage(rule, other => ruleLink({ rule: other }));
  return (
    <>
      <Header
        title={text.rule(rule)}
        description={rule}
        breadcrumbs={[{ label: t('tabs.findings'), href: findings }]}
      />
      <Container>
        <Flex direction="column" gap="4">
          {page ? (
            <MarkdownContent className={styles.page} content={page} />
          ) : (
            <Text as="p">{t('rules.unknown', { rule })}</Text>
          )}
          <Link href={`${findings}?${findingsSearchOf({ rule: [rule] })}`}>
            {t('rules.findings')}
          </Link>
        </Flex>
      </Container>
    </>
  );
}
