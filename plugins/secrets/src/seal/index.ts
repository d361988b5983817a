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

export { checkFreeText, type FreeTextProblem } from './checkFreeText';
export {
  checkValues,
  type ValueProblem,
  type ValueProblemCode,
} from './checkValues';
export {
  ALPHABET_NAMES,
  bitsOf,
  generateValue,
  LONGEST_GENERATED,
  SHORTEST_GENERATED,
  type Alphabet,
  type GeneratePolicy,
} from './generateValue';
export { HeldValues } from './HeldValues';
export { PRIVATE_CLASSES, PRIVATE_INPUT } from './privateInput';
export { FileTooLargeError, isEnvFile, readFile, readFiles } from './readFiles';
export {
  canSealHere,
  readTargetCertificate,
  SealingRefusedError,
  sealTargets,
  type SealedJob,
  type SealingJob,
  type SealingRefusal,
} from './sealTargets';
export {
  missingKeys,
  SECRET_TYPES,
  shapeOf,
  type SecretType,
  type ValueShape,
} from './secretTypes';
