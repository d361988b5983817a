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
  techInsightsFactRetrieversExtensionPoint,
  type FactRetriever,
  type FactRetrieverContext,
} from '@backstage-community/plugin-tech-insights-node';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { techInsightsModuleSecrets } from './module';

const component = (name: string, annotations: Record<string, string> = {}) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', annotations },
  spec: { type: 'service', owner: 'group:default/a' },
});
const linked = { 'backstage.io/kubernetes-id': 'x' };

const secretsOf = (total: number, staleSources: object[] = []) => ({
  total,
  attention: 0,
  deliveryFailed: 1,
  missing: 2,
  sourceStale: 0,
  consumed: total,
  facets: {},
  staleSources,
});
const rotation = {
  total: 3,
  inPeriod: 2,
  dueSoon: 0,
  overdue: 0,
  unknown: 1,
  trend: [],
};
const findings = {
  total: 6,
  bySeverity: [
    { value: 'critical', count: 1 },
    { value: 'high', count: 2 },
  ],
  byRule: [
    { value: 'exposed-value', count: 4 },
    { value: 'certificate-expiry', count: 1 },
  ],
  byOwner: [],
};

/** What Keyward answers about entities; an error is answered with 500. */
type Answers = Record<string, Record<string, object | Error>>;

async function startWith(answers: Answers) {
  const asked: string[] = [];
  let retriever: FactRetriever | undefined;
  const backend = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'tech-insights',
        register(reg) {
          reg.registerExtensionPoint(techInsightsFactRetrieversExtensionPoint, {
            addFactRetrievers: added => {
              [retriever] = Object.values(added);
            },
          });
          reg.registerInit({ deps: {}, init: async () => {} });
        },
      }),
      createBackendPlugin({
        pluginId: 'secrets',
        register(reg) {
          reg.registerInit({
            deps: {
              http: coreServices.httpRouter,
              httpAuth: coreServices.httpAuth,
            },
            async init({ http, httpAuth }) {
              http.use(async (req, res) => {
                const { principal } = await httpAuth.credentials(req as never, {
                  allow: ['service'],
                });
                const { pathname, searchParams } = new URL(
                  req.url,
                  'http://localhost',
                );
                const entity = searchParams.get('entityRef')!;
                asked.push(`${principal.subject} ${pathname} ${entity}`);
                const answer = answers[entity]?.[pathname];
                if (!answer || answer instanceof Error) {
                  res.status(answer ? 500 : 404).json({ error: {} });
                } else {
                  res.json(answer);
                }
              });
            },
          });
        },
      }),
      techInsightsModuleSecrets,
      catalogServiceMock.factory({
        entities: [
          component('good', linked),
          component('none', linked),
          component('stale', linked),
          component('late', linked),
          component('broken', linked),
          component('elsewhere'),
        ],
      }),
    ],
  });
  return {
    asked,
    retriever: retriever!,
    facts: async () =>
      await retriever!.handler({
        logger: mockServices.logger.mock(),
      } as unknown as FactRetrieverContext),
    stop: () => backend.stop(),
  };
}

const answersOf = (
  secrets: object | Error,
  ofFindings: object = findings,
): Record<string, object | Error> => ({
  '/secrets/summary': secrets,
  '/rotation/summary': rotation,
  '/findings/summary': ofFindings,
  '/compliance': {
    score: 41,
    confidence: 77,
    frameworks: [
      { counts: { pass: 1, fail: 2, unknown: 4, notApplicable: 0 } },
      { counts: { pass: 0, fail: 3, unknown: 5, notApplicable: 1 } },
    ],
  },
});

describe('techInsightsModuleSecrets', () => {
  it('tells of each entity what is known for sure', async () => {
    const test = await startWith({
      'component:default/good': answersOf(secretsOf(5)),
      'component:default/none': answersOf(secretsOf(0)),
      'component:default/stale': answersOf(
        secretsOf(5, [{ id: 'prod', title: 'prod', state: 'unreachable' }]),
      ),
      'component:default/late': answersOf(secretsOf(5), {
        ...findings,
        analysedTo: '2026-01-01T00:00:00.000Z',
      }),
      'component:default/broken': answersOf(new Error()),
    });
    try {
      const facts = await test.facts();
      expect(facts).toEqual([
        {
          entity: { kind: 'Component', namespace: 'default', name: 'good' },
          facts: {
            secrets: 5,
            missingSecrets: 2,
            failedDeliveries: 1,
            keysInScope: 3,
            keysInPeriod: 2,
            keysOverdue: 0,
            keysUnknown: 1,
            percentInPeriod: 66.6,
            openFindings: 6,
            criticalFindings: 1,
            highFindings: 2,
            exposedCredentials: 4,
            weakValues: 0,
            endingCertificates: 1,
            complianceScore: 41,
            complianceConfidence: 77,
            failingControls: 5,
            unknownControls: 9,
          },
        },
      ]);
      expect(Object.keys(facts[0].facts)).toEqual(
        Object.keys(test.retriever.schema),
      );
      expect(test.asked).toContain(
        'plugin:tech-insights /findings/summary component:default/good',
      );
      expect(test.asked.filter(each => /elsewhere/.test(each))).toEqual([]);
    } finally {
      await test.stop();
    }
  });
});
