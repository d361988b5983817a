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

import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { ActionsOptions } from './ActionsOptions';
import {
  describeCompliance,
  explainControl,
  suggestImprovements,
} from './compliance';

const READS = { readOnly: true, destructive: false, idempotent: true };

/** Offers the actions about compliance to agents. */
export function registerComplianceActions(
  registry: ActionsRegistryService,
  options: ActionsOptions,
): void {
  registry.register({
    name: 'describe-compliance',
    title: 'Tell how a service stands to compliance frameworks',
    description:
      'Score of 100, confidence, and controls by framework for a catalog entity, or for the whole portal for those who see all. What is not known is never counted as passed. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .max(600)
            .optional()
            .describe('For example component:default/payments-api'),
        }),
      output: z =>
        z.object({
          score: z.number().optional(),
          confidence: z.number().optional(),
          frameworks: z.array(
            z.object({
              id: z.string(),
              version: z.string(),
              title: z.string(),
              pass: z.number(),
              fail: z.number(),
              unknown: z.number(),
              notApplicable: z.number(),
              failing: z.array(z.object({ id: z.string(), title: z.string() })),
            }),
          ),
          missing: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              remedy: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await describeCompliance(options, credentials, input),
    }),
  });

  registry.register({
    name: 'explain-control',
    title: 'Explain a control of a compliance framework',
    description:
      'What a control asks, how a catalog entity or the whole portal stands to it, from what that is known, and what to do. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          framework: z
            .string()
            .max(64)
            .describe('As describe-compliance gives it, for example pci-dss'),
          control: z.string().max(64).describe('For example 8.6.3'),
          entityRef: z
            .string()
            .max(600)
            .optional()
            .describe('For example component:default/payments-api'),
        }),
      output: z =>
        z.object({
          id: z.string(),
          title: z.string(),
          asks: z.string(),
          reference: z.object({ number: z.string(), url: z.string() }),
          remedy: z.string(),
          verdict: z.string(),
          restsOn: z.array(z.string()),
          checks: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              verdict: z.string(),
              remedy: z.string(),
              evidence: z.array(z.string()),
            }),
          ),
          missing: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              remedy: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await explainControl(options, credentials, input),
    }),
  });

  registry.register({
    name: 'suggest-improvements',
    title: 'Tell what would raise the compliance score most',
    description:
      'The three checks whose faults cost a catalog entity or the whole portal the most points, with what to do about each. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .max(600)
            .optional()
            .describe('For example component:default/payments-api'),
        }),
      output: z =>
        z.object({
          score: z.number().optional(),
          confidence: z.number().optional(),
          items: z.array(
            z.object({
              check: z.string(),
              title: z.string(),
              text: z.string(),
              remedy: z.string(),
              count: z.number().describe('How many are at fault'),
              gain: z.number().describe('Points of 100'),
              rules: z
                .array(z.string())
                .optional()
                .describe('Of the findings about them, for list-findings'),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await suggestImprovements(options, credentials, input),
    }),
  });
}
