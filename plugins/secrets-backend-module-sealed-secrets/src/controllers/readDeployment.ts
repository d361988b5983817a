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

import {
  at,
  instantOf,
  type Json,
  jsonsOf,
  listOf,
  stringMapOf,
  stringOf,
} from '@keyward/observation/json';
import type { Controller, Renewal } from './types';

const IMAGE = /(?:^|\/)sealed-secrets-controller(?=[:@]|$)/;
const VERSION = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4})(?:[-+].*)?$/;
const ENVIRONMENT = 'SEALED_SECRETS_';
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** One with more of them is not known to leave any out. */
const MOST_NAMESPACES = 100;
const DEFAULT_RENEWAL: Renewal = { state: 'on', seconds: 30 * 86_400 };
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
  us: 0.000_001,
  ns: 0.000_000_001,
};

/** What a Deployment says of the controller that it runs. */
export type DeployedController = Omit<
  Controller,
  'keys' | 'openTo' | 'mayServe' | 'certificate'
> & {
  /** When its Deployment was created, or its oldest key. */
  since?: string;
};

/** Reads a Deployment; undefined where it runs no Sealed Secrets controller. */
export function readDeployment(
  deployment: Json,
): DeployedController | undefined {
  const namespace = stringOf(at(deployment, 'metadata', 'namespace'));
  const name = stringOf(at(deployment, 'metadata', 'name'));
  const container = jsonsOf(
    at(deployment, 'spec', 'template', 'spec', 'containers'),
  ).find(({ image }) => IMAGE.test(stringOf(image) ?? ''));
  if (namespace === undefined || name === undefined || !container) {
    return undefined;
  }
  const flags = readFlags(container);
  const flag = (key: string) => {
    // Of a variable the value is not read: it can come from anywhere.
    const isFromOutside =
      listOf(container.envFrom).length > 0 ||
      jsonsOf(container.env).some(
        variable =>
          variable.name ===
          ENVIRONMENT + key.toUpperCase().replaceAll('-', '_'),
      );
    return flags.get(key) ?? (isFromOutside ? 'unknown' : undefined);
  };
  const version = versionOf(container, deployment);
  const since = instantOf(at(deployment, 'metadata', 'creationTimestamp'));
  return {
    namespace,
    name,
    ...(since ? { since } : {}),
    isDeployed: true,
    ...(version ? { version } : {}),
    renewal: renewalOf(flag('key-renew-period') ?? flag('rotate-period')),
    ...namespacesOf(
      namespace,
      flag('all-namespaces'),
      flag('additional-namespaces'),
    ),
    selectsByLabel: Boolean(flag('label-selector')),
  };
}

/** As `--flag=value`, `--flag value` or `--flag`; a shell's command line is one text and gives none. */
function readFlags({ command, args }: Json): Map<string, string> {
  const flags = new Map<string, string>();
  const words = [...listOf(command), ...listOf(args)].map(
    word => stringOf(word) ?? '',
  );
  words.forEach((word, index) => {
    const [, name, value] = /^--?([a-z0-9-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name) {
      const next = words[index + 1] ?? '';
      flags.set(name, value ?? (next.startsWith('-') ? '' : next));
    }
  });
  return flags;
}

function versionOf(container: Json, deployment: Json): string | undefined {
  const [image] = (stringOf(container.image) ?? '').split('@');
  const tag = image.slice(image.lastIndexOf('/')).split(':')[1] ?? '';
  const label = stringMapOf(at(deployment, 'metadata', 'labels'))[
    'app.kubernetes.io/version'
  ];
  // Another tag is what the platform calls its own image; the label is the chart's.
  return VERSION.exec(tag)?.[1] ?? VERSION.exec(label ?? '')?.[1];
}

function renewalOf(text: string | undefined): Renewal {
  if (text === undefined) {
    return DEFAULT_RENEWAL;
  }
  const seconds = secondsOf(text);
  if (seconds === undefined) {
    return { state: 'unknown' };
  }
  return seconds > 0 ? { state: 'on', seconds } : { state: 'off' };
}

/** Reads a duration as Go writes it, for example `720h0m0s` or `0`. */
function secondsOf(text: string): number | undefined {
  if (text === '0') {
    return 0;
  }
  if (!/^(?:\d{1,12}(?:\.\d{1,9})?(?:ns|us|ms|h|m|s))+$/.test(text)) {
    return undefined;
  }
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([a-z]+)/g)) {
    seconds += Number(count) * UNIT_SECONDS[unit];
  }
  return seconds;
}

/** Told of additional namespaces, it serves these and its own alone, whatever `--all-namespaces` says. */
function namespacesOf(
  own: string,
  all: string | undefined,
  additional: string | undefined,
): Pick<Controller, 'namespaces'> {
  const isUnknown = additional === 'unknown' || all === 'unknown';
  if (isUnknown || (all !== 'false' && !additional)) {
    return {};
  }
  const others = (additional ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => NAMESPACE.test(each));
  const namespaces = [...new Set([own, ...others])];
  return namespaces.length > MOST_NAMESPACES ? {} : { namespaces };
}
