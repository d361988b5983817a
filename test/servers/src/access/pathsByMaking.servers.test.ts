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
import { createAccessGraph, createAccessIndex } from '@keyward/kube-access';
import { definitionOf } from '../manifests/definitionOf';
import { useLivingCluster } from '../useLivingCluster';
import { readCluster } from './readCluster';
import { subjectAccessReview } from './subjectAccessReview';
import {
  eventually,
  secret,
  shop,
  userSubject,
  WalkedCluster,
} from './WalkedCluster';

/** Who may do what, in the namespace of the Secret. */
const RULES = {
  maker: ['create workflows.argoproj.io'],
  changer: ['patch workflows.argoproj.io nightly'],
  reader: ['get,list,watch workflows.argoproj.io'],
  // No CRD is there for these.
  unserved: ['create,update,patch rollouts.argoproj.io'],
  proxy: ['get pods/proxy https:api-1:8443', 'create services/proxy'],
  'proxy-twin': ['get pods/proxy other', 'update services/proxy'],
};
const NAMES = Object.keys(RULES) as (keyof typeof RULES)[];
const workflows = '/apis/argoproj.io/v1alpha1/namespaces/shop/workflows';

const cluster = useLivingCluster({
  clusterName: 'makers',
  scheduler: false,
  kwok: false,
  users: NAMES.map(name => ({ name })),
});
const walked = new WalkedCluster(cluster);

/** A Workflow whose pod mounts the Secret. */
function workflowNamed(name: string) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name },
    spec: {
      entrypoint: 'main',
      serviceAccountName: 'api',
      volumes: [{ name: 'db', secret: { secretName: 'db' } }],
      templates: [
        { name: 'main', container: { image: 'example.com/shell:1' } },
      ],
    },
  };
}

describe('rights on kinds that make pods', () => {
  beforeAll(async () => {
    const { api } = cluster();
    await walked.plant();
    await api.call('POST', `${shop}/pods`, {
      body: {
        metadata: { name: 'api-1' },
        spec: {
          serviceAccountName: 'api',
          containers: [{ name: 'main', image: 'example.com/api:1' }],
        },
      },
    });
    for (const name of NAMES) {
      await walked.give(userSubject(name), name, RULES[name]);
    }
    await delay(1_000);
  });

  // By object chain only: there is no Argo here that would make the pod.
  it('lead nowhere until the kind is served', async () => {
    const path = async (name: string) =>
      createAccessGraph(await readCluster(cluster().api)).path(
        `u:${name}`,
        secret,
      );
    const made = () =>
      walked.send('maker', 'POST', workflows, workflowNamed('nightly'));
    expect(await path('maker')).toBeUndefined();
    expect(await made()).toBeUndefined();

    await cluster().api.call(
      'POST',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      {
        body: definitionOf('argoproj.io', 'Workflow', 'workflows', {
          version: 'v1alpha1',
        }),
      },
    );
    expect(await eventually(made)).toMatchObject({ kind: 'Workflow' });
    await eventually(() => path('maker'));

    for (const name of ['maker', 'changer']) {
      expect((await path(name))?.steps).toMatchObject([
        { kind: 'create-workflows.argoproj.io', to: 'secrets:shop' },
        { kind: 'among' },
      ]);
    }
    expect(await path('reader')).toBeUndefined();
    expect(await path('unserved')).toBeUndefined();

    const change = (name: string) =>
      walked.send(
        name,
        'PATCH',
        `${workflows}/nightly`,
        { spec: { serviceAccountName: 'other' } },
        'application/merge-patch+json',
      );
    expect(await change('changer')).toMatchObject({
      spec: { serviceAccountName: 'other' },
    });
    expect(await change('reader')).toBeUndefined();
    const rollouts = workflows.replace('workflows', 'rollouts');
    expect(await walked.send('unserved', 'POST', rollouts, {})).toBe(undefined);
  });

  it('to send requests by the proxy is what the API server allows', async () => {
    const { api } = cluster();
    const objects = await readCluster(api);
    const index = createAccessIndex(objects);
    const graph = createAccessGraph(objects);
    for (const user of ['proxy', 'proxy-twin', 'maker']) {
      for (const verb of ['get', 'create', 'update']) {
        for (const [resource, name] of [
          ['pods', 'api-1'],
          ['pods', 'https:api-1:8443'],
          ['pods', 'other'],
          ['services', 'web'],
        ]) {
          const question = {
            user,
            groups: ['system:authenticated'],
            verb,
            resource,
            subresource: 'proxy',
            namespace: 'shop',
            name,
          };
          expect(index.allows(question)).toBe(
            await subjectAccessReview(api, question),
          );
        }
      }
    }
    expect(graph.path('u:proxy', secret)?.steps[0].kind).toBe('pod-proxy');
    expect(graph.path('u:proxy-twin', secret)).toBeUndefined();
  });
});
