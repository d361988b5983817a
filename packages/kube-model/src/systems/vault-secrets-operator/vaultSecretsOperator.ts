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

import type { Json } from '@keyward/observation/json';
import { statusOf } from '../../fields/conditions';
import { ExtractionContext, Extraction, Extractor } from '../Extractor';
import { isSecretName, withoutCredentials } from '../../fields/names';
import {
  compact,
  flagAt,
  itemsAt,
  numberAt,
  objectAt,
  textAt,
  textsAt,
} from '../../fields/read';
import { walkAll } from '../../references/walkAll';
import { transitOfSettings } from '../../fields/transit';

export const vaultStaticSecret: Extractor = context =>
  delivering(context, joined(specOf(context), 'mount', 'path'));

export const vaultDynamicSecret: Extractor = context => {
  const { detail, ...extraction } = delivering(
    context,
    joined(specOf(context), 'mount', 'path'),
  );
  return {
    ...extraction,
    detail: compact({
      ...detail,
      newValueEverySeconds: newValueEverySeconds(context.object),
    }),
  };
};

/** Of a lease that cannot be renewed, how much of it passes before a new one is asked for. */
const RENEWAL_PERCENT = 67;

/**
 * How often its value is another one, where its status says that: of a lease that can be
 * renewed the value stays for as long as Vault allows.
 * Source: https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference#vaultdynamicsecret
 */
function newValueEverySeconds(object: Json): number | undefined {
  if (flagAt(object, 'spec', 'allowStaticCreds')) {
    const period = numberAt(
      object,
      'status',
      'staticCredsMetaData',
      'rotationPeriod',
    );
    return period || undefined;
  }
  const duration = numberAt(object, 'status', 'secretLease', 'duration');
  const isRenewable = flagAt(object, 'status', 'secretLease', 'renewable');
  const percent = numberAt(object, 'spec', 'renewalPercent') ?? RENEWAL_PERCENT;
  return duration && isRenewable === false
    ? Math.round((duration * percent) / 100) || undefined
    : undefined;
}

export const vaultPkiSecret: Extractor = context => {
  const spec = specOf(context);
  const mount = textAt(spec, 'mount');
  const role = textAt(spec, 'role');
  const { detail, ...extraction } = delivering(
    context,
    mount && role && `${mount}/issue/${role}`,
  );
  return {
    ...extraction,
    detail: compact({
      ...detail,
      newValueEverySeconds: newCertificateEverySeconds(spec),
    }),
  };
};

/**
 * How often it gets a new certificate at least, where its specification says both how
 * long one lasts and how long before its end it is renewed. The role and the mount may
 * only make it shorter; without an offset the operator may not renew it at all.
 * Source: https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference#vaultpkisecretspec
 */
function newCertificateEverySeconds(spec: Json): number | undefined {
  const ttl = secondsOf(textAt(spec, 'ttl'));
  const offset = secondsOf(textAt(spec, 'expiryOffset'));
  return textAt(spec, 'notAfter') || !ttl || !offset || offset >= ttl
    ? undefined
    : ttl - offset;
}

const DURATION = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?$/;

/** The seconds of a duration such as `90s` or `1h30m`; of any other text they are not known. */
function secondsOf(duration: string | undefined): number | undefined {
  const [, hours = 0, minutes = 0, seconds = 0] =
    DURATION.exec(duration ?? '') ?? [];
  return (
    Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) || undefined
  );
}

/** A VaultAuth, VaultAuthGlobal or VaultConnection: how the operator reaches and enters Vault. */
export const vaultAuth: Extractor = context => {
  const { object } = context;
  const spec = specOf(context);
  walkAll(context);
  const method = textAt(spec, 'method');
  const valid = flagAt(object, 'status', 'valid');
  return {
    status:
      statusOf(object) ??
      (valid === undefined ? undefined : { ready: valid ? 'true' : 'false' }),
    detail: compact({
      method,
      mount: textAt(spec, 'mount'),
      vaultNamespace: textAt(spec, 'namespace'),
      connection: textAt(spec, 'vaultConnectionRef'),
      namespaces: textsAt(spec, 'allowedNamespaces'),
      address: withoutCredentials(textAt(spec, 'address')),
      transit:
        context.kind === 'VaultConnection'
          ? transitOfSettings(spec, 'unstated')
          : undefined,
      ...(method && {
        role: textAt(spec, method, 'role'),
        serviceAccountName: textAt(spec, method, 'serviceAccount'),
      }),
    }),
  };
};

function specOf({ object }: ExtractionContext): Json {
  return objectAt(object, 'spec');
}

/** What the objects that make a Secret from Vault have in common. */
function delivering(
  { object, namespace }: ExtractionContext,
  path: string | undefined,
): Extraction {
  const spec = objectAt(object, 'spec');
  const vaultNamespace = textAt(spec, 'namespace');
  const target = textAt(spec, 'destination', 'name');
  const auth = textAt(spec, 'vaultAuthRef');
  return {
    deliveries:
      namespace && isSecretName(target)
        ? [
            {
              namespace,
              name: target,
              from: [
                {
                  system: 'vault',
                  ...(auth && { store: `VaultAuth/${auth}` }),
                  ...(path && { path: inNamespace(vaultNamespace, path) }),
                },
              ],
            },
          ]
        : [],
    status: statusOf(object, ['Ready', 'SecretSynced', 'Healthy']),
    detail: compact({
      path,
      type: textAt(spec, 'type'),
      vaultNamespace,
      vaultAuth: auth,
      refreshAfter: textAt(spec, 'refreshAfter'),
      createsSecret: flagAt(spec, 'destination', 'create'),
      restarts: itemsAt(spec, 'rolloutRestartTargets').flatMap(({ item }) => {
        const kind = textAt(item, 'kind');
        const name = textAt(item, 'name');
        return kind && name ? `${kind}/${name}` : [];
      }),
    }),
  };
}

/** As Vault itself takes a path of another namespace than that of the request. */
function inNamespace(namespace: string | undefined, path: string): string {
  return namespace === undefined
    ? path
    : `${namespace.replace(/^\/+|\/+$/g, '')}/${path}`;
}

function joined(spec: Json, ...fields: string[]): string | undefined {
  const parts = fields.map(field => textAt(spec, field));
  return parts.includes(undefined) ? undefined : parts.join('/');
}
