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

import { type SecretClass } from '@keyward/observation';

/** Words in a key's name that tell its class; the first that matches counts. */
const BY_NAME: [SecretClass, RegExp][] = [
  ['public', /^(ca|cacert|ca-cert|ca-bundle|root-?ca)?\.?(crt|cert|pem|der)$/],
  ['public', /(^|-)(public-?key|pub|fingerprint|certificate|ca-cert)$/],
  ['public', /\.(crt|cer|pub|p7b)$/],
  ['tls', /(^|-)tls\.key$|^(server|client|tls)\.(key|pem)$|\.(p12|pfx|jks)$/],
  ['tls', /(^|-)(keystore|truststore)(-|\.|$)/],
  ['ssh-key', /(^|-)(ssh-?privatekey|ssh-?key|id-(rsa|ed25519|ecdsa|dsa))$/],
  ['docker-config', /^\.docker(configjson|cfg)$/],
  ['oauth-client', /(^|-)(client-?secret|oauth-?secret|consumer-?secret)$/],
  // What is said about passwords and tokens.
  [
    'identifier',
    /(password|token)-((min|max|minimum|maximum)-)?(length|age|ttl|lifetime|expiry|policy|enabled|algorithm|type)$/,
  ],
  ['identifier', /(^|-)(client-?id|tenant-?id|account-?id|access-?key-?id)$/],
  [
    'encryption-key',
    /(^|-)((encryption|signing|master|hmac|session|cookie|jwt|private|data|cipher|aes)-?(key|secret)|secret-?key-?base|keyfile|pepper|salt)$/,
  ],
  [
    'connection-string',
    /(^|-)((database|db|redis|mongo(db)?|postgres(ql)?|mysql|amqp|rabbitmq|broker|jdbc|sqlalchemy)-?(url|uri|dsn)|connection-?string|conn-?str|dsn|jdbc)$/,
  ],
  [
    'password',
    /(^|-)(password|passwd|passphrase|pass|pwd|pw|requirepass|userpassword)(-\d+)?$/,
  ],
  ['password', /password$|-password-|^password-/],
  [
    'api-key',
    /(^|-)(api-?key|apikey|api-?secret|secret-?access-?key|access-?key|app-?key|application-?key|license-?key|subscription-?key|webhook-?secret|secret-?key)$/,
  ],
  [
    'token',
    /^(.*-)?kube-?config(\.ya?ml)?$|(^|-)(slack|discord|teams|google-chat|gchat|mattermost)-?(incoming-?)?webhook(-?ur[il])?$|(^|-)sas(-?(token|ur[il]))?$/,
  ],
  [
    'api-key',
    /(^|-)(service-?account|gcp(-.*)?|google(-.*)?)(-?key)?\.json$|^aws-?credentials?$/,
  ],
  [
    'token',
    /(^|-)(token|bearer|jwt|pat|access-?token|refresh-?token|auth-?token|id-?token)$/,
  ],
  [
    'identifier',
    /(^|-)(user(name)?|login|host(name)?|server|port|database|db(name)?|schema|region|bucket|endpoint|url|uri|email|name|namespace|domain|realm|issuer|project|role|id)$/,
  ],
  ['other', /(^|-)(secret|credentials?|key)$/],
];

/**
 * The class that a key's name speaks for.
 *
 * @param name - as it stands in the secret: `DB_PASSWORD`, `dbPassword` and
 * `db-password` are the same
 */
export function classifyName(name: string): SecretClass | undefined {
  const words = name
    .slice(0, 253)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_\s]+/g, '-')
    .toLowerCase();
  return BY_NAME.find(([, pattern]) => pattern.test(words))?.[0];
}
