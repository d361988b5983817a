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

import { accessLists, type AccessObject } from '@keyward/kube-access';
import {
  ClusterClient,
  ClusterError,
  loadKubeconfigContext,
} from '@keyward/kube-collector';
import { printable } from '@keyward/observation';
import { type Command } from 'commander';
import { readInput } from '../inventory';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import { fromObservation } from './fromObservation';
import { listObjects } from './listObjects';

/** Where the objects come from. */
export interface SourceOptions {
  kubeconfig?: string;
  context?: string;
  dump?: string;
}

/** What decides about access. */
export interface ReadObjects {
  objects: AccessObject[];
  /** The kinds of which all objects are there; undefined where nothing tells. */
  complete?: ReadonlySet<string>;
}

/** The options by which a command is told what to read. */
export function addSourceOptions(command: Command): Command {
  return command
    .option(
      '--kubeconfig <file>',
      'the kubeconfig file of the cluster; neither KUBECONFIG nor ~/.kube is looked at',
    )
    .option('--context <name>', 'the context in it')
    .option('--dump <file>', 'what "keyward dump" wrote, instead of a cluster');
}

/** Reads what decides about access, from a cluster or from a dump. */
export async function readObjects(
  { kubeconfig, context, dump }: SourceOptions,
  io: CliIo,
): Promise<ReadObjects> {
  if ((dump === undefined) === (kubeconfig === undefined)) {
    throw new UserError('Nothing says which cluster is meant', {
      where: '--kubeconfig and --dump',
      remedy:
        'give one of them: --kubeconfig FILE --context NAME, or --dump FILE',
    });
  }
  const { warnings, lists, ...read } =
    dump === undefined
      ? await readCluster(kubeconfig!, context, io)
      : await readDumped(dump, io);
  for (const warning of warnings) {
    await writeTo(io.stderr, `warning: ${printable(warning)}\n`);
  }
  return {
    ...read,
    ...(lists && {
      complete: new Set(lists.flatMap(list => accessLists[list] ?? [])),
    }),
  };
}

async function readDumped(dump: string, io: CliIo) {
  const { input, warnings, lists, errors } = await readInput(dump, io);
  if (errors.length > 0) {
    throw new UserError('Not all objects could be read', {
      where: `${dump}, ${errors[0].place}: ${errors[0].message}`,
      remedy: 'an answer from some of them could be wrong: take the dump again',
    });
  }
  const objects: AccessObject[] = [];
  for (const observation of input.observations) {
    const object = fromObservation(observation);
    if (object) {
      objects.push(object);
    }
  }
  const hasRbac =
    lists !== undefined ||
    objects.some(({ kind }) => kind === 'ClusterRoleBinding');
  return {
    objects,
    lists,
    warnings: hasRbac
      ? warnings
      : [...warnings, 'there is no ClusterRoleBinding in it: was RBAC listed?'],
  };
}

async function readCluster(
  kubeconfig: string,
  context: string | undefined,
  io: CliIo,
) {
  if (context === undefined) {
    throw new UserError('Nothing says which context is meant', {
      where: `--kubeconfig ${kubeconfig}`,
      remedy: 'give --context NAME',
    });
  }
  try {
    const config = loadKubeconfigContext(kubeconfig, context);
    return await listObjects(new ClusterClient(config), io.signal);
  } catch (error) {
    if (io.signal.aborted) {
      throw new UserError('Interrupted');
    }
    throw new UserError(
      error instanceof ClusterError
        ? `The cluster cannot be read: ${error.message}`
        : (error as Error).message,
      {
        where: `--kubeconfig ${kubeconfig} --context ${context}`,
        remedy:
          'the credential needs list on RBAC, ServiceAccounts, pods, nodes and the metadata of Secrets',
      },
    );
  }
}
