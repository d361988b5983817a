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
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { packageFolder } from '../packageFolder';
import { KubernetesManifest } from './KubernetesManifest';

/**
 * Stand-ins for the definitions of custom kinds that deliver secrets or use
 * them: real names, groups, versions and scopes, schemas that are open where the real
 * ones have a place for a Secret, no controller.
 */
export async function loadCustomResourceDefinitions(): Promise<
  KubernetesManifest[]
> {
  const folder = join(packageFolder, 'crds');
  const names = (await readdir(folder)).filter(name => name.endsWith('.yaml'));
  const documents = await Promise.all(
    names.map(async name =>
      loadAll(await readFile(join(folder, name), 'utf8')),
    ),
  );
  return documents.flat() as KubernetesManifest[];
}
