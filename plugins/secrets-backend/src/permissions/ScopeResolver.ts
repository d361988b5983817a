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
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  AuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  type Entity,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type BasicPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  policyProbePermission,
  portalReadPermission,
  secretReadPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { confirmAnswer, readEntityRef } from '../catalog';
import type { VisibilityFilter } from '../store/inventory';
import type { AccessConfig } from './AccessConfig';
import { ownersOf } from './ownersOf';
import { SessionMemory } from './SessionMemory';
import { toVisibility } from './toVisibility';

const ENTITIES_AT_ONCE = 500;

/** What a {@link ScopeResolver} works with. */
export interface ScopeResolverOptions {
  access: AccessConfig;
  auth: AuthService;
  catalog: CatalogService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
}

/**
 * Says what a caller may see. Ownership is a floor that a policy can only
 * narrow: without the permission framework, or with a policy that allows
 * everything, every question is answered ALLOW.
 */
export class ScopeResolver {
  readonly #options: ScopeResolverOptions;
  readonly #ownership: SessionMemory<string[]>;
  readonly #ownEntities: SessionMemory<string[]>;
  readonly #mayRead: SessionMemory<PolicyDecision>;
  readonly #mayReadPortal: SessionMemory<{ allowed: boolean }>;

  constructor(options: ScopeResolverOptions) {
    this.#options = options;
    this.#ownership = new SessionMemory(async credentials => {
      const { ownershipEntityRefs } = await options.userInfo.getUserInfo(
        credentials,
      );
      return ownershipEntityRefs;
    });
    // A team may own thousands, which take the catalog several pages.
    this.#ownEntities = new SessionMemory(async credentials =>
      this.#readOwnEntities(credentials, await this.#ownership.of(credentials)),
    );
    // Of reading alone: what changes something is asked for each time.
    this.#mayRead = new SessionMemory(credentials =>
      this.#askPolicy(credentials),
    );
    this.#mayReadPortal = new SessionMemory(async credentials => ({
      allowed: await this.#isAllowed(credentials, portalReadPermission),
    }));
  }

  /**
   * The secrets that a caller may see, of one entity or of all.
   *
   * @throws NotFoundError for an entity that is not there or not the caller's to read, and NotAllowedError for one
   *   of somebody else or by the policy
   */
  async secrets(
    credentials: BackstageCredentials,
    entityRef?: string,
  ): Promise<VisibilityFilter> {
    // Asked at once, as each answer takes a while; awaited in the order in which
    // what they say counts.
    const asked = {
      decision: this.#decisionFor(credentials),
      owns: this.#ownershipOf(credentials),
      entity:
        entityRef === undefined
          ? undefined
          : this.readEntity(credentials, entityRef),
    };
    Object.values(asked).forEach(answer => answer?.catch(() => {}));
    const decision = await asked.decision;
    if (decision.result === AuthorizeResult.DENY) {
      throw notAllowed(secretReadPermission);
    }
    const policy = toVisibility(decision);
    const owns = await asked.owns;
    const beyond = await this.mayLookBeyond(credentials);
    if (!beyond && !this.#isUser(credentials)) {
      throw notAllowed(portalReadPermission);
    }
    if (!asked.entity) {
      const floor: VisibilityFilter = beyond
        ? { all: true }
        : await this.#ownFloor(credentials, owns);
      return { allOf: [floor, policy] };
    }
    const entity = await asked.entity;
    const owners = ownersOf(entity);
    if (!beyond && !owners.some(owner => owns.includes(owner))) {
      throw new NotAllowedError(
        `Only the owners of ${stringifyEntityRef(entity)} may see its secrets`,
      );
    }
    return {
      allOf: [
        { entityRefs: [stringifyEntityRef(entity)] },
        // The catalog of now decides: a link of a former owner does not count.
        ...(beyond ? [] : [{ ownerRefs: owners }]),
        policy,
      ],
    };
  }

  /** Whether a caller may see what is not their own. */
  async mayLookBeyond(credentials: BackstageCredentials): Promise<boolean> {
    const { access, auth } = this.#options;
    if (auth.isPrincipal(credentials, 'service')) {
      const granted = serviceGrants(credentials);
      return granted.includes(portalReadPermission.name);
    }
    if (!this.#isUser(credentials)) {
      return false;
    }
    const owns = await this.#ownership.of(credentials);
    return (
      access.groups.some(group => owns.includes(group)) &&
      (await this.#mayReadPortal.of(credentials)).allowed
    );
  }

  /** Whether a policy hides secrets from a caller that would be theirs to see. */
  async isNarrowed(credentials: BackstageCredentials): Promise<boolean> {
    const { result } = await this.#decisionFor(credentials);
    return result !== AuthorizeResult.ALLOW;
  }

  /** Whether a caller may see every secret: beyond their own, and without conditions. */
  async seesAll(credentials: BackstageCredentials): Promise<boolean> {
    if (!(await this.mayLookBeyond(credentials))) {
      return false;
    }
    const { result } = await this.#decisionFor(credentials);
    return result === AuthorizeResult.ALLOW;
  }

  /**
   * Refuses callers without a permission.
   *
   * @param options.beyond - also those who may not look beyond their own
   */
  async require(
    credentials: BackstageCredentials,
    permission: BasicPermission,
    options: { beyond?: boolean } = {},
  ): Promise<void> {
    const { access, auth } = this.#options;
    let allowed: boolean;
    if (auth.isPrincipal(credentials, 'service')) {
      allowed = serviceGrants(credentials).includes(permission.name);
    } else if (options.beyond) {
      const owns = await this.#ownershipOf(credentials);
      allowed = access.groups.some(group => owns.includes(group));
    } else {
      allowed = this.#isUser(credentials);
    }
    if (!allowed || !(await this.#isAllowed(credentials, permission))) {
      throw notAllowed(permission);
    }
  }

  /**
   * Whether the policy answers ALLOW to a permission that there is not. Nothing
   * else tells a policy that decides from one that waves everything through.
   */
  async isPolicyOpen(credentials: BackstageCredentials): Promise<boolean> {
    return (
      this.#isUser(credentials) &&
      (await this.#isAllowed(credentials, policyProbePermission))
    );
  }

  /**
   * An entity as the caller may read it.
   *
   * @throws InputError for what is no ref, and NotFoundError for an entity that is not there or not the caller's to read
   */
  async readEntity(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<Entity> {
    const ref = readEntityRef(entityRef, { place: 'entityRef' });
    const entity = await this.#options.catalog.getEntityByRef(ref, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(`No entity ${ref}`);
    }
    return confirmAnswer(entity, ref);
  }

  /** Whether the caller owns an entity. */
  async owns(
    credentials: BackstageCredentials,
    entity: Entity,
  ): Promise<boolean> {
    const owns = await this.#ownershipOf(credentials);
    return ownersOf(entity).some(owner => owns.includes(owner));
  }

  /** The refs of the entities that the caller owns; none for a service. */
  async ownEntities(
    credentials: BackstageCredentials,
  ): Promise<ReadonlySet<string>> {
    return new Set(
      this.#isUser(credentials) ? await this.#ownEntities.of(credentials) : [],
    );
  }

  /** What the caller's own entities have. */
  async #ownFloor(
    credentials: BackstageCredentials,
    owns: string[],
  ): Promise<VisibilityFilter> {
    if (owns.length === 0 || !this.#isUser(credentials)) {
      return { none: true };
    }
    const entityRefs = await this.#ownEntities.of(credentials);
    return { allOf: [{ entityRefs }, { ownerRefs: owns }] };
  }

  /** The entities that somebody owns, as far as the caller may read the catalog. */
  async #readOwnEntities(
    credentials: BackstageCredentials,
    owns: string[],
  ): Promise<string[]> {
    const entityRefs: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, pageInfo } = await this.#options.catalog.queryEntities(
        {
          ...(cursor
            ? { cursor }
            : { filter: { [`relations.${RELATION_OWNED_BY}`]: owns } }),
          fields: ['kind', 'metadata.name', 'metadata.namespace'],
          limit: ENTITIES_AT_ONCE,
        },
        { credentials },
      );
      entityRefs.push(...items.map(entity => stringifyEntityRef(entity)));
      cursor = pageInfo.nextCursor;
    } while (cursor);
    return entityRefs;
  }

  async #ownershipOf(credentials: BackstageCredentials): Promise<string[]> {
    return this.#isUser(credentials) ? this.#ownership.of(credentials) : [];
  }

  #isUser(
    credentials: BackstageCredentials,
  ): credentials is BackstageCredentials<BackstageUserPrincipal> {
    return this.#options.auth.isPrincipal(credentials, 'user');
  }

  async #decisionFor(
    credentials: BackstageCredentials,
  ): Promise<PolicyDecision> {
    return this.#isUser(credentials)
      ? await this.#mayRead.of(credentials)
      : await this.#askPolicy(credentials);
  }

  async #askPolicy(credentials: BackstageCredentials): Promise<PolicyDecision> {
    const [decision] = await this.#options.permissions.authorizeConditional(
      [{ permission: secretReadPermission }],
      { credentials },
    );
    return decision;
  }

  async #isAllowed(
    credentials: BackstageCredentials,
    permission: BasicPermission,
  ): Promise<boolean> {
    const [{ result }] = await this.#options.permissions.authorize(
      [{ permission }],
      { credentials },
    );
    return result === AuthorizeResult.ALLOW;
  }
}

/** Services get what their access restrictions name; without any, nothing. */
function serviceGrants(
  credentials: BackstageCredentials<BackstageServicePrincipal>,
): string[] {
  return credentials.principal.accessRestrictions?.permissionNames ?? [];
}

function notAllowed({ name }: { name: string }): NotAllowedError {
  return new NotAllowedError(`${name} is not allowed`);
}
