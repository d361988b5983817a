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
  type SealController,
  type SealPlace,
} from '@keyward/backstage-plugin-secrets-common';

/** A namespace that values can be sealed for, with the controller that opens them. */
export interface ReadyPlace {
  id: string;
  place: SealPlace;
  controller: SealController & {
    certificate: NonNullable<SealController['certificate']>;
  };
}

/** Names a place in lists and state. */
export function placeId({ sourceId, namespace }: SealPlace): string {
  return `${sourceId}/${namespace}`;
}

/** How people call a place. */
export function placeTitle(place: SealPlace): string {
  return `${place.sourceTitle} / ${place.namespace}`;
}

/** Those controllers of a place whose certificate can be trusted. */
export function readyControllers(place: SealPlace): ReadyPlace['controller'][] {
  return place.refusal
    ? []
    : place.controllers.flatMap(controller =>
        controller.certificate && !controller.refusal
          ? [{ ...controller, certificate: controller.certificate }]
          : [],
      );
}

/** Why a place cannot be sealed for; undefined where it can. */
export function refusalOf(place: SealPlace) {
  return readyControllers(place).length > 0
    ? undefined
    : place.refusal ??
        place.controllers.find(({ refusal }) => refusal)?.refusal;
}
