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

import { SecretValue, type TransitSecurity } from '@keyward/observation';
import { inspect } from 'node:util';
import { transitOf } from './transitOf';

const told = (text: string, name = 'url') =>
  transitOf(name, SecretValue.fromText(text));

describe('transitOf', () => {
  it.each<[bad: string, expected: TransitSecurity, clean: string]>([
    [
      'postgres://app:s3cret@db:5432/app?sslmode=disable',
      'plaintext',
      'postgres://app:s3cret@db:5432/app?sslmode=verify-full',
    ],
    [
      'postgresql+psycopg2://app:s3cret@db/app?sslmode=allow',
      'optional',
      'postgresql+psycopg2://app:s3cret@db/app?sslmode=require',
    ],
    [
      'postgres://app:s3cret@db/app?connect_timeout=5&sslmode=prefer',
      'optional',
      'postgres://app:s3cret@db/app?connect_timeout=5&sslmode=verify-ca',
    ],
    [
      'jdbc:postgresql://db/app?ssl=false&user=app&password=s3cret',
      'plaintext',
      'jdbc:postgresql://db/app?ssl=true&user=app&password=s3cret',
    ],
    [
      'jdbc:mysql://db:3306/app?useSSL=false',
      'plaintext',
      'jdbc:mysql://db:3306/app?useSSL=true&requireSSL=true',
    ],
    [
      'jdbc:mysql:replication://db,db2/app?sslMode=PREFERRED',
      'optional',
      'jdbc:mysql:replication://db,db2/app?sslMode=VERIFY_IDENTITY',
    ],
    [
      'jdbc:sqlserver://db:1433;databaseName=app;encrypt=false;user=app',
      'plaintext',
      'jdbc:sqlserver://db:1433;databaseName=app;encrypt=true;user=app',
    ],
    [
      'jdbc:sqlserver://db;encrypt=true;trustServerCertificate=true',
      'unverified',
      'jdbc:sqlserver://db;encrypt=true;trustServerCertificate=false',
    ],
    [
      'Server=tcp:db,1433;User Id=app;Password=s3cret;Encrypt=False',
      'plaintext',
      'Server=tcp:db,1433;User Id=app;Password=s3cret;Encrypt=Strict',
    ],
    [
      'Server=db;Uid=app;Pwd=s3cret;SslMode=Preferred',
      'optional',
      'Server=db;Uid=app;Pwd=s3cret;SslMode=VerifyFull',
    ],
    [
      'host=db port=5432 user=app password=s3cret sslmode=disable',
      'plaintext',
      'host=db port=5432 user=app password=s3cret sslmode=verify-full',
    ],
    [
      'mongodb://app:s3cret@a,b,c/app?replicaSet=r&tls=false',
      'plaintext',
      'mongodb://app:s3cret@a,b,c/app?replicaSet=r&tls=true',
    ],
    [
      'mongodb+srv://app:s3cret@cluster/app?tls=false',
      'plaintext',
      'mongodb+srv://app:s3cret@cluster/app',
    ],
    [
      'mongodb+srv://app:s3cret@cluster/app?tlsInsecure=true',
      'unverified',
      'mongodb+srv://app:s3cret@cluster/app?tlsInsecure=false',
    ],
    ['redis://:s3cret@redis:6379/0', 'plaintext', 'rediss://:s3cret@redis/0'],
    ['amqp://app:s3cret@mq:5672/v', 'plaintext', 'amqps://app:s3cret@mq/v'],
    ['http://app:s3cret@api/v1', 'plaintext', 'https://app:s3cret@api/v1'],
    [
      'redis:6379,password=s3cret,ssl=False,abortConnect=False',
      'plaintext',
      'redis:6380,password=s3cret,ssl=True,abortConnect=False',
    ],
    [
      'redis:6379,password=s3cret',
      'plaintext',
      'redis:6379,password=s3cret,ssl=true',
    ],
    [
      'app:s3cret@tcp(db:3306)/app?tls=skip-verify',
      'unverified',
      'app:s3cret@tcp(db:3306)/app?tls=true',
    ],
    [
      'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=czNjcmV0',
      'plaintext',
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=czNjcmV0',
    ],
    ['neo4j+ssc://app:s3cret@g', 'unverified', 'neo4j+s://app:s3cret@g'],
  ])('says of %p that it is %s, and of its twin encrypted', (bad, ...row) => {
    const [expected, clean] = row;
    expect(told(bad)).toBe(expected);
    expect(told(`${bad}\n`)).toBe(expected);
    expect(told(clean)).toBe('encrypted');
  });

  it('takes the worst of several', () => {
    const file = (mode: string) => `
cache: rediss://:s3cret@redis/0
database:
  url: "postgres://app:s3cret@db/app?sslmode=${mode}"
`;
    expect(told(file('disable'))).toBe('plaintext');
    expect(told(file('verify-full'))).toBe('encrypted');
  });

  it.each([
    'postgres://app:s3cret@db/app',
    'mysql://app:s3cret@db/app',
    'postgres://app:s3cret@db/app?sslmode=${SSLMODE}',
    'jdbc:oracle:thin:app/s3cret@db:1521/app',
    'Server=db;User Id=app;Password=s3cret',
    'app:s3cret@tcp(db)/app',
  ])('says of %p that it leaves it to the client', text => {
    expect(told(text)).toBe('unstated');
  });

  it.each([
    'postgres://app:s3cret@localhost/app?sslmode=disable',
    'postgres://app:s3cret@127.0.0.1:5432/app?sslmode=disable',
    'postgres:///app?host=/var/run/postgresql&sslmode=disable',
    'redis://[::1]:6379',
    'host=/cloudsql/a user=app password=s3cret sslmode=disable',
    'app:s3cret@unix(/tmp/mysql.sock)/app?tls=false',
    'Server=(local);User Id=app;Password=s3cret;Encrypt=false',
  ])('says of %p that it stays where it is', text => {
    expect(told(text)).toBe('local');
  });

  it.each([
    '',
    's3cret',
    'https://example.com/sslmode=disable',
    'http://collector:4318',
    'https://example.com/@user/page?tls=false',
    'sslmode=disable',
    'a=b;c=d',
    '{"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}}}',
    '-----BEGIN CERTIFICATE-----\nMIIB=\n-----END CERTIFICATE-----',
    `postgres://app:s3cret@db/app?sslmode=disable${' '.repeat(70_000)}`,
  ])('says nothing of %p', text => {
    expect(told(text)).toBeUndefined();
  });

  it.each<[string, string, TransitSecurity | undefined]>([
    ['PGSSLMODE', 'disable', 'plaintext'],
    ['PGSSLMODE', 'prefer', 'optional'],
    ['PGSSLMODE', 'verify-full', 'encrypted'],
    ['DB_SSL', 'false', 'plaintext'],
    ['DB_SSL', 'true', 'encrypted'],
    ['REDIS_USE_TLS', 'no', 'plaintext'],
    ['mysql.tls', '1', 'encrypted'],
    ['DB_SSL', '/etc/ssl/ca.pem', undefined],
    ['ENABLE_TLS', 'false', undefined],
    ['password', 'disable', undefined],
  ])('reads the setting %p with %p', (name, value, expected) => {
    expect(told(value, name)).toBe(expected);
  });

  it('is quick with hostile values', () => {
    const started = performance.now();
    for (const text of [
      'a://'.repeat(16_000),
      'a'.repeat(60_000),
      `a${' '.repeat(60_000)}=`,
      'redis:1,'.repeat(8_000),
      'a ='.repeat(20_000),
      'postgres://@'.repeat(5_000),
      `${'tcp('.repeat(8_000)}@tcp(`,
      'jdbc:oracle:thin:'.repeat(3_500),
      `postgres://h/?${'&'.repeat(60_000)}`,
    ]) {
      expect(inspect(told(text))).not.toContain('@');
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});
