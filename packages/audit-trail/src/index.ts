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

/**
 * Reads audit logs of Kubernetes and Vault into who read which secret, and tells
 * which pod it was.
 *
 * An entry becomes an {@link AccessEvent} field by field. What a log may hold of
 * values never gets that far: bodies are noticed and dropped, URIs, headers and
 * texts of errors are not read.
 *
 * @packageDocumentation
 */

export * from './attribution';
export type {
  AccessEvent,
  AuditAction,
  AuditEventResult,
  AuditGrant,
  AuditOutcome,
  AuditPod,
  AuditSubject,
  AuditTarget,
} from './event';
export * from './lines';
export { readAuditEvent } from './readAuditEvent';
