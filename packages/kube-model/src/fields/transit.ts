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

import type { TransitSecurity } from '@keyward/observation';
import { isJson, type Json } from '@keyward/observation/json';

const DEEPEST = 4;
/** Fields that hold what is sent rather than where to. */
const CONTENT = new Set(['body', 'data', 'headers', 'parameters', 'result']);
const IS_ADDRESS = /(?:address|api|endpoint|host|server|uri|url)$/i;
/** Switches that turn verification off. */
const TRUSTING =
  /^(?:insecure|insecureSkipVerify|ignoreSslCertificate|skipTLSVerify|tlsSkipVerify|vaultSkipTLSVerify)$/i;
/** Switches that turn verification on. */
const VERIFYING = /^(?:verifyCA|verifySSL|verifyTLS|sslVerify)$/i;
const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * How a client with these settings reaches its server, as far as their names and
 * addresses say.
 *
 * @param unstated - what is so where no address is given
 */
export function transitOfSettings(
  settings: Json,
  unstated: TransitSecurity,
): TransitSecurity {
  const addresses: string[] = [];
  const trusts = walk(settings, addresses, 0);
  const remote = addresses.filter(address => !isLocal(address));
  if (remote.some(address => /^http:/i.test(address))) {
    return 'plaintext';
  }
  if (trusts) {
    return 'unverified';
  }
  if (remote.length > 0) {
    return 'encrypted';
  }
  return addresses.length > 0 ? 'local' : unstated;
}

/** Collects addresses with a scheme; whether certificates are not verified. */
function walk(settings: Json, addresses: string[], depth: number): boolean {
  let trusts = false;
  for (const [field, value] of Object.entries(settings)) {
    if (isJson(value)) {
      if (depth < DEEPEST && !CONTENT.has(field)) {
        trusts = walk(value, addresses, depth + 1) || trusts;
      }
    } else if (
      typeof value === 'string' &&
      IS_ADDRESS.test(field) &&
      /^https?:\/\//i.test(value)
    ) {
      addresses.push(value);
    } else if (TRUSTING.test(field)) {
      trusts ||= value === true || value === 'true';
    } else if (VERIFYING.test(field)) {
      trusts ||= value === false || value === 'false';
    }
  }
  return trusts;
}

function isLocal(address: string): boolean {
  try {
    return LOCAL.test(new URL(address).hostname);
  } catch {
    return false;
  }
}
