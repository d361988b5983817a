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

import type { ResourceRule } from '@keyward/findings';
import { bareName, CONTROLLER, pageOf, textsOf } from './common';

/** Up to it a strict SealedSecret could be widened by /v1/rotate (CVE-2026-22728). */
const ROTATE_FIXED = '0.36.0';
/** Up to it /v1/verify and /v1/rotate told the beginning of a value. */
const ORACLE_FIXED = '0.40.0';

/**
 * A controller whose API gives values away to who reads a SealedSecret. It is reached
 * through its Service in the cluster, and through the API server by who may.
 */
export const controllerOutdated: ResourceRule = {
  id: 'sealing-controller-outdated',
  title: 'Sealed Secrets controller gives values away',
  sentence: ({ name, evidence: { version, flaw, openTo } }) => {
    const groups = textsOf(openTo);
    const who =
      groups.length > 0
        ? `${groups.join(', ')}, and whatever reaches its Service,`
        : 'whatever reaches its Service';
    return `${bareName(name)} ${version} lets ${who} ${
      flaw === 'rotate'
        ? 'widen a SealedSecret and so read its value (CVE-2026-22728)'
        : 'guess the value of a SealedSecret from its beginning on'
    }`;
  },
  remedy: `Update the controller to ${ORACLE_FIXED} or newer. Until then take system:authenticated out of the binding of its service proxier, and close its Service by a NetworkPolicy.`,
  docsUrl: pageOf('sealing-controller-outdated'),
  about: CONTROLLER,
  judge({ attributes: { version, openTo } }) {
    if (typeof version !== 'string' || !isOlder(version, ORACLE_FIXED)) {
      return { verdicts: [] };
    }
    const flaw = isOlder(version, ROTATE_FIXED) ? 'rotate' : 'oracle';
    const groups = textsOf(openTo);
    const isOpen = groups.length > 0;
    return {
      verdicts: [
        {
          item: flaw,
          severity: flaw === 'rotate' && isOpen ? 'high' : 'medium',
          evidence: { version, flaw, openTo: groups },
        },
      ],
    };
  },
};

function isOlder(version: string, other: string): boolean {
  const [one, two] = [version, other].map(text => text.split('.').map(Number));
  const at = one.findIndex((part, index) => part !== two[index]);
  return at >= 0 && one[at] < two[at];
}
