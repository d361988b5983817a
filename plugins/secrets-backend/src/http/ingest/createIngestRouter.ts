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
  AuditorService,
  HttpRouterService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  describeError,
  rebuildError,
} from '@keyward/backstage-plugin-secrets-node';
import express from 'express';
import { audited } from '../../app/audited';
import type { AuditIngest } from '../../ingest/audit';
import {
  AUDITED_KINDS,
  type AuditToken,
  type AuditTokenStore,
} from '../../store/audit';
import { openBody, TooLargeError } from './openBody';

/** Logs that one replica takes at a time; each may take some hundred megabytes while it is read. */
const MOST_AT_ONCE = 4;
const BUSY_SECONDS = 2;
const DOWN_SECONDS = 10;
const BEARER = /^Bearer ([\w-]{1,200})$/i;

/** Of a log, once it is unpacked: 400 events, each as large as one with a Secret in it. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What the routes by which audit logs come work with. */
export interface IngestOptions {
  auditor: AuditorService;
  ingest: AuditIngest;
  logger: LoggerService;
  tokens: AuditTokenStore;
  /** Instead of 64 MiB, of a log once it is unpacked. */
  mostBytes?: number;
}

/** Adds the routes by which audit logs come; only these are for callers without credentials of the portal. */
export function addIngestRoutes(
  router: HttpRouterService,
  options: IngestOptions,
): void {
  for (const kind of AUDITED_KINDS) {
    router.addAuthPolicy({
      path: `/audit/ingest/${kind}`,
      allow: 'unauthenticated',
    });
  }
  router.use(createIngestRouter(options));
}

/**
 * The routes by which clusters and Vaults send their audit logs. They stand before the
 * others, which read a body as a whole, and only the token counts there.
 */
export function createIngestRouter(options: IngestOptions): express.Router {
  const { auditor, ingest, logger, mostBytes = MOST_BYTES, tokens } = options;
  const router = express.Router();
  const running = { count: 0 };
  for (const kind of AUDITED_KINDS) {
    router.post(`/audit/ingest/${kind}`, async (request, response, next) => {
      let token: AuditToken;
      try {
        token = await authorize(request, kind);
      } catch (error) {
        // Nothing of the body is read.
        response.set('connection', 'close');
        next(rebuildError(error));
        return;
      }
      if (running.count >= MOST_AT_ONCE) {
        refuse(response, 429, BUSY_SECONDS, 'Too many logs come at once');
        return;
      }
      running.count += 1;
      try {
        const body = openBody(request, mostBytes);
        const ingested = await ingest.ingest(token, body, mostBytes);
        await tokens.noteUse(token);
        response.json(ingested);
      } catch (error) {
        answer(error, response, next);
      } finally {
        running.count -= 1;
      }
    });
  }
  return router;

  async function authorize(
    request: express.Request,
    kind: AuditToken['kind'],
  ): Promise<AuditToken> {
    const found = await findToken(request, kind);
    if (!(found instanceof Error)) {
      return found;
    }
    return await audited(
      auditor,
      {
        eventId: 'audit-ingest',
        severityLevel: 'medium',
        meta: { kind },
        request,
      },
      async () => {
        throw found;
      },
    );
  }

  async function findToken(
    request: express.Request,
    kind: AuditToken['kind'],
  ): Promise<AuditToken | Error> {
    if (!request.secure) {
      return new NotAllowedError(
        'Audit logs are accepted over https only. The token was sent over the network as it is: rotate it. If a proxy before the portal speaks https, set backend.trustProxy.',
      );
    }
    const text = BEARER.exec(request.header('authorization') ?? '')?.[1];
    const token = text === undefined ? undefined : await tokens.find(text);
    if (!token) {
      return new AuthenticationError(
        'Audit logs need a token of this portal, as Authorization: Bearer',
      );
    }
    return token.kind === kind
      ? token
      : new NotAllowedError(
          `The token is for ${token.kind}: send to /audit/ingest/${token.kind}`,
        );
  }

  function answer(
    error: unknown,
    response: express.Response,
    next: express.NextFunction,
  ): void {
    response.set('connection', 'close');
    if (error instanceof TooLargeError) {
      refuse(
        response,
        413,
        undefined,
        `The log has more than ${mostBytes} bytes. Have the sender send smaller batches.`,
      );
    } else if (error instanceof InputError || error instanceof NotFoundError) {
      next(error);
    } else {
      // What was stored is known when the sender sends it again.
      logger.warn(`An audit log could not be stored: ${describeError(error)}`);
      refuse(response, 503, DOWN_SECONDS, 'The log could not be stored now');
    }
  }
}

function refuse(
  response: express.Response,
  status: number,
  retryAfter: number | undefined,
  message: string,
): void {
  if (retryAfter !== undefined) {
    response.set('retry-after', String(retryAfter));
  }
  response.status(status).json({
    error: { name: 'Error', message },
    response: { statusCode: status },
  });
}
