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

import { setTimeout as delay } from 'node:timers/promises';
import { createAccessGraph } from '@keyward/kube-access';
import { applyManifests } from '../manifests/applyManifests';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { useLivingCluster } from '../useLivingCluster';
import { readCluster } from './readCluster';
import {
  RBAC,
  secret,
  shop,
  userSubject,
  WalkedCluster,
} from './WalkedCluster';

const FLUX = 'kustomize.toolkit.fluxcd.io';
const USERS = ['flux', 'flux-twin', 'argo', 'argo-twin'];

const cluster = useLivingCluster({
  clusterName: 'gitops',
  scheduler: false,
  kwok: false,
  users: USERS.map(name => ({ name })),
});
const walked = new WalkedCluster(cluster);
const projects = '/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects';

/** A controller that has all rights, as most installations give them. */
async function install(namespace: string, name: string) {
  const { api } = cluster();
  await api.call('POST', '/api/v1/namespaces', {
    body: { metadata: { name: namespace } },
  });
  await api.call('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {
    body: { metadata: { name } },
  });
  await api.call('POST', `/apis/${RBAC}/v1/clusterrolebindings`, {
    body: {
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', namespace, name }],
    },
  });
  await run(namespace, name, []);
}

async function run(namespace: string, name: string, args: string[]) {
  await cluster().api.call('POST', `/api/v1/namespaces/${namespace}/pods`, {
    body: {
      metadata: { name },
      spec: {
        serviceAccountName: name,
        containers: [{ name: 'manager', image: 'example.com/it:1', args }],
      },
    },
  });
}

async function pathOf(user: string) {
  const graph = createAccessGraph(await readCluster(cluster().api));
  return graph.path(`u:${user}`, secret)?.steps.map(({ kind }) => kind);
}

/** Whether the account of a controller may apply a pod that mounts the Secret. */
async function applies(namespace: string, name: string) {
  const { api } = cluster();
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
  const { status } = await api.call('POST', `${account}/token`, {
    body: { spec: {} },
  });
  const pod = await walked.send(status.token, 'POST', `${shop}/pods`, {
    metadata: { name: `by-${name}` },
    spec: {
      containers: [{ name: 'main', image: 'example.com/shell:1' }],
      volumes: [{ name: 'db', secret: { secretName: 'db' } }],
    },
  });
  return pod !== undefined;
}

// By object chain only: no controller of Argo CD or Flux runs here.
describe('what is applied for somebody', () => {
  beforeAll(async () => {
    await walked.plant();
    await applyManifests(cluster(), await loadCustomResourceDefinitions());
    await install('flux-system', 'kustomize-controller');
    await install('argocd', 'argocd-application-controller');
    const kustomizations = `kustomizations.${FLUX}`;
    await walked.give(userSubject('flux'), 'flux', [
      `create ${kustomizations}`,
    ]);
    await walked.give(userSubject('flux-twin'), 'flux-twin', [
      `get,list,delete ${kustomizations}`,
    ]);
    const applications = 'applications.argoproj.io';
    await walked.giveEverywhere(userSubject('argo'), 'argo', [
      `create ${applications}`,
    ]);
    // In a namespace that no AppProject takes in.
    await walked.give(userSubject('argo-twin'), 'argo-twin', [
      `create ${applications}`,
    ]);
    await cluster().api.call('POST', projects, {
      body: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'shops' },
        spec: {
          sourceRepos: ['*'],
          destinations: [
            { server: 'https://kubernetes.default.svc', namespace: 'shop' },
          ],
        },
      },
    });
    await delay(1_000);
  });

  it('by a Kustomization of Flux, unless its controller is bounded', async () => {
    expect(await pathOf('flux')).toEqual([
      'flux-kustomization',
      'applied-as',
      'create-pods',
      'among',
      'among',
    ]);
    expect(await pathOf('flux-twin')).toBeUndefined();
    const write = (as: string) =>
      walked.send(
        as,
        'POST',
        `/apis/${FLUX}/v1/namespaces/shop/kustomizations`,
        {
          apiVersion: `${FLUX}/v1`,
          kind: 'Kustomization',
          metadata: { name: 'theirs' },
          spec: { sourceRef: { kind: 'GitRepository', name: 'theirs' } },
        },
      );
    expect(await write('flux-twin')).toBeUndefined();
    expect(await write('flux')).toBeDefined();
    expect(await applies('flux-system', 'kustomize-controller')).toBe(true);

    const pods = '/api/v1/namespaces/flux-system/pods';
    await cluster().api.call(
      'DELETE',
      `${pods}/kustomize-controller?gracePeriodSeconds=0`,
    );
    expect(await pathOf('flux')).toBeUndefined();
    await run('flux-system', 'kustomize-controller', [
      '--no-cross-namespace-refs=true',
      '--default-service-account=default',
    ]);
    // The account `api` of the namespace may read the Secret, which applies nothing.
    expect(await pathOf('flux')).toBeUndefined();
  });

  it('by an Application of Argo CD, where its AppProject allows it', async () => {
    expect(await pathOf('argo')).toEqual([
      'argo-cd-application',
      'names-project',
      'applied-as',
      'create-pods',
      'among',
    ]);
    expect(await pathOf('argo-twin')).toBeUndefined();
    const made = await walked.send(
      'argo',
      'POST',
      '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications',
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'theirs' },
        spec: { project: 'shops' },
      },
    );
    expect(made).toBeDefined();
    expect(await applies('argocd', 'argocd-application-controller')).toBe(true);

    await cluster().api.call('PATCH', `${projects}/shops`, {
      contentType: 'application/merge-patch+json',
      body: {
        spec: {
          destinations: [
            { server: 'https://kubernetes.default.svc', namespace: 'bank' },
          ],
        },
      },
    });
    expect(await pathOf('argo')).toBeUndefined();
  });
});
