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

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LivingCluster } from './LivingCluster';
import type { LivingClusterOptions } from './LivingClusterOptions';

/** As the first of them writes, and all of them read. */
export type EncryptionProvider = 'identity' | 'aescbc' | 'secretbox';

/**
 * Changes how a living cluster stores Secrets, and looks at the bytes in etcd.
 *
 * @param options - those that the cluster was started with: it is started again with others
 */
export function createEncryption(
  cluster: () => LivingCluster,
  options: LivingClusterOptions,
) {
  const keys = {
    aescbc: randomBytes(32).toString('base64'),
    secretbox: randomBytes(32).toString('base64'),
  };
  return {
    async restartWith(providers: EncryptionProvider[]) {
      const file = join(cluster().dataDir, 'encryption.json');
      const configuration = {
        kind: 'EncryptionConfiguration',
        apiVersion: 'apiserver.config.k8s.io/v1',
        resources: [
          {
            resources: ['secrets'],
            providers: providers.map(provider => ({
              [provider]:
                provider === 'identity'
                  ? {}
                  : { keys: [{ name: 'key1', secret: keys[provider] }] },
            })),
          },
        ],
      };
      await writeFile(file, JSON.stringify(configuration));
      options.apiServerArgs = [
        `--encryption-provider-config=${file}`,
        '--encryption-provider-config-automatic-reload=true',
      ];
      await cluster().restartApiServer();
    },

    async put(name: string) {
      await cluster().kubectl([
        'create',
        'secret',
        'generic',
        name,
        `--from-literal=value=${randomBytes(8).toString('hex')}`,
      ]);
    },

    async rewriteAll() {
      await cluster().kubectl([
        'annotate',
        'secrets',
        '--all',
        '--all-namespaces',
        '--overwrite',
        `rewritten=${randomBytes(4).toString('hex')}`,
      ]);
    },

    /** How etcd holds the Secrets: how many in plaintext, how many encrypted. */
    async lookIntoEtcd() {
      const response = await fetch(`${cluster().etcd.url}/v3/kv/range`, {
        method: 'POST',
        body: JSON.stringify({
          key: btoa('/registry/secrets/'),
          range_end: btoa('/registry/secrets0'),
        }),
      });
      const { kvs } = (await response.json()) as { kvs: { value: string }[] };
      const encrypted = kvs.filter(({ value }) =>
        Buffer.from(value, 'base64').toString('latin1').startsWith('k8s:enc:'),
      ).length;
      return { plaintext: kvs.length - encrypted, encrypted };
    },
  };
}
