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
 * Secrets that a platform reads although nothing refers to them. All that is given
 * must fit. In names and namespaces, types and keys `*` stands for any text.
 *
 * @public
 */
export interface PlatformSecret {
  /** Names it to people, for example `Argo CD`. */
  platform: string;
  /** What of the platform reads them, for example `application controller`. */
  reader?: string;
  /** Names, one of which fits. */
  names?: readonly string[];
  /** Namespaces, one of which fits. */
  namespaces?: readonly string[];
  /** The Kubernetes type. */
  type?: string;
  /** The key of a label, whose value is not `false`. */
  label?: string;
  /** The only value that the label may have; for labels whose values are kept. */
  labelValue?: string;
  /** The key of an annotation, whose value is not `false`. */
  annotation?: string;
  /** Where it is documented. */
  source?: string;
}

/**
 * What an installation adds to what is known of platforms.
 *
 * @public
 */
export interface PlatformSettings {
  /** Besides those that Keyward knows. */
  platformSecrets: readonly PlatformSecret[];
  /** Keys of labels by which nobody looks for a secret, besides those that Keyward knows; `*` stands for any text. */
  descriptiveLabels: readonly string[];
}
