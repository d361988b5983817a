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

import { useEffect, useRef, useState } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';
import { SECRETS_SIGNAL_CHANNEL } from '@keyward/backstage-plugin-secrets-common';

const AT_MOST_EVERY_MS = 1_500;
const WITHOUT_SIGNALS_MS = 30_000;

/**
 * A number that grows when the back end says that something changed, at once
 * at first, then at most every 1.5 s. Without signals it grows every 30 s.
 */
export function useRevision(): number {
  const { lastSignal, isSignalsAvailable } = useSignal(SECRETS_SIGNAL_CHANNEL);
  const [revision, setRevision] = useState(0);
  const grownAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  useEffect(() => {
    if (!lastSignal || timer.current) {
      return;
    }
    const wait = grownAt.current + AT_MOST_EVERY_MS - Date.now();
    timer.current = setTimeout(() => {
      timer.current = undefined;
      grownAt.current = Date.now();
      setRevision(count => count + 1);
    }, Math.max(0, wait));
  }, [lastSignal]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  useEffect(() => {
    if (isSignalsAvailable) {
      return undefined;
    }
    const interval = setInterval(() => {
      if (!document.hidden) {
        setRevision(count => count + 1);
      }
    }, WITHOUT_SIGNALS_MS);
    return () => clearInterval(interval);
  }, [isSignalsAvailable]);

  return revision;
}
