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

import { createFinding } from '../__testUtils__';
import { remedyOf } from './remedyOf';
import { RULE_MESSAGES } from './messages';

const { secret } = createFinding();

describe('remedyOf', () => {
  it.each(Object.keys(RULE_MESSAGES))('knows the next step of %s', rule => {
    // There are rules of what is no Secret alone.
    const kind = {
      'exposed-value': 'ConfigMap',
      'risky-binding': 'RoleBinding',
    }[rule];
    expect(
      remedyOf(createFinding({ rule, secret: { ...secret, kind } })),
    ).toBeDefined();
  });

  it('names the object that delivers, and quotes what a shell would read', () => {
    expect(
      remedyOf(
        createFinding({
          rule: 'delivery-failed',
          evidence: { deliverer: 'ExternalSecret/db' },
        }),
      ),
    ).toEqual({
      command: 'kubectl describe --namespace payments externalsecret/db',
    });
    expect(
      remedyOf(
        createFinding({
          rule: 'exposed-value',
          secret: {
            ...secret,
            kind: 'ConfigMap',
            name: "ConfigMap/a'; rm -rf ~",
          },
        }),
      ),
    ).toEqual({
      command: "kubectl edit --namespace payments 'configmap/a'\\''; rm -rf ~'",
    });
  });

  it('shows a binding, and says no namespace of what is in none', () => {
    const binding = (kind: string, namespace: string, name: string) =>
      remedyOf(
        createFinding({
          rule: 'risky-binding',
          secret: { ...secret, kind, namespace, name: `${kind}/${name}` },
        }),
      );
    expect(binding('RoleBinding', 'shop', 'readers')).toEqual({
      command: 'kubectl describe --namespace shop rolebinding/readers',
    });
    expect(binding('ClusterRoleBinding', '', 'system:it')).toEqual({
      command: 'kubectl describe clusterrolebinding/system:it',
    });
  });

  it('shows what a module observes of a cluster', () => {
    const store = (namespace: string, name: string) =>
      remedyOf(
        createFinding({
          rule: 'secret-store-failing',
          secret: { ...secret, kind: 'secret-store', namespace, name },
        }),
      );
    expect(store('shop', 'SecretStore/local')).toEqual({
      command: 'kubectl describe --namespace shop secretstore/local',
    });
    expect(store('', 'ClusterSecretStore/aws')).toEqual({
      command: 'kubectl describe clustersecretstore/aws',
    });
  });

  it('has no command of Kubernetes for another system', () => {
    const store = { ...secret, system: 'vault', kind: 'store' };
    expect(
      remedyOf(createFinding({ rule: 'vault-store-sealed', secret: store })),
    ).toBeUndefined();
    expect(
      remedyOf(
        createFinding({
          rule: 'delivery-failed',
          evidence: { deliverer: 'Sync/db' },
          secret: { ...secret, system: 'vault' },
        }),
      ),
    ).toEqual({ tab: 'history' });
  });

  it('leaves what it does not know to the page of the rule', () => {
    expect(remedyOf(createFinding({ rule: 'of-tomorrow' }))).toBeUndefined();
  });
});
