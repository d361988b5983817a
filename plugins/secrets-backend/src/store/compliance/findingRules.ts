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
/** The checks that findings decide, with the rules of these. */
export const RULES: Readonly<Record<string, readonly string[]>> = {
  'certificates-renewed': ['certificate-expiry', 'certificate-renewal-failed'],
  'certificates-sound': [
    'certificate-chain-order',
    'certificate-host',
    'certificate-key-mismatch',
    'certificate-self-signed',
    'certificate-weak',
  ],
  'connections-encrypted': ['insecure-connection'],
  'environments-apart': ['environment-shared'],
  'no-legacy-tokens': ['legacy-service-account-token'],
  'no-orphans': ['orphaned'],
  'no-plain-text': ['exposed-value'],
  'secrets-as-files': ['secret-in-env'],
  'secrets-used': ['unused'],
  'value-strength': ['weak-value'],
  'values-not-reused': ['duplicate'],
};

/** Without a finding these say that all is well, which is not known before it was looked at. */
export const FINDING_CHECKS: readonly string[] = [
  ...Object.keys(RULES).filter(check => check !== 'secrets-used'),
  'certificates-in-date',
];
