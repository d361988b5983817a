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

import type { Config } from '@backstage/config';

const PLACE = 'secrets.sealedSecrets';
const DEFAULT_NAME = 'sealed-secrets-controller';
const DEFAULT_SECONDS = 60;
/** A week. Timers take no more than some. */
const MOST_SECONDS = 604_800;
/** As Kubernetes takes names of namespaces, Services and ports. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A controller that is asked for its certificate. */
export interface ControllerSettings {
  cluster: string;
  namespace: string;
  name: string;
  /** Without a slash at its end; absent where it is asked through the API server. */
  url?: string;
  port: string;
  verify: boolean;
}

/** What is configured of Sealed Secrets. */
export interface Settings {
  everyMs: number;
  controllers: ControllerSettings[];
}

/**
 * Reads `secrets.sealedSecrets`.
 *
 * @throws an error that names the place of what is wrong
 */
export function readSettings(config: Config): Settings {
  const own = config.getOptionalConfig(PLACE);
  const seconds = own?.getOptionalNumber('everySeconds') ?? DEFAULT_SECONDS;
  if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
    throw new Error(
      `${PLACE}.everySeconds: has to be a number above 0, at most ${MOST_SECONDS}`,
    );
  }
  const controllers = own?.getOptionalConfigArray('controllers') ?? [];
  return {
    everyMs: seconds * 1000,
    controllers: controllers.map((each, index) =>
      readController(each, `${PLACE}.controllers[${index}]`),
    ),
  };
}

function readController(config: Config, place: string): ControllerSettings {
  const nameAt = (key: string, fallback?: string) => {
    const name =
      fallback === undefined
        ? config.getString(key)
        : config.getOptionalString(key) ?? fallback;
    if (!NAME.test(name)) {
      throw new Error(`${place}.${key}: is no name that Kubernetes takes`);
    }
    return name;
  };
  const url = config.getOptionalString('url');
  return {
    cluster: config.getString('cluster'),
    namespace: nameAt('namespace'),
    name: nameAt('name', DEFAULT_NAME),
    port: nameAt('port', 'http'),
    verify: config.getOptionalBoolean('verify') ?? false,
    ...(url === undefined ? {} : { url: readUrl(url, `${place}.url`) }),
  };
}

function readUrl(text: string, place: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new Error(
      `${place}: give an address that begins with http:// or https:// and holds no credential`,
    );
  }
  return url.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
}
