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
import { NotFoundError } from '@backstage/errors';
import { audited } from '../app/audited';
import { readCompliance } from '../app/compliance';
import { requirePortalWide } from '../app/requirePortalWide';
import { scopesOf } from '../app/scopesOf';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** Of an entity, or of the whole portal for those who see all. */
interface ScopeInput {
  entityRef?: string;
}

/** How an entity or the portal stands: score, checks and controls that fail or are unknown. */
export async function describeCompliance(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: ScopeInput,
) {
  const report = await read(options, credentials, input);
  const { score, confidence, frameworks, missing } = report;
  return {
    ...(score !== undefined && { score }),
    ...(confidence !== undefined && { confidence }),
    frameworks: frameworks.map(({ id, version, title, counts, controls }) => ({
      id,
      version,
      title,
      ...counts,
      failing: controls
        .filter(({ verdict }) => verdict === 'fail')
        .map(control => ({ id: control.id, title: control.title })),
    })),
    missing,
  };
}

/** What a control asks, how an entity or the portal stands to it, from what that is known, and what to do. */
export async function explainControl(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: ScopeInput & { framework: string; control: string },
) {
  const report = await read(options, credentials, input);
  const control = report.frameworks
    .find(({ id }) => id === input.framework)
    ?.controls.find(({ id }) => id === input.control);
  if (!control) {
    throw new NotFoundError('No control with this id is asked of this');
  }
  const { id, title, asks, reference, remedy, verdict } = control;
  return {
    id,
    title,
    asks,
    reference,
    remedy,
    verdict,
    restsOn: control.restsOn,
    checks: report.checks
      .filter(check => control.checks.includes(check.id))
      .map(check => ({
        id: check.id,
        title: check.title,
        verdict: check.verdict,
        remedy: check.remedy,
        evidence: check.evidence.map(({ text }) => text),
      })),
    missing: report.missing.filter(source =>
      control.missing.includes(source.id),
    ),
  };
}

/** What would raise the score of an entity or of the portal most. */
export async function suggestImprovements(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: ScopeInput,
) {
  const report = await read(options, credentials, input);
  const { score, confidence, improvements } = report;
  return {
    ...(score !== undefined && { score }),
    ...(confidence !== undefined && { confidence }),
    items: improvements.map(
      ({ check, title, text, remedy, count, gain, fix }) => ({
        check,
        title,
        text,
        remedy,
        count,
        gain,
        ...(fix?.rules && { rules: fix.rules }),
      }),
    ),
  };
}

async function read(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  { entityRef }: ScopeInput,
) {
  const { auditor, compliance, scopes } = options;
  const event = {
    eventId: 'compliance-fetch',
    meta: { queryType: 'action', entityRef },
  };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const seen = entityRef
      ? await scopesOf(scopes, credentials, entityRef)
      : { visibility: await requirePortalWide(scopes, credentials) };
    return await readCompliance(compliance, {
      ...seen,
      scope: entityRef
        ? { kind: 'service', ref: entityRef }
        : { kind: 'portal', ref: '*' },
      seesAll: await scopes.seesAll(credentials),
    });
  });
}
