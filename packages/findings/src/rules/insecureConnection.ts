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

import type { Rule, Severity } from '../facts';
import { isProduction } from './isProduction';

const RULE = 'insecure-connection';

/** What is wrong, as the words go on: "The connection string in …". */
const WORDS: Readonly<Record<string, string>> = {
  plaintext: 'connects without TLS',
  optional: 'connects without TLS if the server does not offer it',
  unverified: 'does not verify the certificate of the server',
};

const SEVERITIES: Readonly<
  Record<string, { production: Severity; elsewhere: Severity }>
> = {
  plaintext: { production: 'high', elsewhere: 'medium' },
  // Who can read the connection has to stand in it to be of any danger.
  optional: { production: 'medium', elsewhere: 'low' },
  unverified: { production: 'medium', elsewhere: 'low' },
};

/** A connection string that has a password sent without TLS, or to whoever answers. */
export const insecureConnection: Rule = {
  id: RULE,
  words: {
    title: 'Insecure connection',
    sentence: ({ item, evidence }) =>
      `The connection string in ${item} ${
        WORDS[String(evidence.transit)] ?? 'does not ask for verified TLS'
      }`,
    remedy:
      'Set `sslmode=verify-full`, or what the driver calls it, once the server has a certificate.',
  },
  page: {
    says: 'a connection string that does not ask for verified TLS',
    severity: 'by what it asks for: medium, low; production high, medium',
    text: `A connection string has the password sent without TLS, or to whoever answers.

## When

Connection strings are evaluated where the value is read, and dropped there. Only one word is kept for each key, that of the worst
connection string in its value:

| word         | the connection string                                                                                                     | production | elsewhere |
| ------------ | ------------------------------------------------------------------------------------------------------------------------- | ---------- | --------- |
| \`plaintext\`  | turns TLS off: \`sslmode=disable\`, \`ssl=false\`, \`useSSL=false\`, \`tls=false\`, \`encrypt=false\`, \`redis://\`, \`amqp://\`, \`http://\` | high       | medium    |
| \`optional\`   | leaves it to the server: \`sslmode=allow\`, \`sslmode=prefer\`                                                                | medium     | low       |
| \`unverified\` | accepts any certificate: \`trustServerCertificate=true\`, \`tls=skip-verify\`, \`tlsInsecure=true\`                             | medium     | low       |

URLs, JDBC, \`Server=…;Password=…\`, \`host=… password=…\`, the driver of Go for MySQL and StackExchange.Redis are read, in
files as well, and the settings \`PGSSLMODE\`, \`DB_SSL\` and the like as keys of their own.

## When not

- A connection string that says nothing of TLS (\`unstated\`): it depends on the driver. The compliance check
  \`connections-encrypted\` counts it as unknown.
- A connection that stays on its host (\`local\`): \`localhost\`, \`127.0.0.1\`, a socket. A proxy beside it may encrypt what leaves.
- \`sslmode=require\`, which is TLS. It does not verify the certificate; \`verify-full\` does.
- Metadata and references modes, in which no value is read.`,
  },
  judge(secret, settings) {
    const place = isProduction(secret, settings) ? 'production' : 'elsewhere';
    return {
      verdicts: secret.keys.flatMap(({ name, transit = '' }) =>
        Object.hasOwn(SEVERITIES, transit)
          ? [
              {
                rule: RULE,
                item: name,
                severity: SEVERITIES[transit][place],
                evidence: { transit },
              },
            ]
          : [],
      ),
    };
  },
};
