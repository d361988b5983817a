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

/** What `secrets.presence` says: that the secret is not there, and nothing refers to it. */
export const GONE = 0;

/** That it is not there, but something refers to it. */
export const MISSING = 1;

/** That it is there. */
export const EXISTS = 2;

/**
 * That the row is a resource which exists and is no secret. `secrets.resource_kind` says
 * what it is.
 */
export const RESOURCE = 3;

/** The `resource_kind` of secrets. */
export const SECRET_KIND = 'secret';

/** The `resource_kind` of objects in which credentials stand in plain text. */
export const PLACE_KIND = 'object';

/** What refs of such rows begin with; the ref of the object follows. */
export const PLACE_REF = 'place:';

/**
 * How workloads take ConfigMaps, among the references to secrets: who has such a
 * workload is told of a credential in one.
 */
export const TAKES_CONFIG_MAP = 'configMap';

/**
 * A namespace that none can be: what objects ask of others, and tell others, stands
 * there among the references to secrets, with the topic as the name.
 */
export const TOPICS = '!';

/**
 * The place (`namespace/name`) of the secret of which a secret is a copy, as its own
 * marks say, stands among its labels under this key, which no label can have.
 */
export const COPY_OF = '!copyOf';

/** The `urgency` of resources that fail, by which they come first. */
export const FAILING_URGENCY = -2;

/** Of secrets that are listed: referenced but missing, and existing. */
export const LISTED = [MISSING, EXISTS];

/** The `system` of clusters. */
export const KUBERNETES = 'kubernetes';

/**
 * What a missing secret that something needs takes from `secrets.urgency`: less than
 * all else together, so that it tells them apart.
 */
export const MISSING_URGENCY = -4;
