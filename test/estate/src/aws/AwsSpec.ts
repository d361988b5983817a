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

/** A secret of Secrets Manager, without its values. Ages are as in manifests. */
export interface AwsSecretSpec {
  /** When each version was created, the first one first; none for a secret that never had a value. */
  written: string[];
  /** Since when a rotation has left a version that is not the current one. */
  pending?: string;
  /** Absent where nothing rotates it. `due` is when it is rotated next. */
  rotation?: { days: number; due: string };
  /** When it was last read. */
  accessed?: string;
  /** When its deletion was requested. */
  deleting?: string;
  /** The KMS key; default: the one of AWS. */
  key?: string;
  /** Whom its resource policy lets read it: an account, an organization, or everybody. */
  letsIn?: 'account' | 'organization' | 'everybody';
  /** Whose it is, by its tag. */
  owner?: string;
}

/** A SecureString of the Parameter Store. */
export interface AwsParameterSpec {
  changed: string;
  version: number;
  key?: string;
}

/** An account, as `aws/aws.yaml` describes it. */
export interface AwsSpec {
  address: string;
  accountId: string;
  regions: Record<
    string,
    {
      secrets?: Record<string, AwsSecretSpec>;
      parameters?: Record<string, AwsParameterSpec>;
    }
  >;
}
