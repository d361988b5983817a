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

/** Deeper than any reference stands. */
const DEEPEST = 48;
/**
 * Several times what the schema of a kind has that makes pods. Whoever has looked at
 * so much has kept others waiting for a tenth of a second.
 */
const MOST_NODES = 10_000;
/** A name that a Secret, a namespace and a key can have. */
const TEXT = 'x';
const SECRET = /secret/i;
const REF = '#/components/schemas/';
/** Maps of texts in which nobody names Secrets: labels, quantities, content and what is said of users. */
const NO_NAMES =
  /(labels|annotations|selector|tags)$|^(limits|requests|capacity|allocatable|hard|overhead|extra|data|stringData|binaryData|encryptedData|substitute|values)$/i;
/** Fields that refer to what an object acts on, or is served or issued by, which is no Secret. */
const OTHER_REFERENCE =
  /(target|parent|backend|owner|issuer|store|service|snapshot)(Ref|Refs|Reference|References)$/i;
/** A kind that is given as an example. */
const QUOTED_KIND = /["'`][A-Z][A-Za-z]+["'`]/;

/** A schema and the fields that lead to it. */
interface Place {
  depth: number;
  /** The field that it is in; empty at the root. */
  field: string;
  /** Whether it is below the metadata of what an object makes, which any object has. */
  inMetadata: boolean;
  /** Names of schemas on the way: who meets one again goes round in circles. */
  refs: readonly string[];
  /** Whether a field or a description just above says that it is about Secrets. */
  aboutSecrets: boolean;
}

/**
 * How many fields may still be looked at: shared by schemas that cost together.
 *
 * @public
 */
export interface SchemaBudget {
  fields: number;
}

/** What {@link sampleOf} makes. */
export interface Sample {
  value: unknown;
  /** Whether the schema lets objects have what it does not describe, or is too large to be followed. */
  isOpen: boolean;
}

class Sampler {
  isOpen = false;
  readonly #schemas: Readonly<Record<string, unknown>>;
  readonly #budget: SchemaBudget;
  #nodes = 0;

  constructor(
    schemas: Readonly<Record<string, unknown>>,
    budget: SchemaBudget,
  ) {
    this.#schemas = schemas;
    this.#budget = budget;
  }

  sample(schema: unknown, place: Place): unknown {
    if (place.depth > DEEPEST || this.#stops()) {
      this.isOpen = true;
      return undefined;
    }
    this.#nodes += 1;
    this.#budget.fields -= 1;
    if (!isJson(schema)) {
      return undefined;
    }
    if (
      schema['x-kubernetes-preserve-unknown-fields'] === true ||
      schema['x-kubernetes-embedded-resource'] === true
    ) {
      this.isOpen = true;
    }
    return this.#merge([
      ...this.#alternatives(schema, place),
      this.#own(schema, {
        ...place,
        aboutSecrets: place.aboutSecrets || isAboutSecrets(schema),
      }),
    ]);
  }

  /** What is in a field, an item or an entry, which may be anything where nothing is said. */
  #sampleField(schema: unknown, place: Place): unknown {
    if (!place.inMetadata && saysNothing(schema)) {
      this.isOpen = true;
    }
    return this.sample(schema, place);
  }

  /** Whether there is more than is looked at. */
  #stops(): boolean {
    const stops = this.#nodes >= MOST_NODES || this.#budget.fields <= 0;
    this.isOpen ||= stops;
    return stops;
  }

  #alternatives(schema: Json, place: Place): unknown[] {
    const { $ref: ref } = schema;
    const deeper = { ...place, depth: place.depth + 1 };
    const others: unknown[] = [];
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const list = schema[keyword];
      for (const each of Array.isArray(list) ? list : []) {
        if (this.#stops()) {
          break;
        }
        others.push(this.sample(each, deeper));
      }
    }
    if (typeof ref !== 'string' || !ref.startsWith(REF)) {
      return others;
    }
    const name = ref.slice(REF.length);
    if (place.refs.includes(name) || !Object.hasOwn(this.#schemas, name)) {
      return others;
    }
    return [
      ...others,
      this.sample(this.#schemas[name], {
        ...deeper,
        refs: [...place.refs, name],
      }),
    ];
  }

  #own(schema: Json, place: Place): unknown {
    const { type, properties, additionalProperties, items } = schema;
    if (additionalProperties === true && !place.inMetadata) {
      this.isOpen = true;
    }
    if (isJson(properties) || isJson(additionalProperties)) {
      return this.#object(schema, place);
    }
    if (isJson(items)) {
      return [
        this.#sampleField(items, {
          ...place,
          depth: place.depth + 1,
        }),
      ];
    }
    if (type === 'string' || schema['x-kubernetes-int-or-string'] === true) {
      return firstText(schema.enum) ?? TEXT;
    }
    if (type !== 'object') {
      return undefined;
    }
    // Of such a custom resource the server drops whatever is given. Schemas that are
    // referred to are of another server, which means by it what it does not describe.
    const isReferredTo = place.refs.length > 0 && !isComposed(schema);
    if (isReferredTo && !place.inMetadata) {
      this.isOpen = true;
    }
    return {};
  }

  #object(schema: Json, place: Place): Json {
    const { properties, additionalProperties } = schema;
    const entries: [string, unknown][] = [];
    for (const field of isJson(properties) ? Object.keys(properties) : []) {
      if (this.#stops()) {
        break;
      }
      const sample = this.#sampleField(jsonOf(properties)[field], {
        ...place,
        depth: place.depth + 1,
        field,
        inMetadata: place.inMetadata || field === 'metadata',
        aboutSecrets: SECRET.test(field),
      });
      entries.push([field, sample]);
    }
    if (isJson(additionalProperties)) {
      const { aboutSecrets } = place;
      const deeper = { ...place, depth: place.depth + 1, aboutSecrets };
      const entry = this.#sampleField(additionalProperties, deeper);
      // Its key is anybody's choice, `secretName` too.
      if (!place.inMetadata && canBeNamed(entry, place.field)) {
        this.isOpen = true;
      }
      entries.push([TEXT, entry]);
    }
    const sample: Json = Object.fromEntries(entries);
    if (
      place.depth > 0 &&
      isJson(properties) &&
      isJson(properties.kind) &&
      typeof sample.kind === 'string'
    ) {
      return { ...sample, ...kindOf(properties, sample, place) };
    }
    return sample;
  }

  #merge(samples: unknown[]): unknown {
    const objects = samples.filter(isJson);
    return objects.length > 1
      ? Object.assign({}, ...objects)
      : samples.find(isList) ??
          objects[0] ??
          samples.find(each => each !== undefined);
  }
}

/**
 * An object with everything in it that a schema describes: every field, one entry of
 * each list and map, all alternatives at once. Whatever can be read of any object of
 * the kind can be read of it.
 *
 * @param schemas - what `$ref` refers to
 */
export function sampleOf(
  schema: unknown,
  schemas: Readonly<Record<string, unknown>>,
  budget: SchemaBudget = { fields: MOST_NODES },
): Sample {
  const sampler = new Sampler(schemas, budget);
  const value = sampler.sample(schema, {
    depth: 0,
    field: '',
    inMetadata: false,
    refs: [],
    aboutSecrets: false,
  });
  return { value, isOpen: sampler.isOpen };
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** A reference with a kind is one to a Secret unless its schema, or its field, says what else it is to. */
function kindOf(properties: Json, sample: Json, place: Place): Json {
  return canBeSecret(properties, place)
    ? {
        kind: 'Secret',
        ...('apiVersion' in sample && { apiVersion: 'v1' }),
        ...('apiGroup' in sample && { apiGroup: '' }),
        ...('group' in sample && { group: '' }),
      }
    : { kind: 'Other' };
}

function canBeSecret(properties: Json, place: Place): boolean {
  const kind = jsonOf(properties.kind);
  const { description } = kind;
  if (Array.isArray(kind.enum)) {
    return kind.enum.includes('Secret');
  }
  if (place.aboutSecrets || isAboutSecrets(kind)) {
    return true;
  }
  if (typeof kind.default === 'string') {
    return kind.default === 'Secret';
  }
  return !(
    place.inMetadata ||
    OTHER_REFERENCE.test(place.field) ||
    (typeof description === 'string' && QUOTED_KIND.test(description)) ||
    jsonOf(properties.group).default ||
    jsonOf(properties.apiGroup).default
  );
}

/** Whether the reader of objects would take an entry of a map for a reference, if its key says so. */
function canBeNamed(entry: unknown, field: string): boolean {
  const text = isList(entry) ? entry[0] : entry;
  return text === TEXT ? !NO_NAMES.test(field) : jsonOf(entry).name === TEXT;
}

/** Keywords that say by other schemas what a value is. */
const COMPOSED = ['$ref', 'allOf', 'anyOf', 'oneOf'];
/** Keywords that say it themselves. */
const SAYS = [
  'additionalProperties',
  'enum',
  'items',
  'properties',
  'type',
  'x-kubernetes-int-or-string',
];

function isComposed(schema: Json): boolean {
  return COMPOSED.some(keyword => Object.hasOwn(schema, keyword));
}

function saysNothing(schema: unknown): boolean {
  return (
    schema === true ||
    (isJson(schema) &&
      !isComposed(schema) &&
      !SAYS.some(keyword => Object.hasOwn(schema, keyword)))
  );
}

function isAboutSecrets({ description }: Json): boolean {
  return typeof description === 'string' && SECRET.test(description);
}

function firstText(values: unknown): string | undefined {
  return Array.isArray(values)
    ? values.find(value => typeof value === 'string' && value !== '')
    : undefined;
}
