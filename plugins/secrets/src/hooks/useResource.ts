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

import { useCallback, useEffect, useRef, useState } from 'react';

/** Something fetched, which stays visible while it is fetched again. */
interface Resource<T> {
  value: T | undefined;
  error: Error | undefined;
  /** There is nothing to show yet. */
  isPending: boolean;
  /** What is shown is of an earlier request. */
  isStale: boolean;
  retry: () => void;
}

/**
 * Fetches by a key. The value of another key stays until the new one is there,
 * and answers that come too late are dropped. A new revision of the same key
 * fetches silently.
 */
export function useResource<T>(
  key: string,
  load: () => Promise<T>,
  revision: number = 0,
): Resource<T> {
  const [settled, setSettled] = useState<{
    key: string;
    value?: T;
    error?: Error;
  }>();
  const [attempt, setAttempt] = useState(0);
  const loadRef = useRef(load);
  loadRef.current = load;

  useEffect(() => {
    let dropped = false;
    loadRef.current().then(
      value => !dropped && setSettled({ key, value }),
      error =>
        !dropped &&
        setSettled(previous => ({
          key,
          error,
          // A refresh that fails leaves what was there.
          value: previous?.key === key ? previous.value : undefined,
        })),
    );
    return () => {
      dropped = true;
    };
  }, [key, revision, attempt]);

  const retry = useCallback(() => {
    setSettled(undefined);
    setAttempt(count => count + 1);
  }, []);

  return {
    value: settled?.value,
    error: settled?.error,
    isPending: settled === undefined,
    isStale: settled !== undefined && settled.key !== key,
    retry,
  };
}
