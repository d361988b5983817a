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

import { readTemplatePaths } from './readTemplatePaths';

describe('readTemplatePaths', () => {
  it.each([
    ['{{ with secret "secret/data/db" }}{{ .Data.data.password }}{{ end }}'],
    ['{{- with secret "secret/data/db" -}}\n{{ .Data }}\n{{- end -}}'],
    ['{{with secret `secret/data/db`}}{{end}}'],
    ['a: {{ (secret "secret/data/db").Data.data.password | toJSON }}'],
    ['{{ $db := secret "secret/data/db" }}{{ $db.Data.data.password }}'],
    ['{{ if secret "secret/data/db" }}{{ else if secret "kv/x/y" }}{{ end }}'],
    ['{{ with $s := secret "secret/data/db" }}{{ end }}'],
    ['{{ with secret "secret/data/db?version=3" }}{{ end }}'],
    ['{{ with secret "/secret/data/db" "ttl=1h" }}{{ end }}'],
    ['{{/* "}} */}}{{ "}}" }}{{ with secret "secret/data/db" }}{{ end }}'],
    [
      '{{ with secret "secret/data/db" }}{{ range $k, $v := .Data.data }}\n{{ $k }}={{ $v }}{{ end }}{{ end }}',
    ],
    [
      '{{ with secret "secret/data/db" }}{{ .Data.data | explodeMap | toJSONPretty }}{{ end }}',
    ],
  ])('reads %j', template => {
    const paths = readTemplatePaths(template);
    expect(paths[0]).toBe('secret/data/db');
    expect(paths).toHaveLength(template.includes('kv/x/y') ? 2 : 1);
  });

  it('reads each path once', () => {
    expect(
      readTemplatePaths(
        '{{ with secret "a/b" }}{{ end }}{{ with secret "database/creds/api" }}{{ end }}{{ with secret "a/b" }}{{ end }}',
      ),
    ).toEqual(['a/b', 'database/creds/api']);
  });

  it.each([
    // Looks like it, and reads nothing.
    'with secret "secret/data/db"',
    '{{/* with secret "secret/data/db" */}}',
    '{{- /* {{ with secret "secret/data/db" }} */ -}}',
    '{{ "with secret" }} "secret/data/db"',
    '{{ print "{{ with secret \\"secret/data/db\\" }}" }}',
    '{{ .secret "secret/data/db" }}{{ $secret "secret/data/db" }}',
    '{{ print secret "secret/data/db" }}',
    '{{ key "secret" }}{{ file "secret/data/db" }}{{ secrets "secret/metadata/x" }}',
    '{{ secretly "secret/data/db" }}{{ mysecret "secret/data/db" }}',
    // Which path it is nobody knows before it runs.
    '{{ with secret (printf "secret/data/%s" (env "NAME")) }}{{ end }}',
    '{{ with secret $path }}{{ end }}{{ "secret/data/db" | secret }}',
    '{{ with secret "secret/data/%s" }}{{ end }}',
    '{{ with secret "secret/data/{{ .Name }}" }}{{ end }}',
    // No path.
    '{{ with secret "s3cr3t" }}{{ end }}{{ with secret "" }}{{ end }}',
    '{{ with secret "secret/../sys/raw" }}{{ end }}{{ with secret "a//b" }}{{ end }}',
    '{{ with secret "secret/a b" }}{{ end }}{{ with secret "a/b?x=s3cr3t" }}{{ end }}',
    '{{ with secret "a/\\u0062" }}{{ end }}{{ with secret "a/b\\n" }}{{ end }}',
    '{{ with secret "a/ключ" }}{{ end }}{{ with secret "a/<b>" }}{{ end }}',
    `{{ with secret "a/${'b'.repeat(600)}" }}{{ end }}`,
  ])('reads nothing of %j', template => {
    expect(readTemplatePaths(template)).toEqual([]);
  });

  it.each([
    '{{ with secret "secret/data/db" }}{{ end',
    '{{ with secret "secret/data/db" }}{{ "open }}',
    '{{ with secret "secret/data/db" }}{{ `open }}',
    '{{ with secret "secret/data/db" }}{{/* open }}',
    '{{ with secret "secret/data/db" }}{{/* */ x }}',
    '{{ with secret "secret/data/db" }}{{ # }}',
  ])('understands nothing of a template that is none: %j', template => {
    expect(readTemplatePaths(template)).toEqual([]);
  });

  it('takes time by the length of a template, and keeps few paths', () => {
    const part = '{{ with secret "a/b" }}{{/* */}}{{ "x" }}';
    expect(readTemplatePaths(part.repeat(5000))).toEqual(['a/b']);
    for (const hostile of [
      '{{',
      '{{-',
      '"',
      '{{ "',
      '{{ `',
      '{{/*',
      '(',
      '\\',
    ]) {
      expect(readTemplatePaths(hostile.repeat(100_000))).toEqual([]);
    }
    const many = Array.from(
      { length: 500 },
      (_, index) => `{{ with secret "a/${index}" }}{{ end }}`,
    );
    expect(readTemplatePaths(many.join(''))).toHaveLength(100);
  });
});
