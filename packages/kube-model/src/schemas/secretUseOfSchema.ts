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
import { isJson, Json, jsonOf } from '@keyward/observation';
import { observeObject } from '../objects';
import { sampleOf, type SchemaBudget } from './sampleOf';

const NAME = 'sample';
/** Fields that any object has. */
const COMMON_FIELDS = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * What objects of a kind can say of Secrets:
 *
 * - `none`: nothing, as the schema has no place for it
 * - `possible`: the schema has a place for a reference
 * - `open`: whatever they want, as the schema leaves it open, or nobody can tell
 *
 * @public
 */
export type SecretUse = 'none' | 'possible' | 'open';

/**
 * A kind and what its API server says of its schema.
 *
 * @public
 */
export interface SchemaOfKind {
  group: string;
  version: string;
  kind: string;
  namespaced: boolean;
  /** As OpenAPI 3 has it; undefined where the server gives none. */
  schema: unknown;
  /** What `$ref` refers to: `components.schemas` of the document. */
  schemas: Readonly<Record<string, unknown>>;
  /** Past it, nobody can tell. */
  budget?: SchemaBudget;
}

/**
 * Whether objects of a kind can name Secrets: an object with everything in it that
 * the schema allows is read as any other is, so that the answer is right for what is
 * read of real ones.
 *
 * @public
 */
export function secretUseOfSchema(described: SchemaOfKind): SecretUse {
  const { group, version, kind, namespaced, schemas, budget } = described;
  const schema = withoutStatus(described.schema);
  const { value, isOpen } = sampleOf(schema, schemas, budget);
  const sample: Json = {
    ...jsonOf(value),
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name: NAME, ...(namespaced && { namespace: NAME }) },
  };
  if (refersToSecrets(sample)) {
    return 'possible';
  }
  return isOpen || !describesFields(described.schema, value) ? 'open' : 'none';
}

/** What an object is found to be is no place to state a reference. */
function withoutStatus(schema: unknown): unknown {
  if (!isJson(schema) || !isJson(schema.properties)) {
    return schema;
  }
  const { status: _, metadata: __, ...properties } = schema.properties;
  return { ...schema, properties };
}

function describesFields(schema: unknown, sample: unknown): boolean {
  const fields = { ...jsonOf(sample), ...jsonOf(jsonOf(schema).properties) };
  return Object.keys(fields).some(field => !COMMON_FIELDS.has(field));
}

/** Names that an operator makes of the object's own are found in any object of its kind. */
function refersToSecrets(sample: Json): boolean {
  try {
    const { references, deliveries, detail } = observeObject(sample, {
      sourceId: NAME,
      findsExposures: false,
      secretExists: () => true,
    });
    return (
      references.length > 0 ||
      deliveries.length > 0 ||
      isFilled(detail?.soughtSecrets) ||
      isFilled(detail?.selectedSecrets)
    );
  } catch {
    // Nothing that an API server would take: better one kind too many.
    return true;
  }
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}
