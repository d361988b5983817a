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
  knownSystems,
  type KnownSystems,
  type PodMaking,
} from '@keyward/kube-model/systems';

/**
 * A kind whose controller makes pods as its objects say, with the Secrets and
 * the ServiceAccount that they name.
 *
 * @public
 */
export interface PodMaker extends PodMaking {
  group: string;
  resource: string;
  kind: string;
}

/** The kinds of some systems that make pods, besides those of Kubernetes itself. */
export function podMakersOf({ kinds }: KnownSystems): PodMaker[] {
  return kinds.flatMap(({ group, resource, kind, podMaking }) =>
    podMaking ? [{ group, resource, kind, ...podMaking }] : [],
  );
}

/**
 * The kinds that make pods, besides those of Kubernetes itself.
 *
 * @public
 */
export const podMakers: readonly PodMaker[] = podMakersOf(knownSystems);
