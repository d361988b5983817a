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

import { observeObject } from './observeObject';

function transitOf(
  apiVersion: string,
  kind: string,
  spec: object,
  metadata: object = {},
) {
  const { detail } = observeObject(
    {
      apiVersion,
      kind,
      metadata: { name: 'x', namespace: 'payments', ...metadata },
      spec,
    },
    { sourceId: 'prod' },
  );
  expect(JSON.stringify(detail ?? {})).not.toContain('s3cret');
  return detail?.transit;
}

const store = (provider: object, kind = 'SecretStore') =>
  transitOf('external-secrets.io/v1', kind, { provider });

describe('stores of External Secrets', () => {
  it.each<[name: string, bad: object, expected: string, clean: object]>([
    [
      'vault',
      { server: 'http://vault.vault:8200', path: 'kv' },
      'plaintext',
      // A CA of the system needs no caProvider.
      { server: 'https://vault.vault:8200', path: 'kv' },
    ],
    [
      'webhook',
      {
        url: 'http://hook/{{ .remoteRef.key }}?token=s3cret',
        headers: { server: 'https://example.com' },
      },
      'plaintext',
      {
        url: 'https://hook/{{ .remoteRef.key }}?token=s3cret',
        body: '{"url": "http://s3cret"}',
        headers: { url: 'http://s3cret' },
      },
    ],
    [
      'onepassword',
      { connectHost: 'http://connect:8080' },
      'plaintext',
      { connectHost: 'https://connect' },
    ],
    [
      'senhasegura',
      { url: 'https://senhasegura', ignoreSslCertificate: true },
      'unverified',
      { url: 'https://senhasegura', ignoreSslCertificate: false },
    ],
    [
      'beyondtrust',
      { server: { apiUrl: 'https://bt', verifyCA: false } },
      'unverified',
      { server: { apiUrl: 'https://bt', verifyCA: true } },
    ],
    [
      'kubernetes',
      { server: { url: 'http://10.0.0.1:8001' } },
      'plaintext',
      { remoteNamespace: 'platform' },
    ],
    [
      'gitlab',
      { url: 'http://gitlab.example.com', projectID: '1' },
      'plaintext',
      { projectID: '1' },
    ],
  ])('of %s', (name, bad, expected, clean) => {
    for (const kind of ['SecretStore', 'ClusterSecretStore']) {
      expect(store({ [name]: bad }, kind)).toBe(expected);
      expect(store({ [name]: clean }, kind)).toBe('encrypted');
    }
  });

  it('say nothing where no address says it, and stay on the host beside an agent', () => {
    expect(store({ conjur: { auth: {} } })).toBe('unstated');
    expect(store({ vault: { server: 'vault:8200' } })).toBe('unstated');
    expect(store({ aws: { region: 'eu-west-1' } })).toBe('encrypted');
    expect(store({ vault: { server: 'http://127.0.0.1:8200' } })).toBe('local');
    expect(store({ fake: { data: [] } })).toBe('local');
  });
});

describe('SecretProviderClass and VaultConnection', () => {
  const csi = (provider: string, parameters: object) =>
    transitOf('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {
      provider,
      parameters,
    });
  const vault = (spec: object) =>
    transitOf('secrets.hashicorp.com/v1beta1', 'VaultConnection', spec);

  it('reach Vault as they say', () => {
    const vaultAddress = 'https://vault:8200';
    expect(csi('vault', { vaultAddress: 'http://vault:8200' })).toBe(
      'plaintext',
    );
    expect(csi('vault', { vaultAddress, vaultSkipTLSVerify: 'true' })).toBe(
      'unverified',
    );
    expect(csi('vault', { vaultAddress, vaultSkipTLSVerify: 'false' })).toBe(
      'encrypted',
    );
    expect(csi('vault', { roleName: 'app' })).toBe('unstated');
    expect(csi('azure', { keyvaultName: 'kv' })).toBe('encrypted');
    expect(vault({ address: 'http://vault:8200' })).toBe('plaintext');
    expect(vault({ address: vaultAddress, skipTLSVerify: true })).toBe(
      'unverified',
    );
    expect(vault({ address: vaultAddress })).toBe('encrypted');
  });
});

describe('Ingress', () => {
  const ingress = (spec: object, metadata = {}) =>
    transitOf('networking.k8s.io/v1', 'Ingress', spec, metadata);
  const rules = (...hosts: string[]) => hosts.map(host => ({ host }));

  it('has TLS for each of its hosts', () => {
    const tls = (...hosts: string[]) => [{ hosts, secretName: 'tls' }];
    const hosts = rules('a.example.com', 'b.example.com');
    expect(ingress({ rules: hosts })).toBe('plaintext');
    expect(ingress({ rules: hosts, tls: tls('a.example.com') })).toBe(
      'plaintext',
    );
    expect(ingress({ rules: hosts, tls: tls('*.example.com') })).toBe(
      'encrypted',
    );
    expect(
      ingress({ rules: hosts, tls: tls('a.example.com', 'b.example.com') }),
    ).toBe('encrypted');
    expect(ingress({ rules: hosts, tls: [{ secretName: 'tls' }] })).toBe(
      'encrypted',
    );
    expect(ingress({ rules: rules('a.b.c'), tls: tls('*.c') })).toBe(
      'plaintext',
    );
  });

  it.each([
    ['alb.ingress.kubernetes.io/certificate-arn', 'arn:aws:acm:x'],
    ['alb.ingress.kubernetes.io/listen-ports', '[{"HTTP":80},{"HTTPS":443}]'],
    ['networking.gke.io/managed-certificates', 'cert'],
    ['traefik.ingress.kubernetes.io/router.tls', 'true'],
  ])('may have it by %s', (name, value) => {
    expect(
      ingress({ rules: rules('a.b.c') }, { annotations: { [name]: value } }),
    ).toBe('encrypted');
    expect(
      ingress({ rules: rules('a.b.c') }, { annotations: { other: value } }),
    ).toBe('plaintext');
  });

  it('that answers a challenge of ACME has to be in plaintext', () => {
    expect(
      ingress(
        { rules: rules('a.example.com') },
        { labels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      ),
    ).toBeUndefined();
  });
});

describe('Gateway', () => {
  const gateway = (...listeners: [string, string?][]) =>
    transitOf('gateway.networking.k8s.io/v1', 'Gateway', {
      listeners: listeners.map(([protocol, hostname]) => ({
        name: 'x',
        protocol,
        hostname,
      })),
    });

  it('has TLS for each host that it serves in plaintext', () => {
    const host = 'a.example.com';
    expect(gateway(['HTTP', host])).toBe('plaintext');
    expect(gateway(['HTTP', host], ['HTTPS', 'b.example.com'])).toBe(
      'plaintext',
    );
    expect(gateway(['HTTP'])).toBe('plaintext');
    expect(gateway(['HTTP'], ['HTTPS', host])).toBe('unstated');
    expect(gateway(['HTTP', host], ['HTTPS', '*.example.com'])).toBe(
      'encrypted',
    );
    expect(gateway(['HTTP'], ['HTTPS'])).toBe('encrypted');
    expect(gateway(['HTTPS', host])).toBe('encrypted');
    expect(gateway(['TCP'])).toBeUndefined();
  });
});
