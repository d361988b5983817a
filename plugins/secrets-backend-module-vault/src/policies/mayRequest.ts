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

import type { AccessList } from './AccessList';
import type { Capability, Conditions, ParameterValue } from './parsePolicy';

/** A request as a policy sees it. */
export interface PolicyRequest {
  path: string;
  operation: Extract<
    Capability,
    'create' | 'read' | 'update' | 'delete' | 'list' | 'patch'
  >;
  /** Whether the path is one that only `sudo` opens. */
  needsSudo?: boolean;
  parameters?: Readonly<Record<string, unknown>>;
  /** For how long the answer is to be wrapped. */
  wrapSeconds?: number;
}

/** Whether a request is let through. */
export function mayRequest(
  list: AccessList,
  { path, operation, needsSudo, parameters = {}, wrapSeconds }: PolicyRequest,
): boolean {
  const grant = list.grantOf(path, { isList: operation === 'list' });
  if (
    !grant?.capabilities.has(operation) ||
    (needsSudo && !grant.capabilities.has('sudo'))
  ) {
    return false;
  }
  const { minWrappingSeconds: min, maxWrappingSeconds: max } = grant.conditions;
  if (
    (max !== undefined && !(wrapSeconds !== undefined && wrapSeconds <= max)) ||
    (min !== undefined && !(wrapSeconds !== undefined && wrapSeconds >= min)) ||
    (min !== undefined && max !== undefined && max < min)
  ) {
    return false;
  }
  // Those of lists and of deletions are not looked at.
  return (
    operation === 'list' ||
    operation === 'delete' ||
    mayHave(parameters, grant.conditions)
  );
}

function mayHave(
  parameters: Readonly<Record<string, unknown>>,
  { allowed, denied, required = [] }: Conditions,
): boolean {
  if (required.some(name => !Object.hasOwn(parameters, name.toLowerCase()))) {
    return false;
  }
  const given = Object.entries(parameters);
  if (given.length === 0) {
    return true;
  }
  if (
    denied?.has('*') ||
    given.some(([name, value]) => {
      const values = denied?.get(name.toLowerCase());
      return values !== undefined && isAmong(value, values);
    })
  ) {
    return false;
  }
  const takesAny = allowed?.has('*') ?? false;
  if (!allowed || allowed.size === 0 || (takesAny && allowed.size === 1)) {
    return true;
  }
  return given.every(([name, value]) => {
    const values = allowed.get(name.toLowerCase());
    return values === undefined ? takesAny : isAmong(value, values);
  });
}

/** A number never is: Vault holds those of policies and of requests for different kinds of things. */
function isAmong(value: unknown, values: readonly ParameterValue[]): boolean {
  return (
    values.length === 0 ||
    values.some(each =>
      typeof each === 'string' && typeof value === 'string'
        ? fitsText(value, each)
        : typeof each === 'boolean' && each === value,
    )
  );
}

/** Whether a text is the other, of which the first and the last sign may be `*`. */
function fitsText(text: string, wanted: string): boolean {
  if (wanted.length < 2) {
    return text === wanted;
  }
  const isOpenBefore = wanted.startsWith('*');
  const isOpenBehind = wanted.endsWith('*');
  const core = wanted.slice(
    Number(isOpenBefore),
    wanted.length - Number(isOpenBehind),
  );
  if (isOpenBefore && isOpenBehind) {
    return text.includes(core);
  }
  if (isOpenBefore) {
    return text.endsWith(core);
  }
  return isOpenBehind ? text.startsWith(core) : text === wanted;
}
