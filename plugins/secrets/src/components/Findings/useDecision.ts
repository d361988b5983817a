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

import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type SetFindingStateRequest,
  type SetFindingStates200Response,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';

/** The back end takes so many at once. */
const AT_ONCE = 200;

/** What somebody decides about findings. */
export type Decision = SetFindingStateRequest;

/** Stores a decision about several findings, and keeps what came of it. */
export function useDecision(onDecided: () => void) {
  const api = useApi(secretsApiRef);
  const [isPending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<
    SetFindingStates200Response & { error?: Error }
  >();
  const decide = useCallback(
    async (ids: string[], decision: Decision) => {
      const result: SetFindingStates200Response = { changed: [], failed: [] };
      let error: Error | undefined;
      setPending(true);
      try {
        for (let start = 0; start < ids.length; start += AT_ONCE) {
          const { changed, failed } = await api.setFindingStates({
            ...decision,
            ids: ids.slice(start, start + AT_ONCE),
          });
          result.changed.push(...changed);
          result.failed.push(...failed);
        }
      } catch (failure) {
        error = failure as Error;
      }
      setPending(false);
      setOutcome({ ...result, error });
      onDecided();
      return { ...result, error };
    },
    [api, onDecided],
  );
  const dismiss = useCallback(() => setOutcome(undefined), []);
  return { decide, isPending, outcome, dismiss };
}
