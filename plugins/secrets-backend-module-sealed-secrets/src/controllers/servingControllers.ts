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

import type { FoundControllers } from './findControllers';
import type { Controller } from './types';

/** Who opens the SealedSecrets of a namespace. */
export interface Serving {
  controllers: Controller[];
  /** Whether others, at which nobody looks, may serve it as well. */
  areMore: boolean;
}

/**
 * Those that serve a namespace, or may: one that selects by labels is not known to leave it
 * out. A Deployment or a key that looks like a controller's can be made by whoever
 * administers a namespace, so where some have the rights to serve it, those without count
 * for nothing.
 */
export function servingControllers(
  namespace: string,
  found: Pick<FoundControllers, 'controllers' | 'areMore' | 'areMoreServing'>,
): Serving {
  const claiming = found.controllers.filter(
    ({ namespaces }) => !namespaces || namespaces.includes(namespace),
  );
  const able = claiming.filter(
    each =>
      each.namespace === namespace ||
      !each.mayServe ||
      each.mayServe === 'all' ||
      each.mayServe.includes(namespace),
  );
  // Rights may come from where nobody sees them, as by a webhook.
  return able.length > 0
    ? { controllers: able, areMore: found.areMoreServing }
    : { controllers: claiming, areMore: found.areMore };
}
