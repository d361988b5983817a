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
 * How a tool keeps the manifests of all that a release of it made: in Secrets
 * of a type.
 *
 * @public
 */
export interface ReleaseRecords {
  /** What marks call the tool. */
  deliverer: string;
  secretType: string;
  /**
   * The streams of a collector any of which lists all of them, for example
   * `v1/secrets:metadata`, which lists all Secrets.
   */
  streams: readonly string[];
  /** What the names of all of them start with. */
  prefix: string;
  /** The release of which one is, by the name of the record. */
  releaseOf(name: string): string | undefined;
  /** The label of a record that has the name of its release. */
  label: string;
  /** The annotations on what a release made. */
  annotations: { name: string; namespace: string };
}
