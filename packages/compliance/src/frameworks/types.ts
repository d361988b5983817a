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

import type { ComplianceScopeKind } from '../facts';

/**
 * A requirement of a framework.
 *
 * @public
 */
export interface Control {
  /** Unique in its framework. */
  id: string;
  title: string;
  /** What it asks, in our own words. */
  asks: string;
  /** Where it stands in the framework. */
  reference: { number: string; url: string };
  /** What it can be asked of. */
  scope: readonly ComplianceScopeKind[];
  /** The ids of checks; all have to pass. */
  checks: readonly string[];
  /** Controls that have to pass as well, as `framework/control`. */
  restsOn: readonly string[];
  /** What to do when it fails. */
  remedy: string;
}

/**
 * A framework in one version.
 *
 * @public
 */
export interface Framework {
  id: string;
  /** As its publisher names it: numbers of controls move between versions. */
  version: string;
  title: string;
  url: string;
  controls: readonly Control[];
}

/**
 * A file of a framework.
 *
 * @public
 */
export interface FrameworkFile {
  /** For messages. */
  file: string;
  /** YAML. */
  text: string;
}

/**
 * What is wrong with a file. The framework in it is left out, as one that is read
 * in part would look better than it is.
 *
 * @public
 */
export interface FrameworkProblem {
  file: string;
  /** From 1; absent where it is about the whole file. */
  line?: number;
  /** For example `controls[3].checks[0]`; empty where it is about the whole file. */
  place: string;
  message: string;
}
