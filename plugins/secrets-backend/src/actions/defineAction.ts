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

import type {
  AuditorServiceCreateEventOptions,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  type ActionsRegistryService,
} from '@backstage/backend-plugin-api/alpha';
import { audited } from '../app/audited';
import type { Authorize } from '../app/authorize';
import { refuseNul } from '../app/refuseNul';
import { requireUser, type ActionsOptions } from './ActionsOptions';

// The registry is an alpha service of Backstage; this file alone knows it.
export { actionsRegistryServiceRef };

type AnySchema = Parameters<ActionsRegistryService['register']>[0]['schema'];
type AnyObject = ReturnType<AnySchema['input']>;

/** What schemas are made with. */
export type Zod = Parameters<AnySchema['input']>[0];

/** An action that can be offered to agents. */
export interface Action {
  name: string;
  register(registry: ActionsRegistryService, options: ActionsOptions): void;
}

/** What an action is, and what it does besides what all of them do. */
export interface ActionDefinition<
  TInput extends AnyObject,
  TOutput extends AnyObject,
  TGranted,
> {
  /** Agents know it as `secrets:` and this. */
  name: string;
  title: string;
  description: string;
  input(z: Zod): TInput;
  output(z: Zod): TOutput;
  /** Set where it changes something. */
  writes?: boolean;
  /** What the auditor is told, before anything is done. */
  event(input: TInput['_output']): AuditorServiceCreateEventOptions;
  /** There is no action without it. */
  authorize: Authorize<
    TInput['_output'] & { credentials: BackstageCredentials },
    TGranted
  >;
  run(
    options: ActionsOptions,
    asked: { credentials: BackstageCredentials; input: TInput['_output'] },
    granted: TGranted,
  ): Promise<TOutput['_output']>;
}

/**
 * An action, which reads unless it says otherwise. Each call of it has a user, is audited from its start to its
 * end, and is authorised before anything is read for it; errors are rebuilt.
 */
export function defineAction<
  TInput extends AnyObject,
  TOutput extends AnyObject,
  TGranted,
>(definition: ActionDefinition<TInput, TOutput, TGranted>): Action {
  const { name, title, description, input: inputOf, output } = definition;
  return {
    name,
    register(registry, options) {
      registry.register<TInput, AnyObject>({
        name,
        title,
        description,
        attributes: {
          readOnly: !definition.writes,
          destructive: false,
          idempotent: true,
        },
        schema: { input: inputOf, output },
        async action({ input, credentials }) {
          refuseNul(input);
          const event = definition.event(input);
          return await audited(options.auditor, event, async () => {
            requireUser(options, credentials);
            const granted = await definition.authorize(options.scopes, {
              ...input,
              credentials,
            });
            const asked = { credentials, input };
            return { output: await definition.run(options, asked, granted) };
          });
        },
      });
    },
  };
}
