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
import { join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { packageFolder } from '../packageFolder';
import { ClusterFolder } from './ClusterFolder';
import { AuditOptions, LivingClusterOptions } from './LivingClusterOptions';

const stagesFile = join(packageFolder, 'kwok', 'stages.yaml');

/** The command line of etcd. */
export function etcdArguments(folder: ClusterFolder): string[] {
  const client = `http://127.0.0.1:${folder.ports.etcdClient}`;
  const peer = `http://127.0.0.1:${folder.ports.etcdPeer}`;
  return [
    '--name=keyward',
    `--data-dir=${folder.file('etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=keyward=${peer}`,
    '--log-level=warn',
    // Test data: speed matters more than a power cut.
    '--unsafe-no-fsync=true',
    // Room for 200,000 Secrets and for Secrets of 1 MiB.
    '--quota-backend-bytes=8589934592',
    '--max-request-bytes=16777216',
  ];
}

/** The command line of kube-apiserver. */
export async function apiServerArguments(
  folder: ClusterFolder,
  options: LivingClusterOptions,
): Promise<string[]> {
  return [
    `--etcd-servers=http://127.0.0.1:${folder.ports.etcdClient}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${folder.ports.apiServer}`,
    // A loopback address is refused here; nothing uses it without a reconciler.
    '--advertise-address=192.0.2.1',
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/16',
    `--tls-cert-file=${folder.file('apiserver.crt')}`,
    `--tls-private-key-file=${folder.file('apiserver.key')}`,
    `--client-ca-file=${folder.file('ca.crt')}`,
    `--token-auth-file=${folder.file('tokens.csv')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${folder.file('service-account.pub')}`,
    `--service-account-signing-key-file=${folder.file('service-account.key')}`,
    // Without the controller manager no ServiceAccount comes to be, and pods
    // would be refused for the lack of one.
    ...(options.controllerManager === false
      ? ['--disable-admission-plugins=ServiceAccount']
      : []),
    // The names of the simulated nodes lead nowhere.
    ...(options.exec ? ['--kubelet-preferred-address-types=InternalIP'] : []),
    ...(await auditArguments(folder, options.audit)),
    ...(options.apiServerArgs ?? []),
  ];
}

async function auditArguments(
  folder: ClusterFolder,
  audit: boolean | AuditOptions = false,
): Promise<string[]> {
  if (audit === false) {
    return [];
  }
  const { rules = [{ level: 'Metadata' }], webhookUrl } =
    audit === true ? ({} as AuditOptions) : audit;
  const policyFile = folder.file('audit-policy.yaml');
  await writeFile(
    policyFile,
    JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }),
  );
  const args = [
    `--audit-policy-file=${policyFile}`,
    `--audit-log-path=${auditLogFile(folder)}`,
    '--audit-log-mode=blocking',
  ];
  if (webhookUrl) {
    const webhookFile = folder.file('audit-webhook.yaml');
    await writeFile(
      webhookFile,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'audit', cluster: { server: webhookUrl } }],
        contexts: [{ name: 'audit', context: { cluster: 'audit', user: '' } }],
        'current-context': 'audit',
      }),
    );
    args.push(
      `--audit-webhook-config-file=${webhookFile}`,
      '--audit-webhook-batch-max-wait=1s',
    );
  }
  return args;
}

/** Where the audit log is written. */
export function auditLogFile(folder: ClusterFolder): string {
  return folder.file('audit.log');
}

/** The command line of kube-controller-manager. */
export function controllerManagerArguments(folder: ClusterFolder): string[] {
  return [
    `--kubeconfig=${folder.kubeconfigPath}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--use-service-account-credentials=false',
    `--service-account-private-key-file=${folder.file('service-account.key')}`,
    `--root-ca-file=${folder.file('ca.crt')}`,
    // Needed to sign CertificateSigningRequests.
    `--cluster-signing-cert-file=${folder.file('ca.crt')}`,
    `--cluster-signing-key-file=${folder.file('ca.key')}`,
  ];
}

/** The command line of kube-scheduler. */
export async function schedulerArguments(
  folder: ClusterFolder,
): Promise<string[]> {
  const configFile = folder.file('scheduler.yaml');
  await writeFile(
    configFile,
    JSON.stringify({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      clientConnection: { kubeconfig: folder.kubeconfigPath },
      leaderElection: { leaderElect: false },
      profiles: [
        {
          schedulerName: 'default-scheduler',
          plugins: {
            // Nobody provisions volumes here: pods need not wait for them.
            multiPoint: {
              disabled: [
                { name: 'VolumeBinding' },
                { name: 'VolumeRestrictions' },
                { name: 'VolumeZone' },
                { name: 'NodeVolumeLimits' },
              ],
            },
          },
        },
      ],
    }),
  );
  return [`--config=${configFile}`, '--secure-port=0'];
}

/** Where the commands run that are executed in pods. */
export function containerFolder(folder: ClusterFolder): string {
  return folder.file('container');
}

/** The command line of KWOK. */
export async function kwokArguments(
  folder: ClusterFolder,
  options: LivingClusterOptions,
): Promise<string[]> {
  return [
    `--kubeconfig=${folder.kubeconfigPath}`,
    '--manage-all-nodes=true',
    `--config=${stagesFile}`,
    ...(options.exec ? await execArguments(folder) : []),
  ];
}

async function execArguments(folder: ClusterFolder): Promise<string[]> {
  const workDir = containerFolder(folder);
  await mkdir(workDir, { recursive: true });
  const configFile = folder.file('exec.yaml');
  await writeFile(
    configFile,
    JSON.stringify({
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterExec',
      metadata: { name: 'local' },
      spec: { execs: [{ local: { workDir } }] },
    }),
  );
  const { kubelet } = folder.ports;
  return [
    `--config=${configFile}`,
    // It asks nobody who they are: no other machine may talk to it.
    '--node-ip=127.0.0.1',
    `--node-port=${kubelet}`,
    `--server-address=127.0.0.1:${kubelet}`,
    `--tls-cert-file=${folder.file('apiserver.crt')}`,
    `--tls-private-key-file=${folder.file('apiserver.key')}`,
  ];
}
