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

import { InputError } from '@backstage/errors';
import express from 'express';
import { refuseNul, refuseNulInUrl } from '../app/refuseNul';

/** What is sealed for several clusters; the route itself allows less than this. */
const DRAFTS = '/drafts';
const parseDraft = express.json({ limit: '10mb' });
/** The manifests of a large pull request; what else is sent is far smaller. */
const parseOther = express.json({ limit: '1mb' });

/** Reads JSON that is sent. What is none is refused without quoting it, as the parser would. */
const readBody: express.RequestHandler = (req, res, next) =>
  (req.path === DRAFTS ? parseDraft : parseOther)(
    req,
    res,
    (error?: { type?: string }) =>
      next(
        error?.type === 'entity.parse.failed'
          ? new InputError('The body is no valid JSON')
          : error,
      ),
  );

const checkUrl: express.RequestHandler = (req, _res, next) => {
  refuseNulInUrl(req.url);
  next();
};

const checkBody: express.RequestHandler = (req, _res, next) => {
  refuseNul(req.body);
  next();
};

/** What each request goes through before it is held against openapi.yaml. */
export const readRequest = [checkUrl, readBody, checkBody];
