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

import type { Config } from '@backstage/config';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import type { GitHost } from '@keyward/backstage-plugin-secrets-node';
import { GiteaHost, GithubHost, GitlabHost } from './hosts';

/** The hosts of `integrations` that have a credential; with others nothing can be written. */
export function createHosts(config: Config): GitHost[] {
  const integrations = ScmIntegrations.fromConfig(config);
  const credentials =
    DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  return [
    ...integrations.gitea
      .list()
      .filter(each => each.config.password)
      .map(each => new GiteaHost(each.config)),
    ...integrations.github
      .list()
      .filter(each => each.config.token || each.config.apps?.length)
      .map(each => new GithubHost(each.config, credentials)),
    ...integrations.gitlab
      .list()
      .filter(each => each.config.token)
      .map(each => new GitlabHost(each.config)),
  ];
}
