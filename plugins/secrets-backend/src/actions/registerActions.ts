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
  actionsRegistryServiceRef,
  type ActionsRegistryService,
} from '@backstage/backend-plugin-api/alpha';
import { REACH_START } from '../access';
import { refuseNul } from '../app/refuseNul';
import type { ActionsOptions } from './ActionsOptions';
import { describeSecret } from './describeSecret';
import { explainFinding } from './explainFinding';
import { listDue } from './listDue';
import { listFindings } from './listFindings';
import { listSecrets } from './listSecrets';
import { listSources } from './listSources';
import { registerComplianceActions } from './registerComplianceActions';
import { whatIsAtRisk } from './whatIsAtRisk';
import { whatWouldChange } from './whatWouldChange';
import { whoCanReach } from './whoCanReach';

export { actionsRegistryServiceRef };

const READS = { readOnly: true, destructive: false, idempotent: true };

/**
 * Offers the actions to agents (`secrets:list-secrets` and so on). The registry is an
 * alpha service of Backstage; this file alone knows it.
 */
export function registerActions(
  actionsRegistry: ActionsRegistryService,
  options: ActionsOptions,
): void {
  const registry = refusingNul(actionsRegistry);
  registerComplianceActions(registry, options);
  registry.register({
    name: 'list-secrets',
    title: 'List the secrets of a service',
    description:
      'The secrets that a catalog entity owns or uses, the worst first: key names, what delivers them, who consumes them, how old their values are and what is wrong. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .max(600)
            .describe('For example component:default/payments-api'),
          q: z.string().max(200).optional().describe('Words to look for'),
          cursor: z.string().optional().describe('From the page before'),
          limit: z.number().int().min(1).max(200).optional(),
        }),
      output: z => {
        const problem = z.object({
          code: z.string(),
          message: z.string(),
          remedy: z.string().optional(),
        });
        return z.object({
          items: z.array(
            z.object({
              id: z.string().describe('For describe-secret'),
              ref: z.string(),
              class: z.string(),
              exists: z.boolean(),
              keyNames: z.array(z.string()),
              deliveredBy: z.string(),
              consumers: z.array(z.string()),
              consumerCount: z.number(),
              valueSetBetween: z.array(z.string()),
              worstFinding: z
                .object({
                  id: z.string().describe('For explain-finding'),
                  rule: z.string(),
                  severity: z.string(),
                })
                .optional()
                .describe('Absent if there are no findings'),
              findings: z
                .number()
                .describe('How many findings are open or acknowledged'),
              problems: z.array(problem),
            }),
          ),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
        });
      },
    },
    action: async ({ input, credentials }) => ({
      output: await listSecrets(options, credentials, input),
    }),
  });

  registry.register({
    name: 'describe-secret',
    title: 'Describe a secret',
    description:
      'One secret by its id: keys with class and age, where its value comes from, what delivers it, its consumers and which other visible secrets hold the same value. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          id: z.string().max(100).describe('As list-secrets gives it'),
        }),
      output: z => z.object({ secret: z.record(z.any()) }),
    },
    action: async ({ input, credentials }) => ({
      output: { secret: await describeSecret(options, credentials, input) },
    }),
  });

  registry.register({
    name: 'list-findings',
    title: 'List what is wrong with the secrets of a service',
    description:
      'Open findings about the secrets of a catalog entity, the worst first: rule, severity, secret, key and when it is due. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .max(600)
            .describe('For example component:default/payments-api'),
          cursor: z.string().optional().describe('From the page before'),
          limit: z.number().int().min(1).max(200).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              id: z.string().describe('For explain-finding'),
              rule: z.string(),
              severity: z.string(),
              state: z.string(),
              secret: z.string(),
              item: z.string().optional(),
              dueAt: z.string().optional(),
            }),
          ),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await listFindings(options, credentials, input),
    }),
  });

  registry.register({
    name: 'explain-finding',
    title: 'Explain a finding',
    description:
      'One finding by its id: what it rests on, who owns it, since when, by when, and what was decided about it. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          id: z.string().max(100).describe('As list-findings gives it'),
        }),
      output: z => z.object({ finding: z.record(z.any()) }),
    },
    action: async ({ input, credentials }) => ({
      output: { finding: await explainFinding(options, credentials, input) },
    }),
  });

  registry.register({
    name: 'list-due',
    title: 'List what is due for rotation',
    description:
      'Keys of the secrets of a catalog entity that have a rotation policy, what is due first, and how each stands: inPeriod, dueSoon, overdue or unknown; on the first page also the certificates that end first. Never a value.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .max(600)
            .describe('For example component:default/payments-api'),
          cursor: z.string().optional().describe('From the page before'),
          limit: z.number().int().min(1).max(200).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              secret: z.string(),
              key: z.string(),
              everyDays: z.number(),
              state: z.string(),
              dueAt: z.string().optional(),
            }),
          ),
          certificates: z.array(
            z.object({
              secret: z.string(),
              key: z.string(),
              subject: z.string(),
              endsAt: z.string(),
              renewsAt: z.string().optional(),
            }),
          ),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await listDue(options, credentials, input),
    }),
  });

  registry.register({
    name: 'list-sources',
    title: 'List the sources of secrets',
    description:
      'The clusters and other systems that are observed: state, last full sync, number of secrets and problems with their remedy.',
    attributes: READS,
    schema: {
      input: z => z.object({}),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              id: z.string(),
              kind: z.string(),
              title: z.string(),
              state: z.string(),
              lastFullSync: z.string().optional(),
              secretCount: z.number(),
              problems: z.array(
                z.object({
                  code: z.string(),
                  message: z.string(),
                  remedy: z.string().optional(),
                }),
              ),
            }),
          ),
        }),
    },
    action: async ({ credentials }) => ({
      output: await listSources(options, credentials),
    }),
  });

  registry.register({
    name: 'who-can-reach',
    title: 'Tell who can reach a secret',
    description:
      'Users, groups, ServiceAccounts and nodes that can read a secret of a cluster, by a right of their own or by a chain of rights, and whether a workload of theirs needs it.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({ id: z.string().describe('The id from list-secrets') }),
      output: z =>
        z.object({
          ref: z.string(),
          items: z.array(
            z.object({
              id: z.string(),
              kind: z.string(),
              namespace: z.string().optional(),
              name: z.string(),
              isSystem: z.boolean(),
              access: z.string(),
              kinds: z.array(z.string()),
              isNeeded: z.boolean(),
            }),
          ),
          unknown: z.string().optional(),
          asOf: z.string(),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await whoCanReach(options, credentials, input),
    }),
  });

  registry.register({
    name: 'what-is-at-risk',
    title: 'Show the blast radius',
    description:
      'The secrets that can be reached from a compromised user, group, ServiceAccount, pod or node: what to rotate, the nearest first.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          sourceId: z.string().describe('The id of the cluster'),
          start: z
            .string()
            .max(600)
            .regex(REACH_START)
            .describe('u:USER, g:GROUP, pod:NAMESPACE/NAME or node:NAME'),
          cursor: z
            .string()
            .optional()
            .describe('The nextCursor of the page before'),
          limit: z.number().int().min(1).max(200).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              id: z.string(),
              ref: z.string(),
              access: z.string(),
              steps: z.number(),
            }),
          ),
          totalItems: z.number(),
          seesAll: z
            .boolean()
            .describe('If false, there may be more that are not yours to see'),
          nextCursor: z.string().optional(),
          unknown: z.string().optional(),
          asOf: z.string(),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await whatIsAtRisk(options, credentials, input),
    }),
  });

  registry.register({
    name: 'what-would-change',
    title: 'Tell what a change of roles would mean',
    description:
      'Which subjects would gain or lose which secrets by the roles, bindings and ServiceAccounts of a pull request: how many, directly and indirectly, with examples. Nothing is changed. Secrets are refused.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          sourceId: z.string().max(200).describe('The id of the cluster'),
          manifests: z
            .string()
            .max(500_000)
            .optional()
            .describe('To be made or replaced, as YAML or JSON'),
          deletions: z
            .array(
              z.object({
                kind: z.enum([
                  'Role',
                  'ClusterRole',
                  'RoleBinding',
                  'ClusterRoleBinding',
                  'ServiceAccount',
                ]),
                namespace: z.string().min(1).max(63).optional(),
                name: z.string().min(1).max(253),
              }),
            )
            .max(500)
            .optional()
            .describe('To be deleted'),
        }),
      output: z => {
        const share = z.object({
          direct: z.number(),
          indirect: z.number(),
          namespaces: z.number(),
          examples: z.array(
            z.object({
              id: z.string().optional(),
              namespace: z.string(),
              name: z.string(),
              access: z.string(),
              steps: z.array(
                z.object({
                  kind: z.string(),
                  from: z.string(),
                  to: z.string(),
                  bindings: z.array(z.string()),
                }),
              ),
            }),
          ),
        });
        return z.object({
          objects: z.array(
            z.object({
              change: z.string(),
              kind: z.string(),
              namespace: z.string().optional(),
              name: z.string(),
            }),
          ),
          ignored: z.number(),
          subjects: z.array(
            z.object({
              id: z.string(),
              kind: z.string(),
              namespace: z.string().optional(),
              name: z.string(),
              isSystem: z.boolean(),
              members: z.number(),
              gained: share,
              closer: share.describe('Now direct, indirect before'),
              farther: share.describe('Now indirect, direct before'),
              lost: share,
            }),
          ),
          summary: z.object({
            gaining: z.number(),
            closer: z.number(),
            farther: z.number(),
            losing: z.number(),
          }),
          totalSubjects: z.number(),
          tooMany: z
            .number()
            .describe(
              'Subjects with more rights than can be followed: they count as reaching all, and what they gain is not known',
            ),
          isComplete: z.boolean(),
          unknown: z.string().optional(),
          asOf: z.string(),
        });
      },
    },
    action: async ({ input, credentials }) => ({
      output: await whatWouldChange(options, credentials, input),
    }),
  });
}

/** The same registry, but no action is given a text with a NUL character in it. */
function refusingNul(registry: ActionsRegistryService): ActionsRegistryService {
  return {
    register: action =>
      registry.register({
        ...action,
        async action(context) {
          refuseNul(context.input);
          return await action.action(context);
        },
      }),
  };
}
