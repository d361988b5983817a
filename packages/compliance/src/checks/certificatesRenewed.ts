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

/** Certificates are renewed well before they expire. */
export const certificatesRenewed = tallyCheck({
  id: 'certificates-renewed',
  title: 'Certificates are renewed in time',
  source: factSources.values,
  remedy:
    'Renew the certificate now, and see to it that it is renewed by itself.',
  rules: ['certificate-expiry', 'certificate-renewal-failed'],
  counts: ['certificate', 'certificates'],
  good: 'has more than 30 days left',
  bad: 'is due for renewal or could not be renewed',
});
