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
import type { UnreadReason } from './OpenApiKinds';

/** Kinds that may name Secrets and are not listed, although nothing forbids it. */
export interface LeftOutKind {
  /** For example `databases.example.com`, or `*.example.com`; undefined where it is not known which there are. */
  name?: string;
  /**
   * - `too-large`, `bad-answer`: its schema was not looked at
   * - `no-answer`: what serves the group is away
   * - `budget`: its schema was not looked at yet
   * - `too-many-kinds`: there are more kinds than are followed
   * - `no-namespace`: it is in no namespace, and only some namespaces are followed
   * - `no-discovery`: the API server does not tell its kinds
   */
  reason: UnreadReason | 'too-many-kinds' | 'no-namespace' | 'no-discovery';
}
