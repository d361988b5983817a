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

import { formatOf, scanNamed, scanText } from '.';

// Parts of made-up credentials, put together here so that no scanner of this
// repository takes them for real ones.
const RANDOM = 'q7Lm2VxT9bRz4KcW8nYp1HsD6fGj3AeU5oXi0MvB';
const GITHUB = `ghp_${RANDOM}`;
const SLACK = ['xoxb', '123456789012', RANDOM].join('-');
const STRIPE = ['sk', 'live', RANDOM].join('_');
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJhcGkifQ', RANDOM].join('.');
const KEY = `-----BEGIN ${'RSA '}PRIVATE KEY-----\n${RANDOM}${RANDOM}\n`;

const GUID = '11111111-2222-3333-4444-555555555555';
const HEX = '0123456789abcdef0123456789abcdef';
const BASIC = Buffer.from('admin:w0rd!1').toString('base64');
const GCP_KEY = JSON.stringify({
  type: 'service_account',
  project_id: 'p',
  private_key: `-----BEGIN ${''}PRIVATE KEY-----\n${RANDOM}${RANDOM}\n-----END ${''}PRIVATE KEY-----\n`,
  client_email: 'x@p.example',
});
const KUBECONFIG = `apiVersion: v1\nkind: Config\nusers: [{name: a, user: {token: ${RANDOM}}}]\n`;
const AWS_FILE = `[default]\naws_access_key_id = AKIAQ7LM2VXT9BRZ4KCW\naws_secret_access_key = ${RANDOM}\n`;

const found = (text: string) =>
  scanText(text).map(({ detector, name }) => [detector, name]);

describe('scanText', () => {
  it.each([
    [`curl -H "Authorization: Bearer ${GITHUB}"`, 'github-token'],
    [`notify: ${SLACK}`, 'slack-token'],
    [`{"stripe":"${STRIPE}"}`, 'stripe-key'],
    [`# ${JWT}`, 'json-web-token'],
    [`key: |\n${KEY}`, 'private-key'],
    ['url=postgres://app:s3cr3t-w0rd@db:5432/app', 'address-with-password'],
    ['amqp://:pass1@mq', 'address-with-password'],
    [
      `https://hooks.slack.com/services/T0123ABCD/B0123ABCD/${RANDOM.slice(
        0,
        24,
      )}`,
      'slack-webhook',
    ],
    [`Endpoint=x;AccountKey=${RANDOM}${RANDOM}==;Suffix=y`, 'account-key'],
    [
      '{"auths":{"r.example.com":{"auth":"dXNlcjpwYXNzd29yZA=="}}}',
      'registry-login',
    ],
    [
      `AGE-SECRET-KEY-1${'QL7M2VXT9BRZ4KCW8NYP1HSD6F'.repeat(3).slice(0, 58)}`,
      'age-key',
    ],
  ])('finds %s by its form', (text, detector) => {
    expect(found(text).map(([id]) => id)).toEqual([detector]);
  });

  it.each([
    ['spring.datasource.password=Tr0ub4dor&3', 'spring.datasource.password'],
    ['  password: "hunter2!"   # of the database', 'password'],
    ["db_password = 'h4-x'", 'db_password'],
    ['  "smtpPassword": "p4ss-w0rd",', 'smtpPassword'],
    ['export PGPASSWORD=postgres', 'PGPASSWORD'],
    [`- api_key: ${RANDOM}`, 'api_key'],
    [`aws_secret_access_key = ${RANDOM}`, 'aws_secret_access_key'],
    [`CLIENT_SECRET=${RANDOM}\r`, 'CLIENT_SECRET'],
    ['PGPASSWORD=w0rd-1 psql -h db', 'PGPASSWORD'],
    ['mysql --user root --password=r00t-pw db', 'password'],
    ['server --admin-password pw-1234 --port 80', 'admin-password'],
    ['Server=db;User Id=app;Password=w0rd!1;Encrypt=true', 'Password'],
    [`jaas.config=x required username="a" password="w0rd!1";`, 'password'],
  ])('finds what %s assigns', (text, name) => {
    expect(found(text)).toEqual([[expect.stringMatching(/^assigned-/), name]]);
  });

  it.each([
    [
      `https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/${RANDOM.slice(
        0,
        24,
      )}`,
      'slack-webhook',
      'token',
    ],
    [
      `https://discord.com/api/webhooks/123456789012345678/${RANDOM}${RANDOM.slice(
        0,
        20,
      )}`,
      'discord-webhook',
      'token',
    ],
    [
      `https://example.webhook.office.com/webhookb2/${GUID}@${GUID}/IncomingWebhook/${HEX}/${GUID}`,
      'teams-webhook',
      'token',
    ],
    [
      `https://acct.blob.core.windows.net/c?sv=2022-11-02&ss=b&sig=${RANDOM}%3D`,
      'shared-access-signature',
      'token',
    ],
    [
      `https://acct.blob.core.windows.net/c?sig=${RANDOM}%3D&se=2027-01-01`,
      'shared-access-signature',
      'token',
    ],
    [
      `curl -H "Authorization: Bearer ${RANDOM}" https://api`,
      'authorization-header',
      'token',
    ],
    [
      `proxy_set_header Authorization "Basic ${BASIC}";`,
      'authorization-header',
      'password',
    ],
    ['curl -sf -u admin:w0rd!1 https://api', 'curl-user', 'password'],
    ['curl --user admin:w0rd https://api', 'curl-user', 'password'],
    ['mysqldump -h db -u root -pw0rd!1 shop', 'mysql-password', 'password'],
  ])('finds what %s lets in (%#)', (text, detector, kind) => {
    expect(scanText(text)).toEqual([
      expect.objectContaining({ detector, class: kind }),
    ]);
    expect(scanText(`line: 1\n${text}\n`)).toHaveLength(1);
  });

  it.each([
    ['a key of a GCP service account', GCP_KEY, 'gcp-service-account-key'],
    ['a kubeconfig', KUBECONFIG, 'kubeconfig'],
    [
      'a kubeconfig as JSON',
      JSON.stringify({
        kind: 'Config',
        users: [{ name: 'a', user: { token: RANDOM } }],
      }),
      'kubeconfig',
    ],
    ['a credentials file of AWS', AWS_FILE, 'aws-credentials-file'],
  ])(
    'finds %s, and calls it what the value as a whole is called',
    (_, text, detector) => {
      const [first, ...others] = scanText(text);
      expect(first).toMatchObject({ detector });
      expect(others).toEqual([]);
      expect(formatOf(text)).toEqual({ detector, class: first.class });
    },
  );

  it('says where, and in which order', () => {
    const text = `a: 1\npassword: w0rd!\n\ntoken: ${GITHUB}\n`;
    const [password, token] = scanText(text);
    expect(text.slice(password.start, password.end)).toBe('w0rd!');
    expect(text.slice(token.start, token.end)).toBe(GITHUB);
    expect(token.name).toBe('token');
  });

  it.each([
    '',
    'password:',
    'password: ""',
    'password: null',
    'password: ${DB_PASSWORD}',
    'password: $(DB_PASSWORD)',
    'password: "{{ .Values.password }}"',
    'password: <your password>',
    'password: your-password-here',
    'password: ********',
    'spring.datasource.password=@db.password@',
    'db.url=jdbc:mysql://app:@db.password@@db/app',
    'https://hooks.slack.com/services/${SLACK_PATH}',
    'https://discord.com/developers/docs/resources/webhook',
    'https://acct.blob.core.windows.net/c?sv=2022-11-02&sig=${SAS}',
    `a design=${RANDOM}`,
    'curl -H "Authorization: Bearer $TOKEN" https://api',
    'curl -H "Authorization: Bearer your-access-token-here" https://api',
    'Authorization: Basic authentication',
    'curl -u "$USER:$PASSWORD" https://api',
    'curl -u admin https://api:8443/a',
    'mysql -h db -p shop',
    'mysqladmin ping -h localhost -p$MYSQL_ROOT_PASSWORD',
    'mysql --protocol=tcp -P 3306',
    'kind: Config\nusers:\n- name: a\n  user:\n    exec: {command: aws}',
    '{"type": "service_account", "project_id": "p"}',
    '[default]\naws_access_key_id = AKIAQ7LM2VXT9BRZ4KCW\nregion = eu-west-1',
    'password: xxxx-changed-later ${X}',
    'password=%(ENV_PASSWORD)s',
    'password_file: /run/secrets/db',
    'passwordFile: /run/secrets/db',
    'password: /run/secrets/db',
    'password: file:/run/secrets/db',
    'password: vault:secret/data/db#password',
    'password: ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]',
    'password: $2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    'password: password',
    'password: Password',
    'label.password=Passwort',
    'login.password=Password',
    'password: string',
    'passwordPolicy: strict1',
    'password_min_length = 12',
    'password-encoder: bcrypt',
    'password_hash: sha-256',
    'require_password: true',
    '# password: w0rd!1',
    '; password = w0rd!1',
    '// password: "w0rd!1"',
    'password: {',
    'password: getPassword()',
    'token: ${TOKEN}',
    'token: access-token',
    'token_ttl: 3600',
    'tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token',
    'DB_SECRET=payments-db-credentials-v2',
    'secretName: payments-tls-2024',
    'apiKey: payments/api-key-7',
    'api_key: none',
    'ssl_certificate_key /etc/nginx/tls/tls.key;',
    'https://user@example.com/path',
    'https://example.com:8443/a@b',
    'postgres://app:$(PASSWORD)@db/app',
    'postgres://app:${PASSWORD}@db/app',
    'redis://:{{ .password }}@redis',
    'postgres://user:<password>@host',
    'a comment on -----BEGIN PRIVATE KEY----- and what follows',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    // What kubeadm signs its cluster-info with has no payload.
    `jws-kubeconfig-abcdef: eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..${RANDOM}`,
    'image: registry.example.com/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
    'access_key_id: AKIAQ7LM2VXT9BRZ4KCW',
  ])('takes %s for no credential', text => {
    expect(scanText(text)).toEqual([]);
  });

  it.each([
    [
      'formats',
      [
        'eyJ',
        'eyJhbGciOiJIUzI1NiJ9.',
        'a',
        'xoxb-',
        'gh',
        'a://',
        'a://a:',
        'password=',
        '--password ',
        '-----BEGIN PRIVATE KEY-----',
        'SG.',
        '"auths""auth":',
        '{{',
        '\n',
        ' ',
        'a.b-c_',
      ],
    ],
    [
      'commands, addresses and files',
      [
        'sig=',
        '&sv=a&sig=',
        'curl ',
        'curl -u ',
        'mysql ',
        'mysql -p',
        'Authorization: Bearer ',
        'kind: Config users: token: ',
        '"type": "service_account" "private_key": "-----BEGIN PRIVATE KEY-----',
        'https://discord.com/api/webhooks/',
      ],
    ],
  ])(
    'takes time by length alone: %s',
    (_, pieces) => {
      const size = 400_000;
      const started = process.cpuUsage();
      for (const piece of pieces) {
        const times = Math.ceil(size / piece.length);
        scanText(piece.repeat(times));
        scanNamed('password', piece.repeat(times));
      }
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(20_000);
    },
    60_000,
  );

  it.each([
    ['marks of keys', `-----BEGIN PRIVATE KEY-----${'a'.repeat(39)} `],
    ['signatures of addresses', '&sig='],
    ['long signatures', `&sig=${'a'.repeat(30)}`],
  ])('takes a moment for what one object can hold: %s', (_, piece) => {
    const used = process.cpuUsage();
    scanText(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    expect(process.cpuUsage(used).user).toBeLessThan(800_000);
  });

  it('stops at a hundred', () => {
    expect(scanText('password: w0rd!1\n'.repeat(5000))).toHaveLength(100);
  });

  it('holds nothing of what it found', () => {
    const said = JSON.stringify([
      scanText(`password: w0rd!1\n${GITHUB} ${SLACK}\n${KEY}`),
      scanNamed('DB_PASSWORD', 'hunter2'),
    ]);
    for (const value of ['w0rd!1', GITHUB, SLACK, RANDOM, 'hunter2']) {
      expect(said).not.toContain(value);
    }
  });
});

describe('scanNamed', () => {
  it.each([
    ['DB_PASSWORD', 'hunter', 'password'],
    ['PGPASSWORD', 'postgres', 'password'],
    ['REDIS_PASS', 'x1', 'password'],
    ['requirepass', 'foobared', 'password'],
    ['API_KEY', RANDOM, 'api-key'],
    ['JWT_SECRET', RANDOM, 'encryption-key'],
    ['ANYTHING', STRIPE, 'api-key'],
    ['DATABASE_URL', 'mysql://root:pw@db/x', 'connection-string'],
    ['config.yaml', 'a: 1\nadmin_password: w0rd!', 'password'],
  ])('finds a credential in %s', (name, value, kind) => {
    expect(scanNamed(name, value).map(each => each.class)).toEqual([kind]);
  });

  it.each([
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '$(OTHER)'],
    ['DB_PASSWORD', 'a sentence about it'],
    ['DB_PASSWORD_FILE', '/run/secrets/password'],
    ['DB_PASSWORD_SECRET', 'db-credentials'],
    ['PWD', '/app'],
    ['ALLOW_EMPTY_PASSWORD', 'yes'],
    ['API_KEY', 'payments-api-key'],
    ['TOKEN', 'short1'],
    ['GITHUB_TOKEN_SECRET_NAME', 'github-token-7'],
    ['SECRET_NAME', 'x-0123456789abcdefgh'],
    ['JWT_SECRET', 'payments-jwt-signing-key-2'],
    ['checksum/secret', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c'],
    ['LOG_LEVEL', 'debug'],
  ])('takes none for one in %s=%s', (name, value) => {
    expect(scanNamed(name, value)).toEqual([]);
  });
});

describe('formatOf', () => {
  it('tells a text as a whole', () => {
    expect(formatOf(GITHUB)).toEqual({
      detector: 'github-token',
      class: 'token',
    });
    expect(formatOf(`x ${GITHUB}`)).toBeUndefined();
    expect(formatOf('')).toBeUndefined();
  });
});
