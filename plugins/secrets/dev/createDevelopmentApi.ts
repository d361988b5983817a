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

import {
  createFinding,
  createRequest,
  createSecret,
  daysAgo,
  InMemorySecretsApi,
} from '../src/__testUtils__';
import { developmentCertificate } from './developmentCertificate';

const DAY_HOURS = 24;

/** A back end with a bit of everything that the pages can show. */
export function createDevelopmentApi(): InMemorySecretsApi {
  const api = new InMemorySecretsApi();
  api.secrets = [
    createSecret('payments-api-fraud', {
      class: 'api-key',
      type: '',
      exists: false,
      keyCount: 0,
      keyNames: [],
      deliverer: {
        kind: 'ExternalSecret',
        name: 'payments-api-fraud',
        basis: 'delivery',
        ready: 'false',
        reason: 'SecretSyncedError',
        from: 'vault:secret/prod/payments/fraud',
      },
      valueAge: { basis: 'unknown' },
      finding: createFinding({
        rule: 'missing-secret',
        item: '',
        evidence: { consumers: ['Deployment/payments-api'] },
      }),
      findingCount: 2,
    }),
    createSecret('payments-api-db', {
      class: 'connection-string',
      deliverer: {
        kind: 'ExternalSecret',
        name: 'payments-api-db',
        basis: 'owner',
        ready: 'true',
        from: 'vault:secret/prod/payments/db',
      },
      valueAge: {
        earliest: daysAgo(113),
        latest: daysAgo(113),
        basis: 'source',
      },
      consumerCount: 3,
      consumers: [
        'Deployment/payments-api',
        'CronJob/payments-report',
        'Job/payments-migrate',
      ],
    }),
    createSecret('ledger-shared-key', { class: 'encryption-key' }),
    createSecret('payments-tls', {
      class: 'tls',
      type: 'kubernetes.io/tls',
      deliverer: { kind: 'Certificate', name: 'payments-tls', basis: 'owner' },
      consumers: ['Ingress/payments'],
      valueAge: {
        earliest: daysAgo(61),
        latest: daysAgo(0.1),
        basis: 'creation',
      },
    }),
    createSecret('payouts-bank', {
      sourceId: 'staging',
      problems: [
        {
          code: 'sourceStale',
          message: 'staging has not been reached since then.',
          since: daysAgo(0.2),
        },
      ],
    }),
    ...Array.from({ length: 60 }, (_, index) =>
      createSecret(`batch-credentials-${index}`, {
        sourceId: ['production', 'staging', 'development'][index % 3],
        namespace: ['payments', 'checkout', 'identity'][index % 3],
        class: ['password', 'token', 'ssh-key', 'other'][index % 4],
        consumerCount: index % 5 ? 1 : 0,
        consumers: index % 5 ? ['StatefulSet/batch'] : [],
        deliverer:
          index % 2
            ? { kind: 'SealedSecret', name: `batch-${index}`, basis: 'owner' }
            : { kind: 'Helm', name: 'batch', basis: 'label' },
      }),
    ),
  ];
  api.claims = [
    {
      annotation: 'keyward.io/secrets',
      value: 'kubernetes:production/logistics/carrier-sftp',
      status: 'unconfirmed',
      remedy:
        'Set keyward.io/entity: payments-api on the Secret logistics/carrier-sftp in production, or ask its owner to.',
    },
  ];
  api.sources = [
    {
      id: 'production',
      kind: 'kubernetes',
      title: 'production',
      mode: 'fingerprint',
      state: 'live',
      stateSince: daysAgo(4),
      lastFullSync: daysAgo(0.3),
      lagMs: 420,
      secretCount: 120,
      objectCount: 2310,
      problems: [],
      warnings: [
        {
          code: 'broadCredential',
          message: 'plugin-kubernetes’s account can read Secrets here.',
          remedy: 'Bind it to a ClusterRole without secrets.',
        },
      ],
      heartbeat: Array.from({ length: DAY_HOURS }, (_, hour) =>
        hour < 4 ? 'unknown' : 'live',
      ),
      dashboardUrl: 'https://dashboard.example.com',
    },
    {
      id: 'staging',
      kind: 'kubernetes',
      title: 'staging',
      mode: 'metadata',
      state: 'down',
      stateSince: daysAgo(0.2),
      lastFullSync: daysAgo(1.2),
      secretCount: 45,
      objectCount: 900,
      problems: [
        {
          code: 'forbidden',
          message: 'staging answers 403 to listing Secrets.',
          remedy: 'Apply deploy/kubernetes/metadata.yaml.',
          since: daysAgo(0.2),
        },
      ],
      warnings: [],
      heartbeat: Array.from({ length: DAY_HOURS }, (_, hour) =>
        hour > 18 ? 'down' : 'live',
      ),
    },
    {
      id: 'development',
      kind: 'kubernetes',
      title: 'development',
      mode: 'fingerprint',
      state: 'syncing',
      secretCount: 12,
      objectCount: 80,
      problems: [],
      warnings: [],
      progress: { what: 'Secrets', done: 12_000, total: 200_000 },
    },
  ];
  api.history = Array.from({ length: 45 }, (_, index) => ({
    id: String(index),
    at: daysAgo(index * 3),
    event: ['valueChanged', 'changed', 'keyAdded', 'deliveryFailed'][index % 4],
    keys: index % 2 ? undefined : ['password'],
    detail: index % 4 === 3 ? 'access denied at the store' : undefined,
  }));
  api.findings = [
    createFinding({ dueAt: daysAgo(23), rule: 'rotation-due' }),
    createFinding({ id: 'f2' }),
    createFinding({ id: 'f3', severity: 'low', rule: 'unused' }),
  ];
  const { secret } = api.findings[0];
  api.rotations = [{ id: '1', at: daysAgo(40), keys: ['password'], secret }];
  api.rotationDays = [5, 40, 41].map(days => ({
    day: daysAgo(-days).slice(0, 10),
    keys: 1,
    certificates: 0,
    items: [{ kind: 'key', at: daysAgo(-days), key: 'password', secret }],
  }));
  const controller = { namespace: 'sealed-secrets', name: 'controller' };
  api.sealTargets = {
    places: [
      {
        sourceId: 'production',
        sourceTitle: 'production',
        namespace: 'payments',
        environment: 'production',
        controllers: [{ ...controller, certificate: developmentCertificate }],
      },
      {
        sourceId: 'staging',
        sourceTitle: 'staging',
        namespace: 'payments-staging',
        environment: 'staging',
        controllers: [{ ...controller, certificate: developmentCertificate }],
      },
      {
        sourceId: 'development',
        sourceTitle: 'development',
        namespace: 'payments-dev',
        environment: 'development',
        controllers: [
          {
            ...controller,
            refusal: {
              code: 'certificate-expired',
              reason: 'The certificate of the controller expired 3 days ago.',
              remedy:
                'Let the controller make a new key: its flag --key-renew-period says how often.',
            },
          },
        ],
      },
    ],
    repositories: [],
    refusals: [],
  };
  api.requests = [
    createRequest({
      blocked: {
        code: 'not-mergeable',
        reason: 'The pull request conflicts with the branch main.',
        remedy:
          'Merge the branch into it, or withdraw the request and request it again.',
        since: daysAgo(1),
      },
    }),
    createRequest({
      id: 'request-2',
      state: 'used',
      mayWithdraw: false,
      mayRemind: false,
    }),
  ];
  api.scopes = ['payments', 'checkout', 'identity'].map((name, index) => ({
    kind: 'team',
    ref: `group:default/${name}`,
    title: name,
    score: 41 + 12 * index,
    confidence: 60 + 10 * index,
    scoreBefore: index === 2 ? undefined : 45 + 10 * index,
    secrets: 12 + index,
    overdue: 7 - index,
    expiring: index,
    critical: 1,
    high: 4,
    controls: [],
  }));
  api.overview.trend = Array.from({ length: 30 }, (_, index) => ({
    day: daysAgo(29 - index).slice(0, 10),
    score: 50 + Math.floor(index / 3),
    confidence: 70 + Math.floor(index / 6),
  }));
  api.report.trend = api.overview.trend;
  return api;
}
