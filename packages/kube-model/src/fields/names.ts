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

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;

/**
 * Whether a Secret can have this name. Templates (`${pvc.name}`), paths and
 * most values that stand where a name should stand cannot.
 */
export function isSecretName(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 253 && SUBDOMAIN.test(value)
  );
}

/** Whether a namespace can have this name. */
export function isNamespaceName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 63 && LABEL.test(value);
}

/** Whether an entry of a Secret's data can have this name. */
export function isDataKey(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 253 && DATA_KEY.test(value)
  );
}

/**
 * An address without what may stand in it besides host and path: user,
 * password, query and fragment can hold values.
 */
export function withoutCredentials(
  address: string | undefined,
): string | undefined {
  if (!address) {
    return undefined;
  }
  const scp = /^[A-Za-z0-9_-]+@([A-Za-z0-9.-]+:[A-Za-z0-9._~/-]+)$/.exec(
    address,
  );
  if (scp) {
    return scp[1];
  }
  try {
    const url = new URL(address);
    return url.host
      ? `${url.protocol}//${url.host}${
          url.pathname === '/' ? '' : url.pathname
        }`
      : undefined;
  } catch {
    return /^[A-Za-z0-9.-]+(:\d+)?(\/[A-Za-z0-9._~/-]*)?$/.test(address)
      ? address
      : undefined;
  }
}

/** Reads `name` or `namespace/name`. */
export function namespacedName(text: string | undefined): {
  namespace?: string;
  name: string | undefined;
} {
  if (text === undefined) {
    return { name: undefined };
  }
  const [first, second, ...more] = text.split('/');
  if (second === undefined) {
    return { name: first };
  }
  return first && more.length === 0
    ? { namespace: first, name: second }
    : { name: undefined };
}
