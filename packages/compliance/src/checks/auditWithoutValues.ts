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

/** The audit log holds no values. */
export const auditWithoutValues = tallyCheck({
  id: 'audit-without-values',
  title: 'Audit logs hold no values',
  source: factSources.audit,
  remedy:
    'Log Secrets at level Metadata, never RequestResponse, and replace the values that were logged.',
  counts: ['cluster', 'clusters'],
  good: 'keeps values out of the audit log',
  bad: 'has values in the audit log',
});
