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

import { claimLines } from './claimLines';

describe('claimLines', () => {
  it('names the namespace in the catalog and in the cluster', () => {
    const { command, entity, scopes } = claimLines('prod-eu', 'payments');
    expect(entity).toContain('backstage.io/kubernetes-cluster: prod-eu\n');
    expect(entity).toContain('backstage.io/kubernetes-namespace: payments\n');
    expect(command).toBe(
      'kubectl annotate namespace payments keyward.io/entity=component:default/payments',
    );
    expect(scopes).toContain('namespaces: [payments]');
  });

  it('quotes what YAML would not read as a text', () => {
    const { scopes } = claimLines('kind: a', '1234');
    expect(scopes).toContain('cluster: "kind: a"\n');
    expect(scopes).toContain('namespaces: ["1234"]');
    expect(claimLines('c', 'on').scopes).toContain('namespaces: ["on"]');
  });
});
