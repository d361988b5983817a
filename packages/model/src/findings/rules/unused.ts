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

import type { Rule, RuleSettings, SecretFacts } from '../types';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What Kubernetes, Helm and the controller of Sealed Secrets read without any reference. */
const READ_BY_TYPE = new Set([
  'kubernetes.io/service-account-token',
  'bootstrap.kubernetes.io/token',
  'helm.sh/release.v1',
]);

/** Labels by which controllers find what they read. */
const READ_BY_LABEL = [
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
  'argocd.argoproj.io/secret-type',
  // https://github.com/bitnami-labs/sealed-secrets: the keys of the controller
  'sealedsecrets.bitnami.com/sealed-secrets-key',
  // https://github.com/grafana/helm-charts: the sidecar that loads dashboards and data sources
  'grafana_datasource',
  'grafana_dashboard',
];

/** Annotations of a secret that others are copied from. */
const COPIED_BY = [
  'reflector.v1.k8s.emberstack.com/reflection-allowed',
  'reflector.v1.k8s.emberstack.com/reflection-auto-enabled',
  'replicator.v1.mittwald.de/replicate-to',
  'replicator.v1.mittwald.de/replication-allowed',
];

/**
 * Whether somebody uses a secret, as far as references tell.
 *
 * - `used`: something refers to it, or is known to read its kind without a reference
 * - `unknown`: something may refer to it (`doubt`), or it was not watched for long
 *   enough; `observedDays` says how long
 * - `idle`: no reference for `idleDays`, yet not for long enough
 * - `unused`: no reference for the whole period
 *
 * @public
 */
export type Usage =
  | { state: 'used' }
  | { state: 'unknown'; observedDays: number }
  | { state: 'unknown'; doubt: UsageDoubt }
  | { state: 'idle' | 'unused'; since: string; idleDays: number };

/**
 * Why it is not known whether somebody uses a secret.
 *
 * @public
 */
export interface UsageDoubt {
  /** Something refers to a secret of its name in a namespace that is not known. */
  kind: 'possibleConsumer';
  /** What it is about: the consumers. */
  of: string;
}

/**
 * How a secret is used.
 *
 * @public
 */
export function usageOf(
  secret: Pick<
    SecretFacts,
    | 'annotations'
    | 'consumerCount'
    | 'createdAt'
    | 'labels'
    | 'lastConsumedAt'
    | 'observedSince'
    | 'possibleConsumers'
    | 'secretType'
  >,
  settings: Pick<RuleSettings, 'now' | 'unusedDays'>,
): Usage {
  if (secret.consumerCount > 0 || isReadWithoutReference(secret)) {
    return { state: 'used' };
  }
  const doubt = doubtOf(secret);
  if (doubt) {
    return { state: 'unknown', doubt };
  }
  const { observedSince, createdAt = '', lastConsumedAt = '' } = secret;
  const daysSince = (instant: string) =>
    Math.floor((Date.parse(settings.now) - Date.parse(instant)) / DAY_MS);
  if (observedSince === undefined) {
    return { state: 'unknown', observedDays: 0 };
  }
  const observedDays = Math.max(0, daysSince(observedSince));
  if (observedDays < settings.unusedDays) {
    return { state: 'unknown', observedDays };
  }
  const since = [observedSince, createdAt, lastConsumedAt].reduce((a, b) =>
    a > b ? a : b,
  );
  const idleDays = Math.max(0, daysSince(since));
  return {
    state: idleDays < settings.unusedDays ? 'idle' : 'unused',
    since,
    idleDays,
  };
}

/**
 * Nothing has referred to a secret for some time. Whether somebody reads it
 * through the API server all the same is not known without an audit log, and said.
 */
export const unused: Rule = {
  id: 'unused',
  judge(secret, settings) {
    const usage = usageOf(secret, settings);
    if (!secret.exists || usage.state === 'used') {
      return { verdicts: [] };
    }
    if (usage.state !== 'unused') {
      if ('doubt' in usage) {
        return { verdicts: [] };
      }
      const since = usage.state === 'idle' ? usage.since : secret.observedSince;
      return {
        verdicts: [],
        ...(since
          ? {
              reviewAt: new Date(
                Date.parse(since) + settings.unusedDays * DAY_MS,
              ).toISOString(),
            }
          : {}),
      };
    }
    return {
      verdicts: [
        {
          rule: 'unused',
          item: '',
          severity: 'low',
          evidence: {
            since: usage.since,
            basis: 'no-reference',
            ...(secret.lastConsumedAt
              ? { lastConsumedAt: secret.lastConsumedAt }
              : {}),
          },
        },
      ],
    };
  },
};

function doubtOf({
  possibleConsumers = [],
}: Pick<SecretFacts, 'possibleConsumers'>): UsageDoubt | undefined {
  return possibleConsumers.length > 0
    ? { kind: 'possibleConsumer', of: possibleConsumers.join(', ') }
    : undefined;
}

function isReadWithoutReference(
  secret: Pick<SecretFacts, 'annotations' | 'labels' | 'secretType'>,
): boolean {
  const { secretType, labels, annotations } = secret;
  return (
    READ_BY_TYPE.has(secretType) ||
    READ_BY_LABEL.some(label => label in labels) ||
    COPIED_BY.some(key => key in annotations && annotations[key] !== 'false') ||
    labels['kor/used'] === 'true'
  );
}
