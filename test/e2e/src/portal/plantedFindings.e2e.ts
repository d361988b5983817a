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

// What rules say of the simulated estate is what was put into it, and nothing else.
import { expect, test } from '@playwright/test';
import { loadEstate } from '@internal/estate';
import { PortalClient } from '../support/PortalClient';

const ANALYSED_WITHIN_MS = 60_000;
const ENV = 'secret-in-env';
const STATES = ['open', 'acknowledged', 'suppressed'];

interface Finding {
  rule: string;
  secret: { sourceId: string; namespace: string; name: string };
}

async function listFindings(pat: PortalClient): Promise<Finding[]> {
  const findings: Finding[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams(STATES.map(state => ['state', state]));
    query.set('limit', '200');
    if (cursor) {
      query.set('cursor', cursor);
    }
    const page = await pat.json(`/api/secrets/findings?${query}`);
    findings.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return findings;
}

/** Secrets that a workload takes as environment variables, as the manifests of workloads say. */
function takenAsEnv(): string[] {
  const taken = new Set<string>();
  for (const { name: cluster, objects } of loadEstate().clusters) {
    const existing = new Set(
      objects
        .filter(({ kind }) => kind === 'Secret')
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    );
    for (const { spec, metadata } of objects as any[]) {
      const pod =
        spec?.jobTemplate?.spec.template.spec ??
        spec?.template?.spec ??
        spec ??
        {};
      const containers = [
        ...(pod.containers ?? []),
        ...(pod.initContainers ?? []),
        ...(pod.ephemeralContainers ?? []),
      ];
      for (const { env = [], envFrom = [] } of containers) {
        for (const { name } of [
          ...env.flatMap((each: any) => each.valueFrom?.secretKeyRef ?? []),
          ...envFrom.flatMap((each: any) => each.secretRef ?? []),
        ]) {
          const secret = `${metadata.namespace}/${name}`;
          if (existing.has(secret)) {
            taken.add(`${cluster}/${secret} ${ENV}`);
          }
        }
      }
    }
  }
  return [...taken].sort();
}

test('findings are what was planted', async () => {
  test.setTimeout(2 * ANALYSED_WITHIN_MS);
  const pat = await PortalClient.signIn('user:default/pat');
  const planted = loadEstate().planted.flatMap(
    ({ cluster, namespace, name, rules = [] }) =>
      rules.map(rule => `${cluster}/${namespace}/${name} ${rule}`),
  );
  const inEnv = takenAsEnv();
  expect(planted.length).toBeGreaterThan(15);
  expect(inEnv.length).toBeGreaterThan(50);
  await expect(async () => {
    const found = (await listFindings(pat)).map(
      ({ rule, secret: { sourceId, namespace, name } }) =>
        `${sourceId}/${namespace}/${name} ${rule}`,
    );
    expect(found.sort()).toEqual([...planted, ...inEnv].sort());
  }).toPass({ timeout: ANALYSED_WITHIN_MS });
});
