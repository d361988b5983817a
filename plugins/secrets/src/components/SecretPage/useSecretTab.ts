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

import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { SECRET_TABS, type SecretTab } from '../../text';

/** Which tab is open; it stands in the address, so that a remedy can lead to it. */
export function useSecretTab(
  hasCertificates: boolean,
): [SecretTab, (tab: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const named = SECRET_TABS.find(tab => tab === parameters.get('tab'));
  const select = useCallback(
    (tab: string) =>
      setParameters(
        previous => {
          const next = new URLSearchParams(previous);
          next.set('tab', tab);
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  const isShown = named && (named !== 'certificates' || hasCertificates);
  return [isShown ? named : 'keys', select];
}
