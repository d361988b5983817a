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

import { type Json, stringOf } from '@keyward/observation';
import type { AuditEventResult } from './event';
import { readKubernetesEvent } from './kubernetes';
import { readVaultLine } from './vault';

/**
 * Reads an entry of an audit log of Kubernetes or Vault, whichever it is.
 *
 * @public
 */
export function readAuditEvent(json: Json): AuditEventResult {
  const apiVersion = stringOf(json.apiVersion);
  if (apiVersion?.startsWith('audit.k8s.io/')) {
    return apiVersion === 'audit.k8s.io/v1'
      ? readKubernetesEvent(json)
      : { refused: 'its version is not audit.k8s.io/v1' };
  }
  // The items of an EventList have no version of their own.
  if (json.auditID !== undefined) {
    return readKubernetesEvent(json);
  }
  if (json.request !== undefined && json.type !== undefined) {
    return readVaultLine(json);
  }
  return { refused: 'it is neither of Kubernetes nor of Vault' };
}
