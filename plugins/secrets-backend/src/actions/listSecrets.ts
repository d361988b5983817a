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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { audited } from '../app/audited';
import type { SecretSummary } from '../schema/openapi/generated/models';
import { scopesOf } from '../app/scopesOf';
import { summariesOf } from '../app/summariesOf';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** What is asked of the action. */
export interface ListSecretsInput {
  entityRef: string;
  q?: string;
  cursor?: string;
  limit?: number;
}

/** The secrets of a service, the worst first. */
export async function listSecrets(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: ListSecretsInput,
) {
  const event = {
    eventId: 'secret-list',
    meta: { queryType: 'action', entityRef: input.entityRef },
  };
  return await audited(options.auditor, event, async () => {
    requireUser(options, credentials);
    const { findings, scopes, store } = options;
    const { visibility, others } = await scopesOf(
      scopes,
      credentials,
      input.entityRef,
    );
    const page = await store.listSecrets({
      visibility,
      others,
      filters: { q: input.q },
      cursor: input.cursor,
      limit: input.limit ?? 50,
      withTotal: true,
    });
    const summaries = await summariesOf(findings, page.items, others);
    return {
      items: summaries.map(toListed),
      totalItems: page.totalItems ?? page.items.length,
      ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}),
    };
  });
}

/** What an agent needs to choose one. */
function toListed(secret: SecretSummary) {
  return {
    id: secret.id,
    ref: secret.ref,
    class: secret.class,
    exists: secret.exists,
    keyNames: secret.keyNames,
    deliveredBy: [secret.deliverer.kind, secret.deliverer.name]
      .filter(Boolean)
      .join(' '),
    consumers: secret.consumers,
    consumerCount: secret.consumerCount,
    valueSetBetween: [
      secret.valueAge.earliest ?? 'unknown',
      secret.valueAge.latest ?? 'unknown',
    ],
    ...(secret.finding
      ? {
          worstFinding: {
            id: secret.finding.id,
            rule: secret.finding.rule,
            severity: secret.finding.severity,
          },
        }
      : {}),
    findings: secret.findingCount ?? 0,
    problems: secret.problems.map(({ code, message, remedy }) => ({
      code,
      message,
      ...(remedy ? { remedy } : {}),
    })),
  };
}
