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

import type { AccessConfig } from '../permissions';
import type { Problem } from '../schema/openapi/generated/models';

/** What an administrator should know of how Keyward is set up. */
export function installationWarnings(
  access: AccessConfig,
  policyIsOpen = false,
): Problem[] {
  const warnings: Problem[] = [];
  if (access.trustAnnotations) {
    warnings.push({
      code: 'annotations-trusted',
      message:
        'secrets.access.trustAnnotations is on: whoever edits a catalog file decides which secrets it shows',
      remedy:
        'Have Namespaces or workloads name their owner (keyward.io/owner) and turn it off.',
    });
  }
  if (access.groupsOpen) {
    warnings.push({
      code: 'groups-from-anywhere',
      message:
        'catalog.rules takes groups and users from every location: whoever registers one can join any group, or register a deleted one again, and see what it may see',
      remedy:
        'Allow Group and User only for the locations of your organisation, by the rules of catalog.locations.',
    });
  }
  if (access.permissionsOff) {
    warnings.push({
      code: 'permissions-off',
      message:
        'permission.enabled is off, so no policy is asked: the groups in secrets.access.groups may do everything, others see their own',
      remedy:
        'Turn it on, with a policy that answers the permissions of Keyward by createSecretsPolicyDecision().',
    });
  }
  if (policyIsOpen && !access.permissionsOff) {
    warnings.push({
      code: 'policy-allows-everything',
      message:
        'The permission policy allows what it does not know: the groups in secrets.access.groups may do everything, others see their own',
      remedy:
        'Have the policy answer the permissions of Keyward by createSecretsPolicyDecision().',
    });
  }
  return warnings;
}
