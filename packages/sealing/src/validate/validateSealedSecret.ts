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

import { checkKey, checkName, checkNamespace } from '../names';
import { scopeOfAnnotations, scopesTold } from '../scope';
import { SealingError } from '../SealingError';
import { judgeSealedValue } from './judgeSealedValue';
import type { SealedSecretProblem, SealedSecretValidation } from './types';

type Fields = Record<string, any>;

/**
 * Says what can be said of a SealedSecret without a key: whether it is broken or,
 * where the sizes of all keys are known, unreadable. It never says good.
 *
 * @param object - as JSON or YAML gave it
 * @param options - `keyBits`: the sizes of all keys that any controller concerned has
 * @public
 */
export function validateSealedSecret(
  object: unknown,
  options: { keyBits?: readonly number[] } = {},
): SealedSecretValidation {
  const problems = [...problemsOf(object, options.keyBits)];
  if (problems.some(({ code }) => code !== 'foreign-key')) {
    return { verdict: 'broken', problems };
  }
  return {
    verdict: problems.length > 0 ? 'unreadable' : 'cannot-tell',
    problems,
  };
}

function* problemsOf(
  object: unknown,
  keyBits: readonly number[] | undefined,
): Generator<SealedSecretProblem> {
  if (!isFields(object) || object.kind !== 'SealedSecret') {
    yield structure('kind', 'This is no SealedSecret', 'give a SealedSecret');
    return;
  }
  if (object.apiVersion !== 'bitnami.com/v1alpha1') {
    yield structure(
      'apiVersion',
      'No controller knows a SealedSecret of this version',
      'write bitnami.com/v1alpha1',
    );
  }
  const { metadata, spec } = object;
  if (!isFields(metadata) || !isFields(spec)) {
    const where = isFields(metadata) ? 'spec' : 'metadata';
    yield structure(where, `There is no ${where}`, 'seal the values again');
    return;
  }
  yield* nameProblems(metadata);
  yield* scopeProblems(metadata, spec);
  yield* valueProblems(spec, keyBits);
}

function* nameProblems(metadata: Fields): Generator<SealedSecretProblem> {
  // kustomize and kubectl -n give a namespace to what has none.
  const checks: [string, () => void][] = [
    ['metadata.name', () => checkName(textOf(metadata.name))],
    [
      'metadata.namespace',
      () =>
        metadata.namespace === undefined ||
        checkNamespace(textOf(metadata.namespace)),
    ],
  ];
  for (const [where, check] of checks) {
    yield* refusedBy(check, where);
  }
}

function* scopeProblems(
  metadata: Fields,
  spec: Fields,
): Generator<SealedSecretProblem> {
  const ofTemplate = spec.template?.metadata?.annotations;
  const places: [string, unknown][] = [
    ['metadata.annotations', metadata.annotations],
    ['spec.template.metadata.annotations', ofTemplate],
  ];
  for (const [where, annotations] of places) {
    if (scopesTold(annotations).length > 1) {
      yield {
        code: 'scope',
        where,
        message: 'The annotations tell two scopes',
        remedy: 'leave the one out that the values are not sealed for',
        neverOpens: false,
      };
    }
  }
  const scope = scopeOfAnnotations(metadata.annotations);
  const templateScope = scopeOfAnnotations(ofTemplate);
  if (scope !== templateScope) {
    yield {
      code: 'scope',
      where: 'metadata.annotations and spec.template.metadata.annotations',
      message: `The controller reads the scope ${scope} in it, kubeseal ${templateScope}`,
      remedy: 'make both say the scope that the values are sealed for',
      neverOpens: false,
    };
  }
}

function* valueProblems(
  spec: Fields,
  keyBits: readonly number[] | undefined,
): Generator<SealedSecretProblem> {
  const { encryptedData, data } = spec;
  const hasData = data !== undefined && data !== null;
  if (hasData) {
    const both =
      isFields(encryptedData) && Object.keys(encryptedData).length > 0;
    yield {
      code: 'deprecated',
      where: 'spec.data',
      message: both
        ? 'There are spec.data and spec.encryptedData, which no controller takes together'
        : 'All values are sealed as one, in a form that is going to be dropped: controllers take it unless told not to (--accept-deprecated-v1-data=false)',
      remedy: 'seal the values again, each by itself',
      neverOpens: both,
    };
    const problem = judgeSealedValue(data, 'spec.data', keyBits);
    if (problem) {
      yield problem;
    }
  }
  if (!isFields(encryptedData)) {
    if (!hasData) {
      yield {
        ...structure(
          'spec.encryptedData',
          'There is no map of sealed values',
          'seal the values again',
        ),
        // Of what has none, controllers make a Secret without values.
        neverOpens: encryptedData !== undefined && encryptedData !== null,
      };
    }
    return;
  }
  for (const [index, [key, value]] of Object.entries(encryptedData).entries()) {
    const refused = [
      ...refusedBy(() => checkKey(key), `spec.encryptedData, key ${index + 1}`),
    ];
    yield* refused;
    const where =
      refused.length > 0
        ? `spec.encryptedData, key ${index + 1}`
        : `spec.encryptedData.${key}`;
    const problem = judgeSealedValue(value, where, keyBits);
    if (problem) {
      yield problem;
    }
  }
}

function* refusedBy(
  check: () => void,
  where: string,
): Generator<SealedSecretProblem> {
  try {
    check();
  } catch (error) {
    if (!(error instanceof SealingError)) {
      throw error;
    }
    const { message, remedy } = error;
    yield { code: 'name', where, message, remedy, neverOpens: true };
  }
}

function structure(
  where: string,
  message: string,
  remedy: string,
): SealedSecretProblem {
  return { code: 'structure', where, message, remedy, neverOpens: true };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
