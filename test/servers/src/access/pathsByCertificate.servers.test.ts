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

import forge from 'node-forge';
import { setTimeout as delay } from 'node:timers/promises';
import { createAccessGraph } from '@keyward/kube-access';
import { ApiClient } from '../cluster/ApiClient';
import { useLivingCluster } from '../useLivingCluster';
import { readCluster } from './readCluster';
import {
  db,
  eventually,
  PLANTED,
  RBAC,
  secret,
  userSubject,
  valueOf,
  WalkedCluster,
} from './WalkedCluster';

const GROUP = 'certificates.k8s.io';
const REQUESTS = `certificatesigningrequests.${GROUP}`;
const requests = `/apis/${GROUP}/v1/certificatesigningrequests`;

const CREATE = `create ${REQUESTS}`;
const DECIDE = `update certificatesigningrequests/approval.${GROUP}`;
const SIGNER = 'kubernetes.io/kube-apiserver-client';
const APPROVE = `approve signers.${GROUP} ${SIGNER}`;

/** Who lacks one of the rights. */
const TWINS = {
  'no-request': [DECIDE, APPROVE],
  'no-decision': [CREATE, APPROVE],
  'no-signer': [CREATE, DECIDE],
  'other-signer': [
    CREATE,
    DECIDE,
    `approve signers.${GROUP} kubernetes.io/kubelet-serving`,
  ],
};
const NAMES = Object.keys(TWINS) as (keyof typeof TWINS)[];

const cluster = useLivingCluster({
  clusterName: 'certificates',
  scheduler: false,
  kwok: false,
  users: ['signer', ...NAMES].map(name => ({ name })),
});
const walked = new WalkedCluster(cluster);

function requestFor(commonName: string, organizationName?: string) {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const request = forge.pki.createCertificationRequest();
  request.publicKey = keys.publicKey;
  request.setSubject([
    { name: 'commonName', value: commonName },
    ...(organizationName
      ? [{ name: 'organizationName', value: organizationName }]
      : []),
  ]);
  request.sign(keys.privateKey, forge.md.sha256.create());
  return {
    key: forge.pki.privateKeyToPem(keys.privateKey),
    request: Buffer.from(forge.pki.certificationRequestToPem(request)).toString(
      'base64',
    ),
  };
}

/**
 * Has a certificate signed with nothing but one's own token, and comes back as
 * its subject; the value of the Secret, if it was had.
 */
async function go(as: string, commonName: string, organizationName?: string) {
  const { key, request } = requestFor(commonName, organizationName);
  const name = `${as}-${commonName}-${organizationName ?? 'alone'}`
    .replace(/[^a-z-]/g, '-')
    .toLowerCase();
  const asked = {
    metadata: { name },
    spec: { request, signerName: SIGNER, usages: ['client auth'] },
  };
  const made = await walked.send(as, 'POST', requests, asked);
  // The answer to a decision holds the certificate: no right to read is needed.
  const decision = {
    ...(made ?? { ...asked, apiVersion: `${GROUP}/v1` }),
    metadata: { name },
    status: {
      conditions: [{ type: 'Approved', status: 'True', reason: 'Walked' }],
    },
  };
  const decide = () =>
    walked.send(as, 'PUT', `${requests}/${name}/approval`, decision);
  if (!(await decide())) {
    return undefined;
  }
  const signed = await eventually(
    async () => (await decide())?.status.certificate as string | undefined,
  );
  if (!signed) {
    return undefined;
  }
  const certificate = Buffer.from(signed, 'base64').toString();
  const { url, caData } = cluster();
  const client = new ApiClient({
    url,
    ca: caData,
    certificate: { certificate, key },
  });
  try {
    return valueOf((await client.request('GET', db)).body);
  } finally {
    client.close();
  }
}

describe('signing client certificates', () => {
  beforeAll(async () => {
    await walked.plant();
    await walked.give(userSubject('keeper'), 'keeper', ['get secrets db']);
    const group = { apiGroup: RBAC, kind: 'Group', name: 'keepers' };
    await walked.give(group, 'keepers', ['get secrets db']);
    for (const [name, rules] of [
      ['signer', [CREATE, DECIDE, APPROVE]] as const,
      ...NAMES.map(each => [each, TWINS[each]] as const),
    ]) {
      await walked.giveEverywhere(userSubject(name), name, [...rules]);
    }
    await delay(1_000);
  });

  it('is seen as a path, and only by who has every right of it', async () => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path('u:signer', secret)?.steps[0].kind).toBe(
      'sign-client-certificate',
    );
    for (const name of NAMES) {
      expect(graph.path(`u:${name}`, secret)).toBeUndefined();
    }
  });

  it.each([
    ['a user', 'keeper', undefined],
    ['a group', 'nobody', 'keepers'],
    ['a ServiceAccount', 'system:serviceaccount:shop:api', undefined],
  ])('leads to the Secret as %s', async (_, commonName, organizationName) => {
    expect(await walked.read('signer')).toBeUndefined();
    expect(await go('signer', commonName, organizationName)).toBe(PLANTED);
  });

  it('leads nowhere as who has no right, and never to system:masters', async () => {
    expect(await go('signer', 'nobody')).toBeUndefined();
    expect(await go('signer', 'nobody', 'system:masters')).toBeUndefined();
  });

  it.each(NAMES)('gets nothing with %s', async name => {
    expect(await go(name, 'keeper')).toBeUndefined();
  });
});
