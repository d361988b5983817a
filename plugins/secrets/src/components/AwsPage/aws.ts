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

/** The kind of system, as sources say it. */
export const AWS = ['aws'];

const SERVICES = {
  'secrets-manager': 'aws.service.secretsManager',
  'parameter-store': 'aws.service.parameterStore',
} as const;

/** A location, as `eu-central-1/secrets-manager`, with the message that names its service. */
export function readPlace(location: string): {
  region: string;
  service: (typeof SERVICES)[keyof typeof SERVICES];
} {
  const [region, service] = location.split('/');
  return {
    region,
    service:
      SERVICES[service as keyof typeof SERVICES] ?? SERVICES['secrets-manager'],
  };
}
