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

/** A server (or tool) that is built from Go source as a tool dependency. */
export interface ServerBinary {
  /** Name of the executable. */
  name: string;
  version: string;
  /** Folder below `go/` that holds the go.mod with the `tool` line. */
  module: string;
  /** Import path of the main package. */
  mainPackage: string;
  /** Added to `-ldflags`. */
  linkerFlags?: string;
  /** Given as `-tags`. */
  buildTags?: string;
  /** Folders of the module of its main package that it reads while it runs; they are kept beside it. */
  assets?: string[];
  /** Arguments that make the executable print its version. */
  versionArguments: string[];
  /** How long a first build takes on two cores, for the progress line. */
  typicalSeconds: number;
}

const kubernetesVersion = '1.34.4';
const versionPackage = 'k8s.io/component-base/version';
// Clients cannot parse the version of a server built without these.
const kubernetesLinkerFlags = [
  `-X ${versionPackage}.gitVersion=v${kubernetesVersion}`,
  `-X ${versionPackage}.gitMajor=1`,
  `-X ${versionPackage}.gitMinor=34`,
].join(' ');

function kubernetesBinary(
  name: string,
  typicalSeconds: number,
  versionArguments = ['--version'],
): ServerBinary {
  return {
    name,
    version: kubernetesVersion,
    module: 'kubernetes',
    mainPackage: `k8s.io/kubernetes/cmd/${name}`,
    linkerFlags: kubernetesLinkerFlags,
    versionArguments,
    typicalSeconds,
  };
}

/** Both versions of Sealed Secrets that are tested against, the older one first. */
export type SealedSecretsVersion = '0.27.3' | '0.40.0';

function sealedSecretsBinary(
  name: string,
  version: SealedSecretsVersion,
  typicalSeconds: number,
): ServerBinary {
  // The module was renamed, the repository was not.
  const owner = version === '0.27.3' ? 'bitnami-labs' : 'bitnami';
  const command = name === 'kubeseal' ? name : 'controller';
  return {
    name,
    version,
    module: `sealed-secrets-${version}`,
    mainPackage: `github.com/${owner}/sealed-secrets/cmd/${command}`,
    linkerFlags: `-X main.VERSION=${version}`,
    versionArguments: ['--version'],
    typicalSeconds,
  };
}

const controllerName = 'sealed-secrets-controller';

/** Every server that this package knows how to build, by name. */
export const serverBinaries = {
  etcd: {
    name: 'etcd',
    version: '3.6.5',
    module: 'etcd',
    mainPackage: 'go.etcd.io/etcd/server/v3',
    versionArguments: ['--version'],
    typicalSeconds: 60,
  },
  'kube-apiserver': kubernetesBinary('kube-apiserver', 240),
  'kube-controller-manager': kubernetesBinary('kube-controller-manager', 60),
  'kube-scheduler': kubernetesBinary('kube-scheduler', 10),
  kubectl: kubernetesBinary('kubectl', 30, ['version', '--client']),
  kwok: {
    name: 'kwok',
    version: '0.7.0',
    module: 'kwok',
    mainPackage: 'sigs.k8s.io/kwok/cmd/kwok',
    versionArguments: ['--version'],
    typicalSeconds: 70,
  },
  'sealed-secrets-controller-0.27.3': sealedSecretsBinary(
    controllerName,
    '0.27.3',
    110,
  ),
  'sealed-secrets-controller-0.40.0': sealedSecretsBinary(
    controllerName,
    '0.40.0',
    70,
  ),
  'kubeseal-0.27.3': sealedSecretsBinary('kubeseal', '0.27.3', 20),
  'kubeseal-0.40.0': sealedSecretsBinary('kubeseal', '0.40.0', 20),
  'external-secrets': {
    name: 'external-secrets',
    version: '0.20.4',
    module: 'external-secrets',
    mainPackage: 'github.com/external-secrets/external-secrets',
    versionArguments: ['--version'],
    typicalSeconds: 290,
  },
  vault: {
    name: 'vault',
    version: '1.19.0',
    module: 'vault',
    mainPackage: 'github.com/hashicorp/vault',
    // Leaves out the databases, clouds and stores that no test asks for.
    buildTags: 'minimal',
    versionArguments: ['version'],
    typicalSeconds: 270,
  },
  // Left out by `minimal` as well, so that they are run as plugins.
  'vault-plugin-auth-kubernetes': {
    name: 'vault-plugin-auth-kubernetes',
    version: '0.21.0',
    module: 'vault',
    mainPackage:
      'github.com/hashicorp/vault-plugin-auth-kubernetes/cmd/vault-plugin-auth-kubernetes',
    // It prints no version: only Vault itself can start it.
    versionArguments: [],
    typicalSeconds: 10,
  },
  'postgresql-database-plugin': {
    name: 'postgresql-database-plugin',
    version: '1.19.0',
    module: 'vault',
    mainPackage:
      'github.com/hashicorp/vault/plugins/database/postgresql/postgresql-database-plugin',
    versionArguments: [],
    typicalSeconds: 20,
  },
  gitea: {
    name: 'gitea',
    version: '1.24.0',
    module: 'gitea',
    mainPackage: 'code.gitea.io/gitea',
    linkerFlags: '-X main.Version=1.24.0',
    assets: ['options', 'public', 'templates'],
    versionArguments: ['--version'],
    typicalSeconds: 240,
  },
  gitleaks: {
    name: 'gitleaks',
    version: '8.30.1',
    module: 'gitleaks',
    mainPackage: 'github.com/zricethezav/gitleaks/v8',
    linkerFlags: '-X github.com/zricethezav/gitleaks/v8/version.Version=8.30.1',
    versionArguments: ['version'],
    typicalSeconds: 35,
  },
} satisfies Record<string, ServerBinary>;

export type ServerName = keyof typeof serverBinaries;

/** All that tests need, to be built before them; benchmarks build the peers that they measure. */
export const allBinaries = (Object.keys(serverBinaries) as ServerName[]).filter(
  name => name !== 'gitleaks',
);

/** What a living cluster is made of. */
export const livingClusterBinaries: ServerName[] = [
  'etcd',
  'kube-apiserver',
  'kubectl',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
];
