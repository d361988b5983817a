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

import './compileCache';
import { createBackend } from '@backstage/backend-defaults';
import { addFeatures } from 'backend/features';
import { createPortalConfig, readDemoOptions } from './config';
import { createGitModule, createGitPlugin } from './git';
import { createKubernetesModule } from './history';
import { personasAuthModule } from './personas';

/** Nobody reads what is printed any more: to log that would fail, and be logged, without end. */
function endWithOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') {
        process.exit(1);
      }
    });
  }
}

async function main() {
  endWithOutput();
  const options = readDemoOptions(process.argv.slice(2));
  const portal = await createPortalConfig(options);

  const backend = createBackend();
  backend.add(portal.configServiceFactory);
  addFeatures(
    backend,
    portal.estate && { kubernetes: createKubernetesModule(portal.estate) },
  );
  if (portal.gitHost) {
    backend.add(createGitModule(portal.gitHost));
    backend.add(createGitPlugin(portal.gitHost));
  }
  if (portal.personas) {
    backend.add(personasAuthModule);
  }
  await backend.start();
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
