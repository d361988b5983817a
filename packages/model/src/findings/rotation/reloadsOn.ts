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

const MATCH = 'reloader.stakater.com/match';

/**
 * Whether a workload's annotations ask a controller to restart it when a secret
 * gets another value:
 *
 * - Stakater Reloader, https://github.com/stakater/Reloader: `auto`, for Secrets
 *   only, by name, or by a search among Secrets that say that they match;
 * - Wave, https://github.com/wave-k8s/wave: `update-on-config-change`.
 *
 * Whether the controller runs is not known from this.
 *
 * @public
 */
export function reloadsOn(
  workload: Readonly<Record<string, string>>,
  secret: { name: string; annotations: Readonly<Record<string, string>> },
): boolean {
  const isOn = (key: string) => workload[key] === 'true';
  const named = workload['secret.reloader.stakater.com/reload'] ?? '';
  return (
    isOn('reloader.stakater.com/auto') ||
    isOn('secret.reloader.stakater.com/auto') ||
    (isOn('reloader.stakater.com/search') &&
      secret.annotations[MATCH] === 'true') ||
    named.split(',').some(name => name.trim() === secret.name) ||
    isOn('wave.pusher.com/update-on-config-change')
  );
}
