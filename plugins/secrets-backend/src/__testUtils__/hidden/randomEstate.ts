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

import type { Entity } from '@backstage/catalog-model';
import {
  formatObjectRef,
  kubernetesSecretRef,
  type ObjectObservation,
} from '@keyward/observation';
import type { AccessConfig } from '../../permissions';
import { object, reference } from '../observations';
import { component, mark } from '../testLinker';
import type { Random } from './Random';

/** At the first step all of an estate is observed; most take one more. */
const STEPS = [2, 2, 3];
export const SOURCES = ['prod', 'staging'];
/** So few that many secrets have the same. */
const VALUES = ['red', 'green', 'blue', 'white'];
const KEYS = ['password', 'token', 'url'];
const NAMES = ['db', 'api', 'mail', 'queue', 'cache', 'session'];
const TEAMS = ['payments', 'checkout', 'platform'];

/** What a key holds. */
export interface EstateKey {
  value: string;
  /** The step since which it holds it; that it is older than all, if there is none. */
  since?: number;
}

/** A secret, and what it holds at each step: nothing while it is not there. */
export interface EstateSecret {
  sourceId: string;
  namespace: string;
  name: string;
  /** What else is told of it, at all steps. */
  kind: 'plain' | 'copied' | 'certificate' | 'token';
  /** Of the entity that it says it belongs to. */
  entity?: string;
  steps: (Record<string, EstateKey> | undefined)[];
}

/** Everything that is observed, of two clusters, and the catalog. */
export interface Estate {
  /** How many there are. */
  steps: number;
  secrets: EstateSecret[];
  /** By source; they stay as they are. */
  objects: Record<string, ObjectObservation[]>;
  entities: Entity[];
  access: Partial<AccessConfig>;
}

export function refOf({ sourceId, namespace, name }: EstateSecret): string {
  return kubernetesSecretRef(sourceId, namespace, name);
}

/** Of a secret at a step: what there is of it in all of the following as well. */
export function setFrom(
  secret: EstateSecret,
  step: number,
  keys: Record<string, EstateKey> | undefined,
): void {
  secret.steps.fill(keys, step);
}

export function randomKeys(
  random: Random,
  since?: number,
): Record<string, EstateKey> {
  const names = random.some(KEYS, 0.4);
  return Object.fromEntries(
    (names.length > 0 ? names : [random.pick(KEYS)]).map(name => [
      name,
      { value: random.pick(VALUES), since },
    ]),
  );
}

export function randomEstate(random: Random): Estate {
  const steps = random.pick(STEPS);
  const places = SOURCES.flatMap(sourceId =>
    [...TEAMS, 'shared-dev'].map(namespace => ({ sourceId, namespace })),
  );
  const secrets = places.flatMap(place =>
    random
      .some(NAMES, 0.4)
      .map(name => randomSecret(random, place, name, steps)),
  );
  const objects = Object.fromEntries(
    SOURCES.map(sourceId => {
      const here = places.filter(place => place.sourceId === sourceId);
      return [
        sourceId,
        [
          ...here.flatMap(({ namespace }) => placeOf(random, namespace)),
          ...here.flatMap(({ namespace }) =>
            randomWorkloads(random, namespace),
          ),
          ...randomRoles(random),
          ...secrets
            .filter(each => each.sourceId === sourceId)
            .filter(({ kind }) => kind === 'copied')
            .map(each => deliverer(random, each)),
        ].map(each => ofSource(each, sourceId)),
      ];
    }),
  );
  return {
    steps,
    secrets,
    objects,
    entities: randomEntities(random, secrets),
    access: {
      scopes: random.chance(0.3)
        ? [
            {
              ownerRef: `group:default/${random.pick(TEAMS)}`,
              cluster: random.pick(SOURCES),
              namespaces: ['shared-dev'],
            },
          ]
        : [],
    },
  };
}

function randomSecret(
  random: Random,
  place: { sourceId: string; namespace: string },
  name: string,
  steps: number,
): EstateSecret {
  const kind = random.pick([
    'plain',
    'plain',
    'plain',
    'copied',
    'certificate',
    'token',
  ] as const);
  const secret: EstateSecret = {
    ...place,
    name,
    kind,
    steps: [],
    ...(random.chance(0.1) && { entity: random.pick(TEAMS) }),
  };
  secret.steps.length = steps;
  setFrom(secret, 0, randomKeys(random));
  for (let step = 1; step < steps; step++) {
    if (random.chance(0.2)) {
      const change = random.chance(0.8) ? randomKeys(random, step) : undefined;
      setFrom(secret, step, change);
    }
  }
  return secret;
}

/** A namespace that names its team, as most do. */
function placeOf(random: Random, name: string): ObjectObservation[] {
  const owner = TEAMS.includes(name) ? name : random.pick(TEAMS);
  return [
    {
      ...object('Namespace', '', name, {
        annotations: random.chance(0.8)
          ? mark('owner', `group:default/${owner}`)
          : [],
      }),
      namespace: undefined,
    },
    object('ServiceAccount', name, 'runner'),
  ];
}

function randomWorkloads(
  random: Random,
  namespace: string,
): ObjectObservation[] {
  return ['one', 'two']
    .filter(() => random.chance(0.7))
    .flatMap(name => {
      const team = TEAMS.includes(namespace) ? namespace : random.pick(TEAMS);
      const references = random
        .some(NAMES, 0.5)
        .map(used => reference(namespace, used));
      const detail = { serviceAccountName: 'runner' };
      return [
        object('Deployment', namespace, name, {
          labels: { 'backstage.io/kubernetes-id': team },
          annotations: random.chance(0.3)
            ? mark('entity', `component:default/${team}`)
            : [],
          references,
          detail,
        }),
        ...(random.chance(0.5)
          ? [
              object('Pod', namespace, `${name}-0`, {
                owner: { kind: 'Deployment', name },
                references,
                detail,
              }),
            ]
          : []),
      ];
    });
}

function deliverer(
  random: Random,
  { namespace, name }: EstateSecret,
): ObjectObservation {
  return object('ExternalSecret', namespace, name, {
    deliveries: [
      {
        namespace,
        name,
        from: [
          {
            system: 'vault',
            store: 'SecretStore/vault',
            path: `team/${random.pick(VALUES)}`,
          },
        ],
      },
    ],
    status: { ready: random.pick(['true', 'true', 'false']) },
  });
}

/** Rights of all kinds, for names that there are and others. */
function randomRoles(random: Random): ObjectObservation[] {
  const rule = () => ({
    apiGroups: [''],
    resources: random.pick([
      ['secrets'],
      ['secrets'],
      ['pods'],
      ['serviceaccounts/token'],
    ]),
    verbs: random.some(['get', 'list', 'create', 'update'], 0.5),
    ...(random.chance(0.4) && {
      resourceNames: random.some([...NAMES, 'added-0', 'renamed-0'], 0.5),
    }),
  });
  const subject = () =>
    random.pick([
      { kind: 'User', name: random.pick(['ann', 'ben']) },
      { kind: 'Group', name: random.pick(['readers', 'system:authenticated']) },
      {
        kind: 'ServiceAccount',
        namespace: random.pick(TEAMS),
        name: 'runner',
      },
    ]);
  return [0, 1, 2, 3].flatMap(index => {
    const name = `r${index}`;
    const namespace = random.chance(0.6) ? random.pick(TEAMS) : undefined;
    const kind = namespace ? 'Role' : 'ClusterRole';
    const of = (what: string, detail: {}) => ({
      ...object(what, namespace ?? '', name, { detail }),
      ...(namespace ? {} : { namespace: undefined }),
    });
    return [
      of(kind, { rules: [rule(), rule()] }),
      of(`${kind}Binding`, {
        roleRef: { kind, name },
        subjects: [subject(), subject()],
      }),
    ];
  });
}

/** As another source observes the same. */
function ofSource(
  each: ObjectObservation,
  sourceId: string,
): ObjectObservation {
  const { apiGroup, kind, namespace, name } = each;
  return {
    ...each,
    ref: formatObjectRef({ sourceId, apiGroup, kind, namespace, name }),
  };
}

/** One of each team, and some that claim what is not theirs. */
function randomEntities(random: Random, secrets: EstateSecret[]): Entity[] {
  const team = () => `group:default/${random.pick(TEAMS)}`;
  const listing = random.pick(TEAMS);
  return [
    ...TEAMS.map(name =>
      component(
        name,
        { 'backstage.io/kubernetes-id': name },
        {
          owners: [
            `group:default/${name}`,
            ...(random.chance(0.2) ? [team()] : []),
          ],
        },
      ),
    ),
    component(
      'places',
      {
        'keyward.io/kubernetes-namespaces': random
          .some([...TEAMS, 'shared-dev'], 0.5)
          .join(),
      },
      { owner: team() },
    ),
    component(
      'lists',
      {
        'keyward.io/secrets': [
          ...random.some(secrets, 0.3).map(refOf),
          // Whoever adds one of this name adds it for somebody else.
          ...TEAMS.filter(place => place !== listing).map(place =>
            kubernetesSecretRef(random.pick(SOURCES), place, 'added-0'),
          ),
        ].join(),
      },
      { owner: `group:default/${listing}` },
    ),
    component(
      'selects',
      {
        'backstage.io/kubernetes-label-selector': 'backstage.io/kubernetes-id',
      },
      { owner: team() },
    ),
  ];
}
