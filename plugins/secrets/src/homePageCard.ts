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

/** What the home page shows, in either frontend system. */
export const homePageCard = {
  name: 'HomePageSecretFindings',
  title: 'Your secrets that need action',
  description:
    'The worst findings about the secrets of your teams, each with what to do',
  components: () => import('./components/Cards'),
  layout: {
    width: { minColumns: 4, defaultColumns: 6 },
    height: { minRows: 4, defaultRows: 6 },
  },
};

/** What the home page shows of compliance, in either frontend system. */
export const homePageComplianceCard = {
  name: 'HomePageCompliance',
  title: 'Compliance of your services',
  description:
    'The scores of the services of your teams, the lowest first, each with what would raise it most',
  components: () => import('./components/HomePageCompliance'),
  layout: {
    width: { minColumns: 4, defaultColumns: 6 },
    height: { minRows: 3, defaultRows: 5 },
  },
};
