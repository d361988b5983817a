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
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureServers } from '../build/ensureServers';
import { allBinaries, livingClusterBinaries } from '../build/serverBinaries';
import { kubeconfigOf } from '../cluster/kubeconfig';
import { EstateCluster, loadEstateClusters } from './loadEstateClusters';
import { LivingCluster } from '../cluster/LivingCluster';
import { startLivingCluster } from '../cluster/startLivingCluster';
import { applyManifests } from '../manifests/applyManifests';
import { KubernetesManifest } from '../manifests/KubernetesManifest';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { forgetFolder, reapFolder } from '../process/startReaper';

const usage = `Usage: npm run servers -- [options]

Starts real Kubernetes control planes on this machine and leaves them running.

  --clusters NAMES  comma-separated, one API server each (default: living,
                    or with --estate the clusters of the estate)
  --estate          apply the simulated estate to them
  --data FOLDER     keep everything there, and take it up again the next time
                    (default: a temporary folder, removed at the end)
  --audit           have the API servers write audit logs
  --build-only      build all servers of the tests and start none
  --help            this text
`;

const print = (line: string) => process.stdout.write(`${line}\n`);

async function planClusters(
  names: string[] | undefined,
  withEstate: boolean,
): Promise<EstateCluster[]> {
  if (!withEstate) {
    return (names ?? ['living']).map(name => ({ name, objects: [] }));
  }
  const clusters = await loadEstateClusters();
  const known = clusters.map(({ name }) => name);
  const unknown = names?.find(name => !known.includes(name));
  if (unknown) {
    throw new Error(
      `--clusters: the estate has no cluster ${unknown}, only ${known.join(
        ', ',
      )}`,
    );
  }
  return clusters.filter(({ name }) => names?.includes(name) ?? true);
}

async function applyEstate(
  cluster: LivingCluster,
  objects: KubernetesManifest[],
): Promise<void> {
  const definitions = await loadCustomResourceDefinitions();
  const { applied, skipped, changed } = await applyManifests(cluster, [
    ...definitions,
    ...objects,
  ]);
  print(
    `${cluster.clusterName}: ${applied} objects applied, ${skipped.length} left to controllers`,
  );
  for (const { kind, namespace, name, note } of changed) {
    print(`  ${[kind, namespace, name].filter(Boolean).join(' ')}: ${note}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clusters: { type: 'string' },
      estate: { type: 'boolean', default: false },
      data: { type: 'string' },
      audit: { type: 'boolean', default: false },
      'build-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(usage);
    return;
  }
  await ensureServers(
    values['build-only'] ? allBinaries : livingClusterBinaries,
    { onProgress: print },
  );
  if (values['build-only']) {
    return;
  }
  const names = values.clusters?.split(',').map(name => name.trim());
  const planned = await planClusters(names, values.estate);

  const temporary = values.data === undefined;
  const root = values.data
    ? resolve(values.data)
    : await mkdtemp(join(tmpdir(), 'keyward-servers-'));
  if (temporary) {
    reapFolder(root);
  }
  const clusters: LivingCluster[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      await Promise.all(clusters.map(cluster => cluster.stop()));
      if (temporary) {
        await rm(root, { recursive: true, force: true, maxRetries: 5 });
        forgetFolder(root);
      }
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      print('Stopping');
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }

  try {
    for (const { name, objects } of planned) {
      const cluster = await startLivingCluster({
        clusterName: name,
        dataDir: join(root, name),
        audit: values.audit,
        onProgress: print,
      });
      clusters.push(cluster);
      print(`${name}: ${cluster.url}`);
      if (values.audit) {
        print(`  audit log: ${cluster.auditLogFile}`);
      }
      if (objects.length > 0) {
        await applyEstate(cluster, objects);
      }
    }
    const kubeconfig = join(root, 'kubeconfig.yaml');
    await writeFile(
      kubeconfig,
      JSON.stringify(kubeconfigOf(clusters), undefined, 2),
      { mode: 0o600 },
    );
    print(`\nKubeconfig: ${kubeconfig}\n\nOpen the portal on a cluster with`);
    for (const { clusterName } of clusters) {
      print(
        `  npm start -- --kubeconfig ${kubeconfig} --context ${clusterName}`,
      );
    }
    print('\nRunning until Ctrl-C.');
  } catch (error) {
    await stop();
    throw error;
  }
}

main().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
