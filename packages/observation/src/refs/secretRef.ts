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

import { encodeSegment } from './encodeSegment';

/**
 * The parts of a secret's ref.
 *
 * @public
 */
export interface SecretRefParts {
  /** The kind of system, for example `kubernetes`. */
  sourceKind: string;
  sourceId: string;
  /** The path in the source, for Kubernetes namespace and name. */
  segments: string[];
}

const REF = /^([a-z][a-z0-9-]*):([a-z0-9][a-z0-9.-]{0,62})\/(.+)$/;

/**
 * The identity of a secret, for example `kubernetes:prod-eu/payments/db`.
 * Path segments are percent-encoded and case-sensitive.
 *
 * @public
 */
export function formatSecretRef(
  sourceKind: string,
  sourceId: string,
  ...segments: string[]
): string {
  return `${sourceKind}:${sourceId}/${segments.map(encodeSegment).join('/')}`;
}

/**
 * The inverse of {@link formatSecretRef}.
 *
 * @throws if the text is not a ref
 * @public
 */
export function parseSecretRef(ref: string): SecretRefParts {
  const match = REF.exec(ref);
  if (!match) {
    throw new Error(
      `Not a ref of a secret (kind:source/path was expected): ${ref}`,
    );
  }
  const [, sourceKind, sourceId, path] = match;
  return {
    sourceKind,
    sourceId,
    segments: path.split('/').map(decodeURIComponent),
  };
}

/**
 * Whether a text is the ref of a secret, of whatever system.
 *
 * @public
 */
export function isSecretRef(text: string): boolean {
  try {
    parseSecretRef(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The ref of a Kubernetes Secret.
 *
 * @public
 */
export function kubernetesSecretRef(
  sourceId: string,
  namespace: string,
  name: string,
): string {
  return formatSecretRef('kubernetes', sourceId, namespace, name);
}

/**
 * The ref of a resource that is no secret, for example `store:main/secret`: its kind stands
 * where that of the system stands in the ref of a secret.
 *
 * @public
 */
export function formatResourceRef(
  kind: string,
  sourceId: string,
  ...segments: string[]
): string {
  return formatSecretRef(kind, sourceId, ...segments);
}
