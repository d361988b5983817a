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

import { networkInterfaces } from 'node:os';

/**
 * An address of this machine that the API server passes requests on to: it refuses
 * those of loopback.
 */
export function hostAddress(): string {
  const address = Object.values(networkInterfaces())
    .flat()
    .find(found => found?.family === 'IPv4' && !found.internal)?.address;
  if (!address) {
    throw new Error(
      'This machine has no IPv4 address but that of loopback, and the API server passes nothing on to that one',
    );
  }
  return address;
}
