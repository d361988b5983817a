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
  SealController,
  SealedTarget,
  Sealer,
  SealRefusal,
} from '@keyward/backstage-plugin-secrets-node';
import type { Attributes } from '@keyward/observation';
import { validateSealedSecret } from '@keyward/sealing';
import { digestsOf, markOf } from '../sealedSecrets';

const KIND = 'SealedSecret';
const PAGE = 'See docs/sealed-secrets.md.';
const SCOPES: readonly unknown[] = ['strict', 'namespace-wide', 'cluster-wide'];

type Observed = Parameters<Sealer['findControllers']>[1][number];

/** How values are sealed for Sealed Secrets controllers, by what was observed of these. */
export const sealer: Sealer = {
  id: 'sealed-secrets',
  controllerKinds: ['sealing-controller', 'sealing-certificate'],
  delivererKind: KIND,
  takeOverAnnotation: 'sealedsecrets.bitnami.com/managed',

  findControllers(namespace, resources, now) {
    const certificates = resources.filter(
      ({ attributes }) => attributes.pem !== undefined,
    );
    return resources
      .filter(({ attributes }) => serves(attributes, namespace))
      .map(controller => describe(controller, certificates, now));
  },

  findProblems({ namespace, name, encryptedData }, keyBits) {
    const { problems } = validateSealedSecret(
      {
        apiVersion: 'bitnami.com/v1alpha1',
        kind: KIND,
        metadata: { namespace, name },
        spec: { encryptedData },
      },
      { keyBits: [keyBits] },
    );
    return problems.map(
      ({ where, message, remedy }) => `${where}: ${message}. ${remedy}`,
    );
  },

  resourceOf: secretName => ({
    kind: 'sealed-secret',
    name: `${KIND}/${secretName}`,
  }),

  scopeOf({ attributes: { scope } }) {
    return SCOPES.includes(scope)
      ? (scope as SealedTarget['scope'])
      : undefined;
  },

  digestsOf,

  progressOf(digests, resource) {
    const { sealed, opened } = resource?.attributes ?? {};
    const present = new Set(Array.isArray(sealed) ? sealed : []);
    const isThere = Object.entries(digests).every(([key, digest]) =>
      present.has(markOf(key, digest)),
    );
    if (!isThere) {
      return 'absent';
    }
    switch (opened) {
      case 'true':
        return 'unsealed';
      case 'false':
        return 'not-opened';
      default:
        return 'applied';
    }
  },
};

/** Of the controllers alone, those that serve a namespace. */
function serves(attributes: Attributes, namespace: string): boolean {
  const { certificate, namespaces } = attributes;
  return (
    certificate !== undefined &&
    (!Array.isArray(namespaces) || namespaces.includes(namespace))
  );
}

function describe(
  { namespace, name, attributes }: Observed,
  certificates: readonly Observed[],
  now: Date,
): SealController {
  const bare = name.slice(name.indexOf('/') + 1);
  const { version, certificateFingerprint: sha256 } = attributes;
  const controller = {
    namespace,
    name: bare,
    ...(version ? { version: String(version) } : {}),
  };
  const served = certificates.filter(
    each => each.namespace === namespace && each.attributes.controller === bare,
  );
  const kept = served.find(
    ({ attributes: { fingerprint } }) => fingerprint === sha256,
  );
  const refusal =
    refusalOf(attributes, now) ??
    (kept ? refusalOfRival(kept, served) : notKept(bare));
  if (refusal || !kept) {
    return { ...controller, refusal };
  }
  const { notBefore, notAfter, keyBits, pem } = kept.attributes;
  return {
    ...controller,
    certificate: {
      id: kept.id,
      sha256: String(sha256),
      notBefore: String(notBefore),
      notAfter: String(notAfter),
      keyBits: Number(keyBits),
      pem: String(pem),
    },
  };
}

/** Why the certificate that a controller serves now is not to be sealed with. */
function refusalOf(attributes: Attributes, now: Date): SealRefusal | undefined {
  const { certificate, certificateNotAfter, certificateNotBefore } = attributes;
  switch (certificate) {
    case 'matches':
      break;
    case 'matches-no-key':
      return {
        code: 'certificate-changed',
        reason: `What answers as the controller serves a certificate that begins at ${certificateNotBefore}, when none of its active keys was created: it may be someone else's.`,
        remedy: `Compare its fingerprint with that of tls.crt in the key Secret before anybody seals with it. ${PAGE}`,
      };
    case 'not-compared':
      return {
        code: 'certificate-not-compared',
        reason:
          'The certificate could not be compared with the keys of the controller, because the credential of the cluster does not read the metadata of Secrets.',
        remedy: `Give it the rights of deploy/kubernetes/reader.yaml. ${PAGE}`,
      };
    case 'not-asked':
      return {
        code: 'certificate-not-configured',
        reason: 'Keyward does not read the certificate of this controller.',
        remedy: `List the controller in secrets.sealedSecrets.controllers. ${PAGE}`,
      };
    case 'no-answer':
      return {
        code: 'certificate-no-answer',
        reason: 'The controller did not answer with its certificate.',
        remedy: `Check that it runs and that the portal can reach it. ${PAGE}`,
      };
    default:
      return {
        code: 'certificate-unreadable',
        reason: 'What the controller serves is not a sealing certificate.',
        remedy: `Check what answers at its address. ${PAGE}`,
      };
  }
  if (Date.parse(String(certificateNotAfter)) <= now.getTime()) {
    return {
      code: 'certificate-expired',
      reason: `The certificate of the controller expired at ${certificateNotAfter}.`,
      remedy:
        'Have the controller make a new key: check that its renewal is on, or restart it.',
    };
  }
  if (Date.parse(String(certificateNotBefore)) > now.getTime()) {
    return {
      code: 'certificate-not-yet-valid',
      reason: `The certificate of the controller is not valid before ${certificateNotBefore}.`,
      remedy: 'Check the clocks of the portal and of the cluster.',
    };
  }
  return undefined;
}

/**
 * A certificate is public, and with it when it begins: anybody can make another one that
 * begins then. A controller makes one certificate for a key, so of two one is a lie.
 * A kept certificate from before the key was recorded is compared by its beginning.
 */
function refusalOfRival(
  { attributes: { fingerprint, notBefore, keyCreatedAt } }: Observed,
  served: readonly Observed[],
): SealRefusal | undefined {
  const rival = served.find(
    ({ attributes }) =>
      attributes.fingerprint !== fingerprint &&
      (attributes.notBefore === notBefore ||
        (keyCreatedAt !== undefined &&
          attributes.keyCreatedAt === keyCreatedAt)),
  );
  return (
    rival && {
      code: 'certificate-changed',
      reason: `What answers as the controller served two certificates for the key that was created when this one begins, ${notBefore}: one of them is someone else's.`,
      remedy: `Compare their fingerprints with that of tls.crt in the key Secret, find out what else answered, and have the controller make a new key. ${PAGE}`,
    }
  );
}

function notKept(name: string): SealRefusal {
  return {
    code: 'certificate-not-kept',
    reason: `The certificate of ${name} was seen, and is not stored.`,
    remedy: 'Wait until the cluster is read again.',
  };
}
