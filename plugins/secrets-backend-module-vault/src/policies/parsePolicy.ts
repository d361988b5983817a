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

import { isBalanced } from './fillTemplate';
import { PolicyError } from './PolicyError';
import { type HclItem, type HclValue, readHcl } from './readHcl';

/** What a policy may grant on a path. */
export const CAPABILITIES = [
  'create',
  'delete',
  'deny',
  'list',
  'patch',
  'read',
  'subscribe',
  'sudo',
  'update',
] as const;

/** One of {@link CAPABILITIES}. */
export type Capability = (typeof CAPABILITIES)[number];

/** A value that a parameter of a request may have to have. */
export type ParameterValue = string | number | boolean;

/** What a request must be like besides, on paths of some rules. */
export interface Conditions {
  /** By name in lower case, `*` for all others; an empty list for any value. */
  allowed?: ReadonlyMap<string, readonly ParameterValue[]>;
  denied?: ReadonlyMap<string, readonly ParameterValue[]>;
  required?: readonly string[];
  /** The answer has to be wrapped, for at least or at most so long. */
  minWrappingSeconds?: number;
  maxWrappingSeconds?: number;
}

/** What one `path` of a policy says. */
export interface PolicyRule {
  /** As it is written: it may hold templates, `+` and `*`. */
  path: string;
  /** `deny` alone where it denies. */
  capabilities: ReadonlySet<Capability>;
  conditions: Conditions;
}

/** The words that stood for capabilities before there were any. */
const SHORT: Readonly<Record<string, readonly Capability[] | undefined>> = {
  deny: ['deny'],
  read: ['read', 'list'],
  write: ['create', 'read', 'update', 'delete', 'list'],
  sudo: ['create', 'read', 'update', 'delete', 'list', 'sudo'],
};

const TOP_KEYS = new Set(['name', 'path']);
const RULE_KEYS = new Set([
  'comment',
  'policy',
  'capabilities',
  'allowed_parameters',
  'denied_parameters',
  'required_parameters',
  'min_wrapping_ttl',
  'max_wrapping_ttl',
  'mfa_methods',
  'control_group',
  'subscribe_event_types',
]);
const LISTS_OF_OTHERS = ['mfa_methods', 'subscribe_event_types'];
const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/**
 * Reads an ACL policy of Vault, in HCL or JSON.
 * Source: https://developer.hashicorp.com/vault/docs/concepts/policies
 *
 * @throws PolicyError for what Vault refuses as well, and for what is not understood
 */
export function parsePolicy(text: string): PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const { keys, value } of readHcl(text)) {
    if (!TOP_KEYS.has(keys[0])) {
      throw new PolicyError(`A policy has no ${keys[0]}`);
    }
    if (keys[0] === 'name') {
      readText(value);
    } else {
      rules.push(...pathsOf(keys.slice(1), value));
    }
  }
  return rules;
}

/** JSON has an object of paths, or a list of such objects, where HCL has a block for each. */
function pathsOf(keys: string[], value: HclValue): PolicyRule[] {
  if (Array.isArray(value)) {
    return value.flatMap(each => pathsOf(keys, each));
  }
  const items = itemsOf(value);
  return keys.length > 0
    ? [readRule(keys[0], items)]
    : items.flatMap(item => pathsOf(item.keys, item.value));
}

function readRule(path: string, items: HclItem[]): PolicyRule {
  const unknown = items.find(({ keys }) => !RULE_KEYS.has(keys[0]));
  if (unknown) {
    throw new PolicyError(`A path has no ${unknown.keys[0]}`);
  }
  const valuesOf = (key: string) =>
    items.filter(({ keys }) => keys[0] === key).map(({ value }) => value);
  const textsOf = (key: string) => valuesOf(key).flatMap(listOfTexts);
  if (path.includes('+*') || !isBalanced(path)) {
    throw new PolicyError('A path has +*, or a template that does not end');
  }
  // Vault keeps these for others to mind, and refuses what is no list all the same.
  LISTS_OF_OTHERS.forEach(textsOf);
  const named = textsOf('capabilities');
  const capabilities = new Set<Capability>();
  const word = valuesOf('policy').map(readText).at(-1);
  const meant = word ? SHORT[word] : [];
  if (!meant) {
    throw new PolicyError('A path has a policy that there is not');
  }
  for (const name of word === 'deny' ? meant : [...named, ...meant]) {
    if (!isCapability(name)) {
      throw new PolicyError('A path has a capability that there is not');
    }
    if (name === 'deny') {
      // What stands behind it is not looked at.
      return { path, capabilities: new Set(['deny']), conditions: {} };
    }
    capabilities.add(name);
  }
  const allowed = parametersOf(valuesOf('allowed_parameters'));
  const denied = parametersOf(valuesOf('denied_parameters'));
  const required = textsOf('required_parameters');
  const minWrappingSeconds = secondsOf(valuesOf('min_wrapping_ttl').at(-1));
  const maxWrappingSeconds = secondsOf(valuesOf('max_wrapping_ttl').at(-1));
  if (
    minWrappingSeconds &&
    maxWrappingSeconds &&
    maxWrappingSeconds < minWrappingSeconds
  ) {
    throw new PolicyError('max_wrapping_ttl is less than min_wrapping_ttl');
  }
  return {
    path,
    capabilities,
    conditions: {
      ...(allowed ? { allowed } : {}),
      ...(denied ? { denied } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(minWrappingSeconds ? { minWrappingSeconds } : {}),
      ...(maxWrappingSeconds ? { maxWrappingSeconds } : {}),
    },
  };
}

function itemsOf(value: HclValue): HclItem[] {
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new PolicyError('An object is expected');
  }
  return value.items;
}

function isCapability(name: string): name is Capability {
  return (CAPABILITIES as readonly string[]).includes(name);
}

function listOf(value: HclValue): HclValue[] {
  if (!Array.isArray(value)) {
    throw new PolicyError('A list is expected');
  }
  return value;
}

function listOfTexts(value: HclValue): string[] {
  return listOf(value).map(readText);
}

function readText(value: HclValue): string {
  if (typeof value !== 'string') {
    throw new PolicyError('A text is expected');
  }
  return value;
}

function parametersOf(
  values: HclValue[],
): ReadonlyMap<string, ParameterValue[]> | undefined {
  if (values.length === 0) {
    return undefined;
  }
  const parameters = new Map<string, ParameterValue[]>();
  for (const { keys, value } of values.flatMap(itemsOf)) {
    const listed = listOf(value).map(each => {
      if (typeof each === 'object') {
        throw new PolicyError('A parameter has a value that is not understood');
      }
      return each;
    });
    parameters.set(keys[0].toLowerCase(), listed);
  }
  return parameters;
}

/** A number of seconds, or a text as `90s`, `1h30m`. */
function secondsOf(value: HclValue | undefined): number | undefined {
  if (value === undefined || typeof value === 'number') {
    return value;
  }
  if (typeof value !== 'string') {
    throw new PolicyError('A duration is expected');
  }
  if (/^\d+$/.test(value)) {
    return Number(value);
  }
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(value)) {
    throw new PolicyError('A duration is not understood');
  }
  return [...value.matchAll(/([\d.]+)(ms|s|m|h|d)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * SECONDS[unit],
    0,
  );
}
