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

import { Link } from '@backstage/ui';
import { sealedSecretKind } from '@keyward/sealing';
import { type SecretSummary } from '@keyward/backstage-plugin-secrets-common';
import { sealSearch, useEntityTabs } from '../../hooks';
import { useSecretsText } from '../../text';

/** Leads to where values of a secret are replaced, if they come sealed from Git. */
export function ReplaceLink(props: {
  secret: Pick<SecretSummary, 'id' | 'name' | 'deliverer' | 'links'>;
}) {
  const { id, name, deliverer, links } = props.secret;
  const { t } = useSecretsText();
  const tabs = useEntityTabs(links.at(0)?.entityRef);
  return deliverer.kind === sealedSecretKind && tabs ? (
    <Link
      href={`${tabs('secrets')}${sealSearch(id)}`}
      variant="body-small"
      aria-label={t('seal.replaceOf', { name })}
    >
      {t('seal.replaceButton')}
    </Link>
  ) : null;
}
