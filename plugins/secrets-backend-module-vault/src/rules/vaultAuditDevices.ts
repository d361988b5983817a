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

import type { ResourceRule } from '@keyward/findings';
import { ABOUT_SERVER, pageOf } from './common';

/** With one device Vault stops to answer when that cannot be written, and without any nobody knows who read what. */
const FEWEST = 2;

/**
 * A Vault with fewer than two audit devices. While they may not be read, or the Vault is
 * sealed, nothing new is said, and nothing is taken back.
 */
export const vaultAuditDevices: ResourceRule = {
  id: 'vault-audit-devices',
  title: 'Too few audit devices',
  sentence: ({ name, evidence: { devices } }) =>
    Number(devices) === 0
      ? `Vault ${name} has no audit device: nobody can say who read which secret`
      : `Vault ${name} has one audit device: Vault stops answering when it cannot write there`,
  remedy:
    'Enable two audit devices of different kinds: vault audit enable file file_path=/vault/logs/audit.log',
  docsUrl: pageOf('vault-audit-devices'),
  about: ABOUT_SERVER,
  judge({ attributes: { auditDevices } }) {
    if (typeof auditDevices !== 'number') {
      return { verdicts: [], undecided: [{ item: '', evidence: {} }] };
    }
    return {
      verdicts:
        auditDevices < FEWEST
          ? [
              {
                item: '',
                severity: auditDevices === 0 ? 'high' : 'medium',
                evidence: { devices: auditDevices },
              },
            ]
          : [],
    };
  },
};
