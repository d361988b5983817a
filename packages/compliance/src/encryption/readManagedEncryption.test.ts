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

import {
  readAksEncryption,
  readEksEncryption,
  readGkeEncryption,
} from './readManagedEncryption';

const KEY = [{ resources: ['secrets'], provider: { keyArn: 'arn:aws:kms:k' } }];

describe('readEksEncryption', () => {
  it.each([
    [{ version: '1.34' }, 'all', 'kms-v2'],
    [{ version: '1.28', encryptionConfig: KEY }, 'all', 'kms-v2'],
    [{ version: '1.27', encryptionConfig: KEY }, 'new', 'kms-v1'],
    [{ version: '1.27' }, 'none', undefined],
    [
      {
        version: '1.27',
        encryptionConfig: [{ ...KEY[0], resources: ['pods'] }],
      },
      'none',
      undefined,
    ],
  ])('%j: %s', (cluster, covers, provider) => {
    expect(readEksEncryption(cluster)).toMatchObject({
      covers,
      ...(provider && { provider }),
    });
  });

  it('does not tell without a version', () => {
    expect(readEksEncryption({ encryptionConfig: KEY })).toBeUndefined();
  });
});

describe('readGkeEncryption', () => {
  it.each([
    [{ currentState: 'CURRENT_STATE_ENCRYPTED', state: 'ENCRYPTED' }, 'all'],
    [{ state: 'ENCRYPTED' }, 'new'],
    [
      { state: 'ENCRYPTED', currentState: 'CURRENT_STATE_ENCRYPTION_PENDING' },
      'changing',
    ],
    [
      { state: 'ENCRYPTED', currentState: 'CURRENT_STATE_ENCRYPTION_ERROR' },
      'changing',
    ],
    [{ state: 'DECRYPTED', currentState: 'CURRENT_STATE_DECRYPTED' }, 'none'],
    [{ state: 'DECRYPTED' }, 'none'],
  ])('%j: %s', (databaseEncryption, covers) => {
    expect(readGkeEncryption({ databaseEncryption })).toMatchObject({ covers });
  });

  it.each([
    [{}],
    [{ databaseEncryption: {} }],
    [{ databaseEncryption: { state: 'UNKNOWN' } }],
    [{ databaseEncryption: { currentState: 'CURRENT_STATE_UNSPECIFIED' } }],
  ])('%j does not tell', cluster => {
    expect(readGkeEncryption(cluster)).toBeUndefined();
  });
});

describe('readAksEncryption', () => {
  it('does not claim that what was there before is encrypted', () => {
    const cluster = (enabled?: boolean) => ({
      properties: { securityProfile: { azureKeyVaultKms: { enabled } } },
    });
    expect(readAksEncryption(cluster(true))).toMatchObject({ covers: 'new' });
    expect(readAksEncryption(cluster(false))).toMatchObject({ covers: 'none' });
    expect(readAksEncryption({ properties: {} })).toMatchObject({
      covers: 'none',
    });
    expect(readAksEncryption({})).toBeUndefined();
  });
});
