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

/** What the Secrets tab of a service shows. */
export type EntityView = 'secrets' | 'seal';

const VIEW = 'view';
const REPLACED = 'replace';

/**
 * The search of an address at which values are sealed for a service.
 *
 * @param replaced - the id of the secret whose values are replaced, rather than a new one
 */
export function sealSearch(replaced?: string): string {
  const parameters = new URLSearchParams({ [VIEW]: 'seal' });
  if (replaced) {
    parameters.set(REPLACED, replaced);
  }
  return `?${parameters}`;
}

/** Which part of the tab is open, kept in the address; what is typed there never is. */
export function useEntityView(): {
  view: EntityView;
  /** The id of the secret whose values are replaced. */
  replaced: string | undefined;
  open: (view: EntityView) => void;
} {
  const [parameters, setParameters] = useSearchParams();
  const open = useCallback(
    (view: EntityView) =>
      setParameters(view === 'secrets' ? {} : { [VIEW]: view }),
    [setParameters],
  );
  return {
    view: parameters.get(VIEW) === 'seal' ? 'seal' : 'secrets',
    replaced: parameters.get(REPLACED) ?? undefined,
    open,
  };
}
