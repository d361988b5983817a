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
 * May somebody do something? As a SubjectAccessReview asks it; what is absent
 * is empty.
 *
 * @public
 */
export interface AccessQuestion {
  user?: string;
  /** Exactly these: no group is added to them. */
  groups?: string[];
  verb: string;
  group?: string;
  resource: string;
  subresource?: string;
  /** Empty or absent: across all namespaces, or a cluster-scoped resource. */
  namespace?: string;
  /** Empty or absent: no single object. */
  name?: string;
}
