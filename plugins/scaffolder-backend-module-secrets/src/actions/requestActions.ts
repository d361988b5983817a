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

import { setTimeout as delay } from 'node:timers/promises';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  createTemplateAction,
  type TemplateExample,
} from '@backstage/plugin-scaffolder-node';
import type { Draft, Request, RequestsClient } from '../requests';
import { findDestinations } from './findDestinations';
import { sealExamples, sealedUpdateExamples } from './requestActions.examples';

const KINDS = ['CronJob', 'DaemonSet', 'Deployment', 'StatefulSet'] as const;
const LOOK_MS = 2000;
const DEFAULT_WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 300;

/** What the actions work with. */
export interface RequestActionOptions {
  auditor: AuditorService;
  client: RequestsClient;
  /** Between two looks at a request. Default: 2 seconds. */
  lookMs?: number;
}

/** Requests new Secrets of a draft. */
export function createSealAction(options: RequestActionOptions) {
  return createRequestAction(options, {
    id: 'secrets:seal',
    mode: 'create',
    description:
      'Opens a pull request with sealed values of a draft, for Secrets that are not there yet.',
    examples: sealExamples,
  });
}

/** Requests new values of Secrets that are there, of a draft. */
export function createSealedUpdateAction(options: RequestActionOptions) {
  return createRequestAction(options, {
    id: 'secrets:sealed:update',
    mode: 'replace',
    description:
      'Opens a pull request with sealed values of a draft, that replace values of Secrets which are there.',
    examples: sealedUpdateExamples,
  });
}

/**
 * An action that requests a draft. It decides nothing: the secrets plugin is asked on behalf
 * of whoever began the task, and anybody may write a template with this action.
 */
function createRequestAction(
  { auditor, client, lookMs = LOOK_MS }: RequestActionOptions,
  kind: {
    id: string;
    mode: Draft['targets'][number]['mode'];
    description: string;
    examples: TemplateExample[];
  },
) {
  return createTemplateAction({
    id: kind.id,
    description: kind.description,
    examples: kind.examples,
    supportsDryRun: true,
    schema: {
      input: {
        draftId: z =>
          z
            .string({
              description:
                'The id of a draft of the user, as the field SealedValues gives it. Never a value',
            })
            .uuid(),
        destinations: z =>
          z
            .array(
              z.object({
                repository: z.string({
                  description: 'The URL of the repository',
                }),
                branch: z.string({ description: 'The branch to merge into' }),
                path: z.string({
                  description: 'The confirmed folder; empty for the root',
                }),
                targets: z
                  .array(z.number().int().nonnegative(), {
                    description:
                      'Positions of Secrets in the draft, from 0. Default: all',
                  })
                  .optional(),
              }),
              {
                description:
                  'Where the manifests are written. Default: the one folder that is confirmed for the entity or, of several, the one that has the name of the cluster in its path',
              },
            )
            .min(1)
            .max(20)
            .optional(),
        reference: z =>
          z
            .object({
              kind: z.enum(KINDS),
              name: z.string({ description: 'The name of the workload' }),
              container: z
                .string({
                  description: 'Needed where it has several containers',
                })
                .optional(),
              as: z
                .enum(['env', 'envFrom', 'volume'], {
                  description:
                    'A variable for each key, variables for all keys as they are named, or files',
                })
                .optional(),
              variables: z
                .record(z.string(), {
                  description:
                    'Which key each variable has, for env. Default: one for each sealed key, in upper case',
                })
                .optional(),
              mountPath: z
                .string({ description: 'The folder of the files, for volume' })
                .optional(),
              reloader: z
                .boolean({
                  description:
                    'Whether Reloader is to restart the workload when the Secret changes',
                })
                .optional(),
            })
            .describe(
              'A workload of the folder that refers to the Secrets from then on. The pull request changes its manifest',
            )
            .optional(),
        reason: z =>
          z
            .string({ description: 'What it is for; shown to everybody' })
            .max(1000)
            .optional(),
        waitSeconds: z =>
          z
            .number({
              description: `How long to wait until the pull request is open, at most ${LONGEST_WAIT_SECONDS}. Default: ${DEFAULT_WAIT_SECONDS}`,
            })
            .min(0)
            .max(LONGEST_WAIT_SECONDS)
            .optional(),
      },
      output: {
        requestIds: z => z.array(z.string()).optional(),
        remoteUrl: z =>
          z
            .string({ description: 'The page of the first pull request' })
            .optional(),
        remoteUrls: z =>
          z
            .array(z.string(), {
              description:
                'The pages of the pull requests that are open by now',
            })
            .optional(),
      },
    },
    async handler(ctx) {
      const { draftId, reason, reference } = ctx.input;
      const { waitSeconds = DEFAULT_WAIT_SECONDS } = ctx.input;
      if (ctx.isDryRun) {
        // Nobody is asked: a dry run has no effect, and says nothing of the draft.
        ctx.logger.info('Would request what is sealed in the draft');
        return;
      }
      const credentials = await ctx.getInitiatorCredentials();
      const event = await auditor.createEvent({
        eventId: 'secrets-request',
        severityLevel: 'medium',
        meta: { action: kind.id, draftId, taskId: ctx.task.id },
      });
      try {
        const ids = await ctx.checkpoint({
          key: `${kind.id}.${draftId}`,
          fn: async () => {
            const draft = await client.readDraft(credentials, draftId);
            checkMode(draft, kind);
            const destinations =
              ctx.input.destinations ??
              findDestinations(
                draft,
                await client.listRepositories(credentials, draft.entityRef),
              );
            const requests = await client.create(credentials, {
              draftId,
              reason,
              destinations: destinations.map(each => ({
                ...each,
                ...(reference ? { references: [reference] } : {}),
              })),
            });
            return requests.map(({ id }) => id);
          },
        });
        await event.success({ meta: { requestIds: ids } });
        ctx.output('requestIds', ids);
        const requests = await follow(ids, {
          read: id => client.readRequest(credentials, id),
          deadline: Date.now() + waitSeconds * 1000,
          lookMs,
          signal: ctx.signal,
        });
        const urls = requests.flatMap(({ change }) => change?.url ?? []);
        ctx.output('remoteUrls', urls);
        if (urls.length > 0) {
          ctx.output('remoteUrl', urls[0]);
        }
        requests.forEach(request => ctx.logger.info(describe(request)));
      } catch (error) {
        await event.fail({ error: error as Error });
        throw error;
      }
    },
  });
}

function checkMode(
  { targets }: Draft,
  { id, mode }: { id: string; mode: string },
): void {
  const other = targets.find(target => target.mode !== mode);
  if (other) {
    throw new InputError(
      `${id} does not request ${other.namespace}/${
        other.name
      } of this draft. Use ${
        mode === 'create' ? 'secrets:sealed:update' : 'secrets:seal'
      }`,
    );
  }
}

/** Looks at requests until all pull requests are open, or nothing more is to be waited for. */
async function follow(
  ids: readonly string[],
  options: {
    read(id: string): Promise<Request>;
    deadline: number;
    lookMs: number;
    signal?: AbortSignal;
  },
): Promise<Request[]> {
  for (;;) {
    const requests: Request[] = [];
    for (const id of ids) {
      requests.push(await options.read(id));
    }
    const isWaiting = requests.some(
      ({ state, blocked }) => state === 'preparing' && !blocked,
    );
    if (!isWaiting || Date.now() + options.lookMs > options.deadline) {
      return requests;
    }
    await delay(options.lookMs, undefined, { signal: options.signal });
  }
}

function describe({ id, state, change, blocked }: Request): string {
  const what = `Request ${id} is ${state}`;
  if (blocked) {
    return `${what}: ${blocked.reason} ${blocked.remedy ?? ''}`.trim();
  }
  return change ? `${what}: ${change.url}` : what;
}
