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
 * What can be said of a SealedSecret without opening it:
 *
 * - `broken`: it is not as the format asks for, see the problems
 * - `unreadable`: none of the known keys can have sealed it
 * - `cannot-tell`: nothing speaks against it. Wrong scope, other name, changed
 *   bytes, a foreign key: only the controller finds these, so that nothing is ever
 *   said to be good
 *
 * @public
 */
export type SealedSecretVerdict = 'broken' | 'unreadable' | 'cannot-tell';

/**
 * What is wrong with a SealedSecret.
 *
 * - `structure`: a field is missing or of another kind
 * - `name`: a name or key that Kubernetes does not take
 * - `encoding`: a value that is no base64
 * - `length`: a value whose parts do not fit into it
 * - `scope`: annotations that contradict each other
 * - `deprecated`: all values are sealed as one, in `spec.data`
 * - `foreign-key`: a value that was sealed with a key of another size than the known ones
 *
 * @public
 */
export type SealedSecretProblemCode =
  | 'structure'
  | 'name'
  | 'encoding'
  | 'length'
  | 'scope'
  | 'deprecated'
  | 'foreign-key';

/**
 * One thing that is wrong with a SealedSecret. It quotes nothing of it but names
 * of keys that Kubernetes takes.
 *
 * @public
 */
export interface SealedSecretProblem {
  code: SealedSecretProblemCode;
  /** The field. */
  where: string;
  message: string;
  remedy: string;
  /** Whether it proves that no controller, of whatever version, opens this. */
  neverOpens: boolean;
}

/**
 * What {@link validateSealedSecret} found.
 *
 * @public
 */
export interface SealedSecretValidation {
  verdict: SealedSecretVerdict;
  problems: SealedSecretProblem[];
}
