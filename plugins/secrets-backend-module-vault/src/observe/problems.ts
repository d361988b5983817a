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

import type { SourceProblem } from '@keyward/backstage-plugin-secrets-node';
import type { VaultError } from '../client';
import type { Health } from './observeServer';
import type { Engine } from './readEngines';
import type { Raft } from './readRaft';
import type { WalkedEngine } from './walkEngine';

const SHOWN_FOLDERS = 5;

/** What may be wrong with a Vault or with what Keyward may read of it, and what mends it. */
export const problems = {
  notServing(title: string, health: Health): SourceProblem {
    if (!health.isInitialized) {
      return {
        code: 'not-initialized',
        message: `Vault ${title} is not initialized`,
        remedy: 'Initialize it: vault operator init',
      };
    }
    if (health.isSealed) {
      return {
        code: 'sealed',
        message: `Vault ${title} is sealed: nobody can read what is in it`,
        remedy: 'Unseal it: vault operator unseal',
      };
    }
    const peers =
      'Look at the peers: vault operator raft list-peers. A cluster serves requests while more than half of them answer.';
    return health.leader === 'no'
      ? {
          code: 'no-leader',
          message: `All nodes of Vault ${title} that answer are standbys, and none names a leader that serves requests`,
          remedy: peers,
        }
      : {
          code: 'leader-unknown',
          message: `The node of Vault ${title} that answers is a standby, and hands no request on to the leader that it names`,
          remedy: `${peers} To have the leader asked itself, list the addresses of all nodes under nodes.`,
        };
  },

  /** Nothing where all answer. */
  peersLost(title: string, { lostPeers = [], peers }: Raft): SourceProblem[] {
    const { length } = lostPeers;
    const message = `${length} of ${peers} peers of the storage of Vault ${title} ${
      length === 1 ? 'does' : 'do'
    } not answer`;
    return length === 0
      ? []
      : [
          {
            code: 'raft-peer-lost',
            message: `${message}: ${lostPeers.join(', ')}`,
            withoutNames: message,
            remedy:
              'Bring it back, or take it out and add another: vault operator raft remove-peer',
            isOutage: true,
          },
        ];
  },

  failed(title: string, error: VaultError): SourceProblem {
    if (error.isGarbage) {
      return {
        code: 'bad-answer',
        message: `Vault ${title}: ${error.summary}`,
        remedy:
          'Look whether the address is that of the Vault, and what stands between: a proxy, or a page that asks people to log in.',
      };
    }
    if (error.status === undefined && !error.isOfLogin) {
      return {
        code: 'unreachable',
        message: `Vault ${title}: ${error.summary}`,
        remedy:
          'Look at the address, at the network between, and at the certificate (caFile).',
      };
    }
    return error.isOfLogin || error.status === 403
      ? {
          code: 'unauthorized',
          message: `Vault ${title}: ${error.summary}`,
          remedy: error.isOfLogin
            ? 'Look at the role and the credential under auth.'
            : 'Look at the token and its policy.',
        }
      : {
          code: 'failed',
          message: `Vault ${title}: ${error.summary}`,
          remedy: "Look at the Vault's own log.",
        };
  },

  enginesForbidden(title: string): SourceProblem {
    return forbidden(
      `The engines of Vault ${title} may not be read`,
      'path "sys/mounts" { capabilities = ["read"] }',
    );
  },

  versionUnknown(mount: string): SourceProblem {
    return forbidden(
      `The engine ${mount} is not read, as it is not known whether it is of KV version 1, where a read answers with values`,
      'path "sys/mounts" { capabilities = ["read"] }',
    );
  },

  noEngine(mount: string): SourceProblem {
    return {
      code: 'no-engine',
      message: `There is no KV engine at ${mount}, which is configured`,
      remedy: 'Correct secrets.vault.instances[].mounts.',
    };
  },

  rolesForbidden(title: string): SourceProblem {
    return forbidden(
      `The Kubernetes auth roles of Vault ${title} may not be read`,
      'path "sys/auth" { capabilities = ["read"] }',
      'path "auth/+/role" { capabilities = ["list"] }',
      'path "auth/+/role/*" { capabilities = ["read"] }',
    );
  },

  databaseForbidden(
    mounts: readonly string[],
    kind: 'roles' | 'static-roles' | 'config',
  ): SourceProblem {
    const isListed = kind === 'config';
    return forbidden(
      `The ${
        isListed ? 'connections' : kind
      } of the database engines may not be ${
        isListed ? 'listed' : 'read'
      }: ${mounts.join(', ')}`,
      ...mounts.flatMap(mount => [
        `path "${mount}/${kind}" { capabilities = ["list"] }`,
        ...(isListed
          ? []
          : [`path "${mount}/${kind}/*" { capabilities = ["read"] }`]),
      ]),
    );
  },

  engineForbidden({ mount, kv }: Engine): SourceProblem {
    return forbidden(
      `The engine ${mount} may not be listed`,
      ...(kv === 'kv-2'
        ? [
            `path "${mount}/metadata/*" { capabilities = ["list", "read"] }`,
            `path "${mount}/subkeys/*" { capabilities = ["read"] }`,
          ]
        : [`path "${mount}/*" { capabilities = ["list"] }`]),
    );
  },

  leftOut({ count, ref }: { count: number; ref: string }): SourceProblem {
    const withoutNames = `${
      count === 1 ? '1 object is' : `${count} objects are`
    } left out, as their names, or lists in them, are too long to be kept`;
    return {
      code: 'left-out',
      message: `${withoutNames}: ${ref}`,
      withoutNames,
      remedy: 'Ask who owns it for a shorter path, or for shorter lists.',
    };
  },

  unread({ mount, unlisted, unread }: WalkedEngine): SourceProblem[] {
    const found: SourceProblem[] = [];
    if (unlisted.length > 0) {
      const shown = unlisted.slice(0, SHOWN_FOLDERS).join(', ');
      const more = unlisted.length - SHOWN_FOLDERS;
      found.push({
        ...forbidden(
          `In the engine ${mount} these folders may not be listed: ${shown}${
            more > 0 ? ` and ${more} more` : ''
          }`,
          `path "${mount}/metadata/*" { capabilities = ["list", "read"] }`,
        ),
        withoutNames: `In the engine ${mount} some folders may not be listed`,
      });
    }
    if (unread > 0) {
      found.push(
        forbidden(
          `The metadata of ${unread} secrets in the engine ${mount} may not be read: their ages are not known`,
          `path "${mount}/metadata/*" { capabilities = ["list", "read"] }`,
        ),
      );
    }
    return found;
  },
};

function forbidden(message: string, ...policy: string[]): SourceProblem {
  return {
    code: 'forbidden',
    message,
    remedy: `Add to the policy of the credential:\n\n${policy.join('\n')}`,
  };
}
