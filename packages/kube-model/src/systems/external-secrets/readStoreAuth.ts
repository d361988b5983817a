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

import { textAt } from '../../fields/read';
import type { SecretSourceObject } from '../KnownAccess';

/**
 * By what a store logs in: each provider has fields of its own, which all end
 * in `SecretRef` or `serviceAccountRef`.
 */
export function readStoreAuth(
  provider: unknown,
  namespace: string | undefined,
): Pick<SecretSourceObject, 'credentials' | 'serviceAccounts'> {
  const credentials = new Map<string, { namespace: string; name: string }>();
  const serviceAccounts = new Map<
    string,
    { namespace: string; name: string }
  >();
  const pending: { value: unknown; isSecret: boolean }[] = [
    { value: provider, isSecret: false },
  ];
  for (const { value, isSecret } of pending) {
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    for (const [field, child] of Object.entries(value)) {
      const isAccount = field === 'serviceAccountRef';
      const isInSecret = isSecret || /secretref$/i.test(field);
      const name = textAt(child, 'name');
      const where = namespace ?? textAt(child, 'namespace');
      if (
        name !== undefined &&
        where !== undefined &&
        (isAccount || isInSecret)
      ) {
        const found = isAccount ? serviceAccounts : credentials;
        found.set(`${where}/${name}`, { namespace: where, name });
      }
      pending.push({ value: child, isSecret: isInSecret });
    }
  }
  return {
    ...(credentials.size > 0 && { credentials: [...credentials.values()] }),
    ...(serviceAccounts.size > 0 && {
      serviceAccounts: [...serviceAccounts.values()],
    }),
  };
}
