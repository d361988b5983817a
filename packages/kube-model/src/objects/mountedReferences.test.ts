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

import { mountedClassRefs, mountedReferences } from './mountedReferences';

const vault = 'prod/secrets-store.csi.x-k8s.io/SecretProviderClass/shop/vault';
const pod = {
  namespace: 'shop',
  detail: { secretProviderClasses: ['vault', 'aws'] },
};

describe('mountedReferences', () => {
  it('names what the mounted classes make', () => {
    expect(
      mountedReferences(pod, 'prod', ref =>
        ref === vault ? [{ namespace: 'shop', name: 'db' }] : [],
      ),
    ).toEqual([
      {
        namespace: 'shop',
        name: 'db',
        how: 'secretProviderClass',
        path: 'SecretProviderClass/vault',
        optional: true,
      },
    ]);
  });

  it('takes a dump that says nonsense for one that says nothing', () => {
    for (const secretProviderClasses of ['vault', [{ a: 1 }, null], 7]) {
      const detail = { secretProviderClasses };
      expect(mountedClassRefs({ ...pod, detail }, 'prod')).toEqual([]);
    }
    expect(mountedClassRefs({ namespace: 'shop' }, 'prod')).toEqual([]);
  });
});
