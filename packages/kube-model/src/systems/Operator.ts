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
 * Where the controller of a group of kinds reads the Secrets of its
 * cluster-scoped objects.
 *
 * @public
 */
export interface Operator {
  groups: readonly string[];
  /** Names of its workload, of which a release's name may stand in front, and of its image. */
  names: readonly string[];
  /** The flag by which it is told the namespace; its own else. */
  flag?: string;
  /** The environment variable by which it is told. */
  variable?: string;
}
