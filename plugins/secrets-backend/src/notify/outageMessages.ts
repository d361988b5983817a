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

import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';

type Payload = NotificationSendOptions['payload'];

/** What is said of a problem, by its code: never the words of the source itself. */
const WORDS: Readonly<Record<string, string>> = {
  'address-changed': 'Its address or CA has changed.',
  'address-not-pinned': 'Its address comes from the catalog and is not pinned.',
  'ambiguous-cluster': 'Several entities of the catalog describe it.',
  'bad-answer': 'Its answers are not readable.',
  'bad-config': 'Its configuration is not valid.',
  'bad-dump': 'The dump is not readable.',
  failed: 'It stopped with an error.',
  forbidden: 'The credential of Keyward lacks permissions.',
  'leader-unknown': 'Only a standby answers, and it does not reach the leader.',
  'no-credential': 'Keyward has no credential for it.',
  'no-leader': 'It has no leader that serves requests.',
  'not-followed': 'No replica of Keyward follows it.',
  'not-initialized': 'It is not initialized.',
  'raft-peer-lost': 'A peer of its storage does not answer.',
  'sealed-secrets-no-answer':
    'A controller of Sealed Secrets in it does not answer.',
  'server-error': 'It answers with errors.',
  sealed: 'It is sealed.',
  throttled: 'It asks for fewer requests.',
  tls: 'Its certificate is not trusted.',
  unauthorized: 'It does not accept the credential of Keyward.',
  unreachable: 'Keyward cannot reach it.',
  unreadable: 'The dump is not readable.',
};

/** Of a problem without words here. */
const UNKNOWN = {
  whole: 'Keyward cannot read it.',
  part: 'Something in it does not work.',
};

/**
 * Says that a source is down, or a part of it.
 *
 * @param part - empty for the whole source
 * @param code - of the problem, as `SourceProblem` has it
 * @param began - when the outage was noticed, ISO 8601
 */
export function outageMessage(
  sourceId: string,
  part: string,
  code: string | undefined,
  began: string,
): Payload {
  const words =
    code !== undefined && Object.hasOwn(WORDS, code)
      ? WORDS[code]
      : UNKNOWN[part === '' ? 'whole' : 'part'];
  const since = began.slice(0, 16).replace('T', ' ');
  return {
    ...commonOf(sourceId, part),
    title:
      part === ''
        ? `Source ${sourceId} is down`
        : `A part of source ${sourceId} is down`,
    description: `${words} ${
      part === ''
        ? `What Keyward shows of it may be out of date since ${since} (UTC).`
        : `It has been so since ${since} (UTC).`
    } The page of the sources says what to do.`,
    severity: 'high',
  };
}

/** Says that a source, or a part of it, works again, in the thread of its outage. */
export function recoveryMessage(sourceId: string, part: string): Payload {
  return {
    ...commonOf(sourceId, part),
    ...(part === ''
      ? {
          title: `Source ${sourceId} works again`,
          description: 'Keyward reads it again.',
        }
      : {
          title: `A part of source ${sourceId} works again`,
          description: 'What was out is not any more.',
        }),
    severity: 'low',
  };
}

function commonOf(sourceId: string, part: string) {
  return {
    link: '/secrets/sources',
    topic: 'secrets',
    scope: `secrets:outage:${sourceId}${part && `:${part}`}`,
  };
}
