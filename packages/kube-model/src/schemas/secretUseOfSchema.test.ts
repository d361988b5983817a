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
import { secretUseOfSchema } from './secretUseOfSchema';

const text = { type: 'string' };
const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  ...more,
});

function useOf(
  spec: object | undefined,
  options: {
    kind?: string;
    group?: string;
    schemas?: object;
    budget?: { fields: number };
  } = {},
) {
  const { kind = 'Database', group = 'example.com', budget } = options;
  const { schemas = {} } = options;
  return secretUseOfSchema({
    group,
    version: 'v1',
    kind,
    namespaced: true,
    schema:
      spec &&
      object({
        apiVersion: text,
        kind: text,
        metadata: { type: 'object' },
        spec,
        status: object({ secretRef: object({ name: text }) }),
      }),
    schemas: schemas as Record<string, unknown>,
    budget,
  });
}

describe('secretUseOfSchema', () => {
  it.each([
    ['a name', object({ tlsSecretName: text })],
    [
      'a reference',
      object({ auth: object({ secretRef: object({ name: text }) }) }),
    ],
    ['a selector', object({ password: object({ name: text, key: text }) })],
    ['a text that may be a name', object({ superuserSecret: text })],
    [
      'a list',
      object({
        users: {
          type: 'array',
          items: object({ passwordSecretRef: object({ name: text }) }),
        },
      }),
    ],
    [
      'a list of names',
      object({ secretNames: { type: 'array', items: text } }),
    ],
    [
      'a map',
      object({
        stores: {
          type: 'object',
          additionalProperties: object({ secretName: text }),
        },
      }),
    ],
    [
      'one of several',
      object({
        from: {
          oneOf: [
            object({ inline: text }),
            object({ secretKeyRef: object({ name: text, key: text }) }),
          ],
        },
      }),
    ],
    [
      'a kind among others',
      object({
        valuesFrom: {
          type: 'array',
          items: object({
            kind: { type: 'string', enum: ['ConfigMap', 'Secret'] },
            name: text,
          }),
        },
      }),
    ],
    [
      'a kind of which it is said',
      object({
        certificateRefs: {
          type: 'array',
          items: object({
            group: text,
            kind: {
              type: 'string',
              description: 'Kind of the referent, for example "Secret".',
            },
            name: text,
          }),
        },
      }),
    ],
    [
      'pods',
      object({
        template: object({
          spec: object({
            containers: {
              type: 'array',
              items: object({
                envFrom: {
                  type: 'array',
                  items: object({ secretRef: object({ name: text }) }),
                },
              }),
            },
          }),
        }),
      }),
    ],
    [
      'a Secret that it makes',
      object({
        writeConnectionSecretToRef: object({ name: text, namespace: text }),
      }),
    ],
  ])('sees a place for %s', (_, spec) => {
    expect(useOf(spec)).toBe('possible');
  });

  it.each([
    [
      'texts and numbers',
      object({ replicas: { type: 'integer' }, image: text }),
    ],
    ['a flag', object({ createSecret: { type: 'boolean' } })],
    [
      'a reference to something else',
      object({
        scaleTargetRef: object({ apiVersion: text, kind: text, name: text }),
      }),
    ],
    [
      'a kind that is no Secret',
      object({
        storeRef: object({
          kind: { type: 'string', enum: ['SecretStore'] },
          name: text,
        }),
      }),
    ],
    [
      'an entry of a ConfigMap',
      object({ configMapKeyRef: object({ name: text, key: text }) }),
    ],
    [
      'labels',
      object({
        selector: object({
          matchLabels: { type: 'object', additionalProperties: text },
        }),
      }),
    ],
    ['nothing', object({})],
  ])('sees no place in %s', (_, spec) => {
    expect(useOf(spec)).toBe('none');
  });

  it('says where a schema leaves open what stands there', () => {
    expect(
      useOf({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
    ).toBe('open');
    expect(
      useOf(
        object({
          template: { type: 'object', 'x-kubernetes-embedded-resource': true },
        }),
      ),
    ).toBe('open');
    expect(useOf(undefined)).toBe('open');
  });

  it.each([
    [
      'a map of texts',
      object({ parameters: { type: 'object', additionalProperties: text } }),
    ],
    [
      'a map of lists of texts',
      object({
        users: {
          type: 'object',
          additionalProperties: { type: 'array', items: text },
        },
      }),
    ],
    [
      'a map of objects with names',
      object({
        sources: {
          type: 'object',
          additionalProperties: object({ name: text }),
        },
      }),
    ],
    [
      'a map of whatever one likes',
      object({ config: { type: 'object', additionalProperties: true } }),
    ],
    [
      'a map of what is not described',
      object({ config: { type: 'object', additionalProperties: {} } }),
    ],
    [
      'values of any sort',
      object({ values: { type: 'object', additionalProperties: true } }),
    ],
    ['a field without a type', object({ config: { description: 'Any.' } })],
    ['a list without a type', object({ all: { type: 'array', items: {} } })],
    [
      'an object of another server',
      object({ config: { $ref: '#/components/schemas/RawExtension' } }),
    ],
  ])('leaves open what is in %s', (_, spec) => {
    const schemas = { RawExtension: { type: 'object' } };
    expect(useOf(spec, { schemas })).toBe('open');
  });

  it.each([
    [
      'an entry',
      object({ valueFrom: object({ kind: text, name: text, key: text }) }),
    ],
    ['an object', object({ valueFrom: object({ kind: text, name: text }) })],
    [
      'an object of a group',
      object({
        ref: object({
          apiVersion: text,
          kind: { ...text, description: 'Kind of the referent.' },
          name: text,
        }),
      }),
    ],
  ])('takes %s of any kind for a Secret', (_, spec) => {
    expect(useOf(spec)).toBe('possible');
  });

  it.each([
    [
      'a kind that is something else unless said otherwise',
      object({
        to: object({
          kind: { ...text, default: 'Service' },
          name: text,
        }),
      }),
    ],
    [
      'a kind with other examples',
      object({
        extensionRef: object({
          kind: { ...text, description: 'For example "HTTPRoute".' },
          name: text,
        }),
      }),
    ],
    [
      'what issues something',
      object({ issuerRef: object({ group: text, kind: text, name: text }) }),
    ],
    ...[
      'labels',
      'podAnnotations',
      'nodeSelector',
      'matchLabels',
      'limits',
      'requests',
      'capacity',
      'allocatable',
      'data',
    ].map((field): [string, object] => [
      `a map that is called ${field}`,
      object({ [field]: { type: 'object', additionalProperties: text } }),
    ]),
    [
      'the metadata of what it makes',
      object({
        template: object({
          metadata: { $ref: '#/components/schemas/ObjectMeta' },
        }),
      }),
    ],
    [
      'a map of numbers',
      object({
        weights: { type: 'object', additionalProperties: { type: 'integer' } },
      }),
    ],
    [
      'a map of a choice',
      object({
        modes: {
          type: 'object',
          additionalProperties: { ...text, enum: ['Fast', 'Safe'] },
        },
      }),
    ],
    [
      'an object of which the server drops all fields',
      object({ emptyDir: { type: 'object' } }),
    ],
    [
      'an object that another schema describes',
      object({ outer: { $ref: '#/components/schemas/Outer' } }),
    ],
    [
      'conditions on fields',
      object(
        { host: text, port: { type: 'integer' } },
        { anyOf: [{ required: ['host'] }, { required: ['port'] }] },
      ),
    ],
  ])('is not misled by %s', (_, spec) => {
    const schemas = {
      ObjectMeta: object({
        labels: { type: 'object', additionalProperties: text },
        managedFields: {
          type: 'array',
          items: object({
            fieldsV1: { $ref: '#/components/schemas/FieldsV1' },
          }),
        },
        ownerReferences: {
          type: 'array',
          items: object({ apiVersion: text, kind: text, name: text }),
        },
      }),
      FieldsV1: { type: 'object' },
      Outer: object({
        inner: {
          type: 'object',
          allOf: [{ $ref: '#/components/schemas/Inner' }],
        },
      }),
      Inner: object({ host: text }),
    };
    expect(useOf(spec, { schemas })).toBe('none');
  });

  it('does not count what a status holds', () => {
    expect(
      secretUseOfSchema({
        group: 'example.com',
        version: 'v1',
        kind: 'Found',
        namespaced: true,
        schema: object({ status: object({ secretName: text }) }),
        schemas: {},
      }),
    ).toBe('none');
  });

  it('follows references between schemas, round in circles too', () => {
    const schemas = {
      Node: object({
        children: {
          type: 'array',
          items: { $ref: '#/components/schemas/Node' },
        },
        source: { allOf: [{ $ref: '#/components/schemas/Source' }] },
      }),
      Source: object({ secretRef: object({ name: text }) }),
      Plain: object({ next: { $ref: '#/components/schemas/Plain' } }),
    };
    expect(useOf({ $ref: '#/components/schemas/Node' }, { schemas })).toBe(
      'possible',
    );
    expect(useOf({ $ref: '#/components/schemas/Plain' }, { schemas })).toBe(
      'none',
    );
  });

  it('knows operators that make names of that of their object', () => {
    const options = { group: 'monitoring.coreos.com', kind: 'Alertmanager' };
    expect(useOf(object({ replicas: { type: 'integer' } }), options)).toBe(
      'possible',
    );
  });

  it('comes to an end with a hostile schema', () => {
    let deep: object = text;
    for (let depth = 0; depth < 5000; depth++) {
      deep = object({ a: deep });
    }
    expect(useOf(deep)).toBe('open');
    // Each refers twice to the next: 2^40 fields.
    const schemas = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const next = { $ref: `#/components/schemas/S${index + 1}` };
        return [`S${index}`, object({ a: next, b: next })];
      }),
    );
    expect(useOf({ $ref: '#/components/schemas/S0' }, { schemas })).toBe(
      'open',
    );
    const budget = { fields: 9 };
    const many = { group: 'a.b', version: 'v1', namespaced: true, budget };
    expect(
      ['A', 'B'].map(kind =>
        secretUseOfSchema({
          ...many,
          kind,
          schema: object({ spec: object({ a: text, b: text, c: text }) }),
          schemas: {},
        }),
      ),
    ).toEqual(['none', 'open']);
    expect(
      useOf(
        JSON.parse(
          '{"properties":{"__proto__":{"properties":{"secretName":{"type":"string"}}},"constructor":7},"oneOf":7,"enum":{}}',
        ),
      ),
    ).toBe('possible');
  });

  it('looks at a part of a schema that is larger than any, which may use Secrets then', () => {
    const FIELDS = 99_000;
    const wide = (field: object) =>
      object(
        Object.fromEntries(
          Array.from({ length: FIELDS }, (_, index) => [`f${index}`, field]),
        ),
      );
    const alternatives = {
      oneOf: Array.from({ length: FIELDS }, () => object({ a: text })),
    };
    for (const spec of [
      wide(text),
      wide(object({ a: text })),
      alternatives,
      wide({ type: 'array', items: text }),
    ]) {
      const budget = { fields: FIELDS * 10 };
      expect(useOf(spec, { budget })).toBe('open');
      expect(FIELDS * 10 - budget.fields).toBeLessThanOrEqual(10_000);
    }
    // What stands in the part is seen.
    expect(useOf(object({ secretName: text, more: wide(text) }))).toBe(
      'possible',
    );
  });
});
