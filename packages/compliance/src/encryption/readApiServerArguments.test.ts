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

import { readApiServerArguments } from './readApiServerArguments';

const NOTHING = {
  hasEncryptionConfig: false,
  writesAuditLog: false,
  keepsAuditLog: false,
  looksTokensUp: true,
};

describe('readApiServerArguments', () => {
  it('reads flags with = and with a value that follows', () => {
    expect(
      readApiServerArguments([
        'kube-apiserver',
        '--encryption-provider-config=/etc/kubernetes/enc.yaml',
        '--audit-policy-file',
        '/etc/kubernetes/audit.yaml',
        '--audit-log-path=-',
        '--audit-log-maxage=30',
        '--audit-log-maxbackup=10',
        '--audit-log-maxsize=100',
        '--service-account-lookup=true',
      ]),
    ).toEqual({
      hasEncryptionConfig: true,
      writesAuditLog: true,
      keepsAuditLog: true,
      looksTokensUp: true,
    });
  });

  it('takes what is not set, or set to nothing, for off', () => {
    expect(readApiServerArguments(['kube-apiserver'])).toEqual(NOTHING);
    expect(
      readApiServerArguments([
        '--encryption-provider-config=',
        '--audit-log-path=/var/log/audit.log',
        '--service-account-lookup=false',
      ]),
    ).toEqual({ ...NOTHING, looksTokensUp: false });
    expect(
      readApiServerArguments(['--encryption-provider-config', '--v=2']),
    ).toEqual(NOTHING);
  });

  it('takes the last of a flag that is given twice', () => {
    expect(
      readApiServerArguments([
        '--service-account-lookup=false',
        '--service-account-lookup=true',
      ]),
    ).toEqual(NOTHING);
  });

  it('is not misled by a longer flag', () => {
    expect(
      readApiServerArguments([
        '--encryption-provider-config-automatic-reload=true',
      ]),
    ).toEqual(NOTHING);
  });

  it('takes a webhook for a log that is kept elsewhere', () => {
    expect(
      readApiServerArguments([
        '--audit-policy-file=p',
        '--audit-webhook-config-file=w',
      ]),
    ).toMatchObject({ writesAuditLog: true, keepsAuditLog: true });
  });
});
