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

import { rebuildError } from '@keyward/backstage-plugin-secrets-node';
import type express from 'express';
import { createOpenApiRouter } from '../schema/openapi';
import { readRequest } from './readRequest';
import { addAccessRoutes } from './routes/access';
import { addAuditRoutes } from './routes/audit';
import { addClaimRoutes } from './routes/claims';
import { addFindingRoutes } from './routes/findings';
import { addComplianceRoutes } from './routes/compliance';
import { addExportRoutes } from './routes/export';
import { addRequestRoutes } from './routes/requests';
import { addResourceRoutes } from './routes/resources';
import { addRotationRoutes } from './routes/rotation';
import { addSealRoutes } from './routes/seal';
import { addSecretRoutes } from './routes/secrets';
import { addSourceRoutes } from './routes/sources';
import type { RouterOptions } from './RouterOptions';
import { AuthorizedRoutes } from './AuthorizedRoutes';

/** What nothing before has rebuilt, as Backstage logs and answers it. */
const rebuildErrors: express.ErrorRequestHandler = (error, _req, _res, next) =>
  next(rebuildError(error));

/** The API, as src/schema/openapi.yaml describes it. */
export async function createRouter(
  options: RouterOptions,
): Promise<express.Router> {
  const typed = await createOpenApiRouter({ middleware: readRequest });
  // Its own types know paths of one literal each; those of AuthorizedRoutes take any.
  const router = typed as unknown as express.Router;
  const routes = new AuthorizedRoutes(router, options);
  addExportRoutes(routes, options);
  addSecretRoutes(routes, options);
  addFindingRoutes(routes, options);
  addRotationRoutes(routes, options);
  addAccessRoutes(routes, options);
  addClaimRoutes(routes, options);
  addComplianceRoutes(routes, options);
  addResourceRoutes(routes, options);
  addRequestRoutes(routes, options);
  addSealRoutes(routes, options);
  addSourceRoutes(routes, options);
  addAuditRoutes(routes, options);
  router.use(rebuildErrors);
  return router;
}
