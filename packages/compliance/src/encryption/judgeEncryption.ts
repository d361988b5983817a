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

import {
  type EncryptionProvider,
  providerGrades,
  weakestOf,
} from './providers';
import type { ApiServerArguments } from './readApiServerArguments';
import type { ApiServerMetrics, ProviderCounts } from './readApiServerMetrics';
import type { ManagedEncryption } from './readManagedEncryption';
import { encryptsSince, type FirstSeenConfig } from './rewrite';

/**
 * What there is to tell how a cluster stores its Secrets. Each may be absent.
 *
 * @public
 */
export interface EncryptionEvidence {
  cluster: string;
  /** How many API servers it runs: one that was not asked may do otherwise. */
  apiServers?: number;
  /** Of each API server, as last read. */
  metrics?: readonly ApiServerMetrics[];
  /** Of each static pod of kube-apiserver. */
  staticPods?: readonly ApiServerArguments[];
  managed?: ManagedEncryption;
  /** How many Secrets it has; absent unless all were listed. */
  secrets?: number;
  /** Whether the KMS plugins of the API server answer; absent where there are none. */
  kms?: 'healthy' | 'failing';
  firstSeen?: FirstSeenConfig;
  /** Secrets that may be older than the configuration that was first seen, see `isOlderThan`. */
  notRewritten?: number;
}

/**
 * - `encrypted`: all of them, as far as can be told without reading etcd
 * - `mixed`: some are encrypted, others in plaintext
 * - `plaintext`: none is encrypted
 *
 * @public
 */
export type EncryptionState = 'encrypted' | 'mixed' | 'plaintext' | 'unknown';

/**
 * What is known of how a cluster stores its Secrets, and from what.
 *
 * @public
 */
export interface ClusterEncryption {
  cluster: string;
  state: EncryptionState;
  /** The weakest that writes; absent where it is not known. */
  provider?: EncryptionProvider;
  /** Secrets that may not have been written since the configuration was there; absent where it is not known. */
  notRewritten?: number;
  /** Sentences. */
  evidence: string[];
}

const KMS = {
  healthy: 'The KMS plugin answers.',
  failing:
    'The KMS plugin does not answer: Secrets cannot be read or written without it.',
};

/**
 * Judges how a cluster stores its Secrets. `encrypted` needs a proof that nothing
 * is left in plaintext, by the cloud or by all API servers: evidence that is
 * missing leads to `unknown`, never there.
 *
 * @public
 */
export function judgeEncryption(given: EncryptionEvidence): ClusterEncryption {
  const witnesses = [
    askCloud(given.managed),
    askStaticPods(given.staticPods),
    askApiServers(given),
  ];
  const provider = chooseProvider(witnesses);
  const { notRewritten, firstSeen } = given;
  const state = stateOf(witnesses);
  return {
    cluster: given.cluster,
    state,
    ...(provider && { provider }),
    ...(notRewritten !== undefined && firstSeen && { notRewritten }),
    evidence: [
      ...witnesses.flatMap(({ sentences }) => sentences),
      ...describeRewrite(given, state),
      ...(given.kms ? [KMS[given.kms]] : []),
    ],
  };
}

/** What one kind of evidence says. */
interface Witness {
  sentences: string[];
  /** Something is in plaintext, or was until a moment ago. */
  isPlain?: boolean;
  /** Something is encrypted. */
  isCipher?: boolean;
  /** Proven: everything is encrypted. */
  isAll?: boolean;
  /** What writes, as far as this evidence goes. */
  writer?: EncryptionProvider;
  /** Whether nothing else can write. */
  isWriterSure?: boolean;
}

/** A proof outweighs signs: so a sign that is lost makes nothing look better. */
function stateOf(witnesses: readonly Witness[]): EncryptionState {
  if (witnesses.some(({ isAll }) => isAll)) {
    return 'encrypted';
  }
  const isCipher = witnesses.some(witness => witness.isCipher);
  if (witnesses.some(({ isPlain }) => isPlain)) {
    return isCipher ? 'mixed' : 'plaintext';
  }
  return 'unknown';
}

function chooseProvider(
  witnesses: readonly Witness[],
): EncryptionProvider | undefined {
  const isSuitable = (writer: EncryptionProvider) =>
    providerGrades[writer].isSuitable;
  const sure = witnesses.find(
    ({ writer, isWriterSure }) => writer && isWriterSure && isSuitable(writer),
  );
  return (
    sure?.writer ??
    weakestOf(
      witnesses.flatMap(({ writer, isWriterSure }) =>
        writer && (isWriterSure || !isSuitable(writer)) ? [writer] : [],
      ),
    )
  );
}

function askCloud(managed: ManagedEncryption | undefined): Witness {
  if (!managed) {
    return { sentences: [] };
  }
  const { cloud, covers } = managed;
  const sentence = {
    all: `${cloud} says that it encrypts all Secrets.`,
    new: `${cloud} says that it encrypts Secrets as they are written; it does not say whether those from before were rewritten.`,
    changing: `${cloud} says that it is changing the encryption: Secrets are stored both ways.`,
    none: `${cloud} says that it encrypts no Secrets beyond the disk.`,
  }[covers];
  return {
    sentences: [sentence],
    isPlain: covers === 'none' || covers === 'changing',
    isCipher: covers !== 'none',
    isAll: covers === 'all',
    writer: covers === 'none' ? 'identity' : managed.provider,
    isWriterSure: covers !== 'changing',
  };
}

function askStaticPods(
  pods: readonly ApiServerArguments[] | undefined,
): Witness {
  if (!pods || pods.length === 0) {
    return { sentences: [] };
  }
  const without = pods.filter(pod => !pod.hasEncryptionConfig).length;
  return without === 0
    ? {
        sentences: [
          'kube-apiserver runs with an encryption configuration; its arguments do not say what comes first in it.',
        ],
      }
    : {
        sentences: [
          `Of ${pods.length} kube-apiserver, ${without} without an encryption configuration.`,
        ],
        isPlain: true,
        writer: 'identity',
      };
}

function askApiServers(given: EncryptionEvidence): Witness {
  const { metrics = [], secrets, firstSeen, notRewritten } = given;
  if (metrics.length === 0) {
    return { sentences: [] };
  }
  const read = sum(metrics.map(server => server.read));
  const written = sum(metrics.map(server => server.written));
  const plain = (read.identity ?? 0) + (written.identity ?? 0);
  const cipher = total(read) + total(written) - plain;
  const isWithout =
    Boolean(secrets) && metrics.some(({ transformed }) => transformed === 0);
  const seen = countServers(metrics);
  const isComplete = given.apiServers !== undefined && seen >= given.apiServers;
  // All that was written in plaintext was written before the configuration.
  const isSince = firstSeen !== undefined && encryptsSince(firstSeen, metrics);
  const isRewritten = isSince && notRewritten === 0;
  // Each API server reads all Secrets when it starts, and none has met plaintext since.
  const isReadWhole =
    plain === 0 &&
    Boolean(secrets) &&
    metrics.every(server => total(server.read) >= secrets!);
  const writers = (Object.keys(written) as EncryptionProvider[]).filter(
    provider => written[provider] && !(isSince && provider === 'identity'),
  );
  return {
    sentences: [
      ...(plain > 0
        ? [
            `Since the API servers started they have read ${
              read.identity ?? 0
            } Secrets from etcd in plaintext, and written ${
              written.identity ?? 0
            }.`,
          ]
        : []),
      ...(cipher > 0
        ? [
            `Since the API servers started they have read ${
              total(read) - (read.identity ?? 0)
            } Secrets from etcd encrypted, and written ${
              total(written) - (written.identity ?? 0)
            }.`,
          ]
        : []),
      ...(isWithout
        ? ['An API server reports no encryption configuration at all.']
        : []),
      ...(isComplete
        ? []
        : [
            given.apiServers === undefined
              ? 'How many API servers the cluster has is not known.'
              : `${seen} of ${given.apiServers} API servers could be asked.`,
          ]),
    ],
    isPlain: plain > 0 || isWithout,
    isCipher: cipher > 0,
    isAll: isComplete && !isWithout && (isRewritten || isReadWhole),
    writer: isWithout ? 'identity' : weakestOf(writers),
    isWriterSure:
      isComplete && metrics.every(server => tellsWriter(server, metrics)),
  };
}

/** What it means that Secrets were not written since the configuration was first seen. */
function describeRewrite(
  { firstSeen, notRewritten }: EncryptionEvidence,
  state: EncryptionState,
): string[] {
  if (!firstSeen || notRewritten === undefined) {
    return [];
  }
  if (notRewritten === 0) {
    return ['Each Secret was written after the configuration was first seen.'];
  }
  const older = `${
    notRewritten === 1 ? '1 Secret was' : `${notRewritten} Secrets were`
  } last written before the present configuration was first seen`;
  return [
    state === 'encrypted'
      ? `${older}: encrypted, but perhaps with an earlier key.`
      : `${older}, and may still be stored in plaintext or with an earlier key.`,
  ];
}

/** Whether it is known what an API server writes with: it, or one with the same configuration, has written. */
function tellsWriter(
  { written, configHash, transformed }: ApiServerMetrics,
  metrics: readonly ApiServerMetrics[],
): boolean {
  return (
    total(written) > 0 ||
    (transformed > 0 &&
      configHash !== undefined &&
      metrics.some(
        other => total(other.written) > 0 && other.configHash === configHash,
      ))
  );
}

/** How many API servers these are; those that do not say which they are count as one. */
function countServers(metrics: readonly ApiServerMetrics[]): number {
  return new Set(metrics.map(({ instance }) => instance ?? '')).size;
}

function sum(counts: readonly ProviderCounts[]): ProviderCounts {
  const sums: ProviderCounts = {};
  for (const each of counts) {
    for (const [name, count] of Object.entries(each)) {
      const provider = name as EncryptionProvider;
      sums[provider] = (sums[provider] ?? 0) + count;
    }
  }
  return sums;
}

function total(counts: ProviderCounts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
