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

/** A statement of a policy, as IAM has it. */
type Statement = Record<string, unknown>;

/** A role. */
export interface RoleSpec {
  /** Default: `/`. */
  path?: string;
  trust: Statement[];
  /** By their names. */
  inline?: Record<string, Statement[]>;
  /** ARNs of policies. */
  attached?: string[];
  /** The ARN of a policy. */
  boundary?: string;
}

/** A cluster of EKS. */
export interface EksClusterSpec {
  issuer: string;
  associations?: {
    namespace: string;
    serviceAccount: string;
    /** An ARN. */
    role: string;
    targetRole?: string;
    policy?: Statement[];
  }[];
}

/** What IAM and EKS say of an account, as `aws/identities.yaml` describes it. */
export interface IdentitiesSpec {
  roles: Record<string, RoleSpec>;
  /** By their ARNs. */
  policies: Record<string, Statement[]>;
  /** By region and name. */
  clusters: Record<string, Record<string, EksClusterSpec>>;
}
