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

import type {
  AttributesSchema,
  SecretsSource,
  SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import {
  formatResourceRef,
  formatSecretRef,
  OBSERVATION_VERSION,
  type AnnotationObservation,
  type Attributes,
  type ResourceObservation,
  type SystemSecretObservation,
} from '@keyward/observation';

/** A store of a kind that Keyward knows nothing of, as its module has read it. */
export interface ToyVault {
  sealed: boolean;
  secrets: {
    path: string[];
    name: string;
    marks?: AnnotationObservation[];
    attributes?: Attributes;
  }[];
  marks?: AnnotationObservation[];
}

const OBSERVED_AT = '2026-01-01T00:10:00.000Z';
const ID = 'main';
const SYSTEM = 'vault';
const MOUNT = 'secret';

let generations = 0;

/** A source as a module for a system hands it in. */
export function toyVaultSource(vault: ToyVault): SecretsSource {
  return {
    id: ID,
    kind: SYSTEM,
    title: 'Vault main',
    attributes: {
      secret: schemaOf({ versions: 'number', engine: 'string' }),
      store: schemaOf({ sealed: 'boolean' }),
    },
    async run(run: SourceRun) {
      generations += 1;
      const rest = {
        version: OBSERVATION_VERSION as typeof OBSERVATION_VERSION,
        generation: `toy-${generations}`,
        complete: true,
        gone: [],
        observedAt: OBSERVED_AT,
      };
      await run.apply({
        ...rest,
        stream: `kv ${MOUNT}`,
        covers: { kind: 'secret', location: [MOUNT] },
        upserts: vault.secrets.map(toSecret),
      });
      await run.apply({
        ...rest,
        stream: 'mounts',
        covers: { kind: 'store' },
        upserts: [toStore(vault)],
      });
      await run.report({ state: 'live' });
    },
  };
}

function toSecret({
  path,
  name,
  marks,
  attributes,
}: ToyVault['secrets'][number]): SystemSecretObservation {
  const location = [MOUNT, ...path];
  return {
    type: 'secret',
    ref: formatSecretRef(SYSTEM, ID, ...location, name),
    system: SYSTEM,
    location,
    name,
    class: 'password',
    taken: 'metadata',
    keys: [
      {
        name: 'password',
        class: 'password',
        age: {
          earliest: '2026-01-01T00:00:00.000Z',
          latest: '2026-01-01T00:00:00.000Z',
          basis: 'source',
        },
      },
    ],
    keyCount: 1,
    annotations: marks,
    attributes: attributes ?? { versions: 3, engine: 'kv' },
    classifierVersion: 1,
  };
}

function toStore({ sealed, marks }: ToyVault): ResourceObservation {
  return {
    type: 'resource',
    kind: 'store',
    ref: formatResourceRef('store', ID, MOUNT),
    system: SYSTEM,
    location: [],
    name: MOUNT,
    annotations: marks,
    attributes: { sealed },
  };
}

/** As an object of zod, which a module would use: takes what it names, and drops the rest. */
function schemaOf(types: Record<string, string>): AttributesSchema {
  return {
    safeParse(value) {
      const given = value as Attributes;
      const wrong = Object.keys(types).find(
        name => typeof given[name] !== types[name],
      );
      return wrong === undefined
        ? {
            success: true,
            data: Object.fromEntries(
              Object.keys(types).map(name => [name, given[name]]),
            ),
          }
        : { success: false, error: { issues: [{ path: [wrong] }] } };
    },
  };
}
