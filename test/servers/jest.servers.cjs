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
// The suites against real servers. Their files end in `.servers.test.ts`, which
// the root package.json keeps out of the ordinary run; here they are all there is.
const backstage = require('@backstage/cli/config/jest');

const testMatch = ['**/*.servers.test.{ts,tsx}'];
const testPathIgnorePatterns = ['/node_modules/'];

module.exports = Promise.resolve(backstage).then(
  ({ projects, coverageDirectory, coverageProvider, ...root }) => ({
    ...root,
    projects: projects.map(project => ({
      ...project,
      testMatch,
      testPathIgnorePatterns,
    })),
    // Each suite starts servers of its own: one after the other.
    maxWorkers: 1,
    testTimeout: 120_000,
  }),
);
