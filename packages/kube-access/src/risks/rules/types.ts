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

import type { NeedTable } from '../NeedTable';
import type { OpenedRights } from '../OpenedRights';
import type { SecretMap } from '../SecretMap';
import type { RiskSubject, SubjectRead, SubjectRight } from '../SubjectAccess';
import type { AccessRisk, AccessRiskKind } from '../types';

/** What the rules know besides the subject. */
export interface RiskContext {
  secrets: SecretMap;
  /** Those of the namespaces that are known as of production. */
  production: SecretMap;
  isProduction: (namespace: string) => boolean | undefined;
  /** Undefined where nobody knows who needs what. */
  needs?: NeedTable;
  /** The needs to list or to watch. */
  listNeeds?: NeedTable;
  /** What others are given, to whom somebody has a way. */
  opened: OpenedRights;
  /** Whether the cluster has the ConfigMap by which EKS puts people into groups. */
  hasAwsAuth: boolean;
}

/** The rights of a subject that are at fault. */
export interface FoundRisk {
  severity: AccessRisk['severity'];
  reads: SubjectRead[];
  ways?: SubjectRight[];
  /** What is counted, if not all. */
  secrets?: SecretMap;
  /** A namespace that does not count. */
  except?: string;
}

/** One kind of risk that rights of a single subject are. */
export interface RiskRule {
  kind: Exclude<AccessRiskKind, 'dangling-binding'>;
  find(subject: RiskSubject, context: RiskContext): FoundRisk | undefined;
}

/** Whether a right opens all Secrets of the cluster. */
export function isEverywhere({ namespace, names }: SubjectRight): boolean {
  return namespace === undefined && names === undefined;
}
