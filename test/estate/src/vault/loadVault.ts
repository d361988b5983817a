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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { estateFolder } from '../estateFolder';
import type { SecretSpec, ServiceSpec } from '../services/ServiceSpec';
import type { VaultSecretSpec, VaultSpec } from './VaultSpec';

/** How services say in their manifests that they take a secret from Vault. */
const FROM_VAULT = /^(?:eso vault|vso) (\S+)$/;
const MONTHS_BEFORE = '300d';

/** A problem put into the simulated Vault on purpose. */
export interface PlantedVaultProblem {
  /** Id of the source that shows it. */
  source: string;
  /** Where it is, as findings say it; empty for what is nowhere in particular. */
  location: string;
  name: string;
  problem: string;
  /** The rules that find it, one finding each. */
  rules?: string[];
}

/** Reads the simulated Vault, with the secrets that services take from it. */
export function loadVault(services: readonly ServiceSpec[]): VaultSpec {
  const vault = read<VaultSpec>('vault.yaml');
  for (const { mounts } of Object.values(vault.namespaces)) {
    for (const mount of Object.values(mounts)) {
      if (mount.ofServices) {
        mount.secrets = { ...secretsOf(services), ...mount.secrets };
      }
    }
  }
  return vault;
}

/** Reads what is wrong with it. */
export function loadVaultProblems(): PlantedVaultProblem[] {
  return read<PlantedVaultProblem[]>('planted.yaml');
}

/**
 * What the Vault answers beside names and times: custom metadata, descriptions, statements
 * of roles, and the values that policies allow or deny.
 */
export function loadVaultTexts(): { place: string; text: string }[] {
  const { namespaces } = read<VaultSpec>('vault.yaml');
  return Object.values(namespaces).flatMap(({ mounts, policies }) => [
    ...Object.entries(mounts).flatMap(([mount, spec]) => [
      { place: `engine ${mount}`, text: spec.description ?? '' },
      ...Object.values(spec.secrets ?? {}).flatMap(({ custom = {} }) =>
        Object.values(custom).map(text => ({
          place: `metadata ${mount}`,
          text,
        })),
      ),
      ...Object.entries(spec.roles ?? {}).flatMap(
        ([role, { statements = [] }]) =>
          statements.map(text => ({ place: `role ${role}`, text })),
      ),
    ]),
    ...Object.entries(policies).map(([name, text]) => ({
      place: `policy ${name}`,
      text,
    })),
  ]);
}

function read<T>(file: string): T {
  return load(readFileSync(join(estateFolder, 'vault', file), 'utf8')) as T;
}

/** What a store failed to read is not in Vault. */
function secretsOf(
  services: readonly ServiceSpec[],
): Record<string, VaultSecretSpec> {
  return Object.fromEntries(
    services.flatMap(service =>
      (service.secrets ?? []).flatMap(secret => {
        const path = FROM_VAULT.exec(secret.by ?? '')?.[1];
        return path && !secret.missing
          ? [[path, secretOf(service, secret)]]
          : [];
      }),
    ),
  );
}

function secretOf(
  { team, age: serviceAge }: ServiceSpec,
  { keys = {}, age, valueAge }: SecretSpec,
): VaultSecretSpec {
  const created = age ?? serviceAge ?? MONTHS_BEFORE;
  return {
    keys: Object.keys(keys),
    written: valueAge ? [created, valueAge] : [created],
    owner: `group:default/${team}`,
  };
}
