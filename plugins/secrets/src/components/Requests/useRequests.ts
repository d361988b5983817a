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

import { useCallback, useEffect, useState } from 'react';
import { type SecretRequest } from '@keyward/backstage-plugin-secrets-common';
import { useResource, useRevision } from '../../hooks';
import { isEnded } from './stepProgress';

/** How often requests that are under way are looked at. */
const FOLLOW_MS = 10_000;

/**
 * Fetches requests by a key, and again and again while one of them is under way: nothing
 * is signalled of pull requests.
 */
export function useRequests<T>(
  key: string,
  load: () => Promise<T>,
  requestsOf: (value: T) => readonly SecretRequest[],
) {
  const signalled = useRevision();
  const [looked, setLooked] = useState(0);
  const look = useCallback(() => setLooked(count => count + 1), []);
  const resource = useResource(key, load, signalled + looked);
  const { value } = resource;
  const isUnderWay =
    value !== undefined && requestsOf(value).some(each => !isEnded(each));
  useEffect(() => {
    if (!isUnderWay) {
      return undefined;
    }
    const timer = setInterval(() => !document.hidden && look(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [isUnderWay, look]);
  return { ...resource, look };
}
