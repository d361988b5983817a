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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultApiClient } from '@keyward/backstage-plugin-secrets-common';
import { load } from 'js-yaml';
import { spec } from './openapi/generated';

const clientFolder = join(
  __dirname,
  '../../../secrets-common/src/schema/openapi/generated/models',
);
const serverFolder = join(__dirname, 'openapi/generated/models');

const yaml = load(readFileSync(join(__dirname, 'openapi.yaml'), 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string }>>;
  components: {
    schemas: Record<
      string,
      { properties?: Record<string, object>; required?: string[] }
    >;
  };
};

describe('openapi.yaml', () => {
  it('is what the router was generated from', () => {
    expect(spec).toEqual(yaml);
  });

  it('is what the client was generated from', () => {
    const operations = Object.values(yaml.paths).flatMap(methods =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(
      Object.getOwnPropertyNames(DefaultApiClient.prototype)
        .filter(name => name !== 'constructor')
        .sort(),
    ).toEqual(operations.sort());
  });

  it('has the same models on both sides', () => {
    const models = readdirSync(serverFolder).sort();
    expect(readdirSync(clientFolder).sort()).toEqual(models);
    for (const name of models) {
      expect(readFileSync(join(clientFolder, name), 'utf8')).toBe(
        readFileSync(join(serverFolder, name), 'utf8'),
      );
    }
  });

  it.each(
    Object.entries(yaml.components.schemas).filter(
      ([name, { properties }]) => properties && name !== 'Error',
    ),
  )('has the fields of %s in its model', (name, schema) => {
    const text = readFileSync(join(serverFolder, `${name}.model.ts`), 'utf8');
    const fields = [...text.matchAll(/^ {2}(\w+)(\??):/gm)].map(
      ([, field, optional]) => `${field}${optional}`,
    );
    const expected = Object.keys(schema.properties!).map(field =>
      schema.required?.includes(field) ? field : `${field}?`,
    );
    expect(fields.sort()).toEqual(expected.sort());
  });
});
