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

import { readApiServerMetrics } from './readApiServerMetrics';

const BUILD = 'kubernetes_build_info{major="1",minor="34"} 1\n';
const OPERATIONS = 'apiserver_storage_transformation_operations_total';

function operations(
  type: string,
  prefix: string,
  count: number,
  labels = 'resource="secrets",status="OK"',
) {
  return `${OPERATIONS}{${labels},transformation_type="${type}",transformer_prefix="${prefix}"} ${count}\n`;
}

describe('readApiServerMetrics', () => {
  it('counts providers, and names of keys not once more', () => {
    const text = [
      BUILD,
      '# HELP apiserver_request_total Counter of requests {with braces} in words\n',
      'apiserver_request_total{code="200"} 7 \n',
      `apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="sha256:aa",hash="sha256:cc"} 1\n`,
      operations('from_storage', 'identity', 12),
      operations('from_storage', 'k8s:enc:aescbc:v1:', 5),
      operations('from_storage', 'key1:', 5),
      operations('to_storage', 'k8s:enc:aescbc:v1:', 3),
      operations('to_storage', 'key1:', 3),
      // As kube-apiserver 1.34 counts what it writes in plaintext.
      operations('to_storage', '', 6),
      operations('to_storage', 'k8s:enc:kms:v2:vault:', 2),
      operations('to_storage', 'k8s:enc:kms:v1:vault:', 1),
      operations('to_storage', 'k8s:enc:secretbox:v1:', 4e6),
      operations(
        'from_storage',
        'identity',
        99,
        'resource="configmaps",status="OK"',
      ),
      operations(
        'from_storage',
        'k8s:enc:aescbc:v1:',
        8,
        'resource="secrets",status="DeadlineExceeded"',
      ),
    ].join('');
    expect(readApiServerMetrics(text)).toEqual({
      instance: 'sha256:aa',
      configHash: 'sha256:cc',
      read: { identity: 12, aescbc: 5 },
      written: {
        identity: 6,
        aescbc: 3,
        'kms-v2': 2,
        'kms-v1': 1,
        secretbox: 4e6,
      },
      transformed: 12 + 5 + 5 + 3 + 3 + 6 + 2 + 1 + 4e6 + 99,
    });
  });

  it('has nothing to count without an encryption configuration', () => {
    expect(readApiServerMetrics(BUILD)).toEqual({
      read: {},
      written: {},
      transformed: 0,
    });
  });

  it('takes no answer of something else for that of an API server', () => {
    for (const text of ['', '# nothing\n', 'etcd_server_has_leader 1\n']) {
      expect(() => readApiServerMetrics(text)).toThrow(
        'not the metrics of an API server',
      );
    }
  });

  it('refuses the sum of several API servers', () => {
    const config = (hash: string) =>
      `apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="${hash}",hash="h"} 1\n`;
    expect(() =>
      readApiServerMetrics(`${BUILD}${config('a')}${config('b')}`),
    ).toThrow('several API servers');
  });

  it.each([
    ['no value', `${OPERATIONS}{resource="secrets"}\n`],
    ['a word', `${OPERATIONS}{resource="secrets"} many\n`],
    ['not a number', `${OPERATIONS}{resource="secrets"} NaN\n`],
    ['an open label', `${OPERATIONS}{resource="secrets} 1\n`],
    ['an open list', `${OPERATIONS}{resource="secrets" 1\n`],
    ['a label twice', `${OPERATIONS}{resource="secrets",resource="x"} 1\n`],
    ['no comma', `${OPERATIONS}{resource="secrets"status="OK"} 1\n`],
    ['too much', `${OPERATIONS}{resource="secrets"} 1 2 3\n`],
    ['a wrong escape', `${OPERATIONS}{resource="\\x"} 1\n`],
  ])('names the line of %s, and repeats nothing of it', (_, line) => {
    expect(() => readApiServerMetrics(`${BUILD}${line}`)).toThrow(
      /^The metrics could not be read: line 2 is no sample$/,
    );
  });

  it('takes no sample twice', () => {
    const line = operations('from_storage', 'identity', 1);
    expect(() => readApiServerMetrics(`${BUILD}${line}${line}`)).toThrow(
      'line 3 is said before',
    );
  });

  it('refuses a text that is cut off', () => {
    const line = operations('from_storage', 'identity', 12).slice(0, -2);
    expect(() => readApiServerMetrics(`${BUILD}${line}`)).toThrow('cut off');
  });

  it('reads escapes, spaces, a comma at the end and times', () => {
    const line = `${OPERATIONS}{ resource = "secrets", status="OK",transformation_type="to_storage",transformer_prefix="identity", } 2 1764268800000\n`;
    const odd = `${OPERATIONS}{resource="a\\"b\\\\c\\nd"} 1\n`;
    expect(readApiServerMetrics(BUILD + line + odd).written).toEqual({
      identity: 2,
    });
  });
});
