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

/**
 * On a Namespace, workload or Secret: the entity it belongs to, confirming that entity's claim.
 *
 * @public
 */
export const ANNOTATION_ENTITY = 'keyward.io/entity';

/**
 * On a Namespace, workload or Secret: the owner it belongs to, confirming claims of the owner's entities.
 *
 * @public
 */
export const ANNOTATION_OWNER = 'keyward.io/owner';

/**
 * On an entity: secrets that it names one by one, a comma list of refs (`kubernetes:prod/payments/db`).
 *
 * @public
 */
export const ANNOTATION_SECRETS = 'keyward.io/secrets';

/**
 * On an entity: a comma list of namespaces, where `backstage.io/kubernetes-namespace` allows one.
 *
 * @public
 */
export const ANNOTATION_NAMESPACES = 'keyward.io/kubernetes-namespaces';

/**
 * On an entity: a comma list of URLs of folders in repositories where its manifests are, if not where its own source is.
 *
 * @public
 */
export const ANNOTATION_MANIFESTS = 'keyward.io/manifests';

/**
 * The channel of signals that say that something changed: `{ revision }` and an opaque source id, or `{ revision }` alone
 * where it was a request; never names.
 *
 * @public
 */
export const SECRETS_SIGNAL_CHANNEL = 'secrets';
