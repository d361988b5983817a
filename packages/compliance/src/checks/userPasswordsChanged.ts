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

import { factSources } from '../facts';
import { tallyCheck } from './tallyCheck';

/** Passwords of people that are the only factor change every 90 days. */
export const userPasswordsChanged = tallyCheck({
  id: 'user-passwords-changed',
  title: 'Passwords of people change in time',
  source: factSources.identity,
  remedy: 'Ask for a second factor, or have passwords changed every 90 days.',
  counts: ['identity provider', 'identity providers'],
  good: 'asks for more than a password, or for a new one every 90 days',
  bad: 'has passwords as the only factor, unchanged for over 90 days',
});
