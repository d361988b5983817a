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

import { type Canary, loadEstate } from '@internal/estate';

const SHORTEST = 12;
/** In a text of Vault, what may be a value. */
const VAULT_WORD = /[\w-]+/g;

/**
 * Every value of the simulated estate that must stay where it is: those of its
 * Secrets, and what ConfigMaps, literal environment variables and annotations
 * hold, what Events and conditions say, and what people wrote into Vault beside its secrets. Public certificates and plain words (hosts, user names) are no secrets.
 */
export function estateCanaries(): Canary[] {
  const canaries = new Map<string, Canary>();
  const add = (place: string, value: Buffer) => {
    const secret = secretPartOf(value);
    if (isTelling(secret)) {
      canaries.set(secret.toString('latin1'), { place, value: secret });
    }
  };
  const { clusters, textsOfVault } = loadEstate();
  for (const { place, text } of textsOfVault) {
    for (const word of text.match(VAULT_WORD) ?? []) {
      add(`vault: ${place}`, Buffer.from(word));
    }
  }
  for (const { name, objects } of clusters) {
    for (const object of objects) {
      const place = `${name}: ${object.kind} ${object.metadata.namespace}/${object.metadata.name}`;
      if (object.kind === 'Secret') {
        for (const [key, text] of Object.entries(object.data ?? {})) {
          add(`${place} key ${key}`, Buffer.from(String(text), 'base64'));
        }
      }
      if (object.kind === 'ConfigMap') {
        for (const [key, text] of Object.entries(object.data ?? {})) {
          add(`${place} key ${key}`, Buffer.from(String(text)));
        }
      }
      for (const [where, text] of messagesOf(object)) {
        add(`${place} ${where}`, Buffer.from(text));
      }
      for (const value of literalsOf(object.spec)) {
        add(`${place} env`, Buffer.from(value));
      }
    }
  }
  return [...canaries.values()];
}

/** What operators say in Events and conditions, where they quote what they could not read. */
function messagesOf(object: any): [string, string][] {
  const said = [
    ['message', object.kind === 'Event' ? object.message : undefined],
    ...(object.status?.conditions ?? []).map(({ message }: any) => [
      'condition',
      message,
    ]),
  ];
  return said.filter(([, text]) => typeof text === 'string') as [
    string,
    string,
  ][];
}

/** Values of environment variables, wherever containers stand. */
function literalsOf(node: unknown): string[] {
  if (Array.isArray(node)) {
    return node.flatMap(literalsOf);
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'env' && Array.isArray(value)
      ? value.flatMap(entry =>
          typeof entry?.value === 'string' ? [entry.value] : [],
        )
      : literalsOf(value),
  );
}

/** Of an address its password: host and database are names that may be shown. */
function secretPartOf(value: Buffer): Buffer {
  const password = /^[a-z][a-z0-9+.:-]*:\/\/[^:@/]*:([^@]+)@/.exec(
    value.toString('latin1'),
  )?.[1];
  return password ? Buffer.from(password, 'latin1') : value;
}

function isTelling(value: Buffer): boolean {
  const text = value.toString('latin1');
  return (
    value.length >= SHORTEST &&
    !/-----BEGIN CERTIFICATE-----/.test(text) &&
    // Names, hosts, addresses without credentials, settings.
    !/^[a-z0-9.:/_-]*$/.test(text.replace(/[0-9a-f]{20,}|[0-9]{10,}/g, 'X')) &&
    /\d/.test(text)
  );
}
