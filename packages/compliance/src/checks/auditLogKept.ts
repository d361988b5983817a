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

import { factSources } from '../facts';
import { tallyCheck } from './tallyCheck';

/** Audit logs are kept for at least 30 days, 10 files of 100 MB. */
export const auditLogKept = tallyCheck({
  id: 'audit-log-kept',
  title: 'Audit logs are kept long enough',
  source: factSources.controlPlane,
  remedy:
    'Set `--audit-log-maxage=30`, `--audit-log-maxbackup=10` and `--audit-log-maxsize=100`, or ship the log elsewhere.',
  counts: ['cluster', 'clusters'],
  good: 'keeps audit logs long enough',
  bad: 'does not keep audit logs long enough',
});
