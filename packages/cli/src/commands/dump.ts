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

import { decidingResources } from '@keyward/kube-access';
import {
  ClusterError,
  dumpCluster,
  loadKubeconfigContext,
  type SecretsMode,
} from '@keyward/kube-collector';
import { sourceIdOf, printable } from '@keyward/observation';
import { type Command, Option } from 'commander';
import { OutputFile } from '../output/OutputFile';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import { collect } from './collect';

const MODES: SecretsMode[] = ['fingerprint', 'metadata', 'references'];

const REMEDIES: Partial<Record<ClusterError['code'], string>> = {
  unreachable: 'check that this machine reaches the API server',
  tls: "put the cluster's CA (certificate-authority) into the kubeconfig file",
  forbidden:
    'apply deploy/kubernetes/reader.yaml for it, or name a namespace that it may list with --namespace',
  unauthorized: 'the credential is not accepted: log in again',
  'plain-http':
    'give the https:// address of the API server in the kubeconfig file: over http:// the credential would be sent in clear',
  'no-credential': 'the credential could not be had: log in again',
  'bad-answer':
    'something between here and the API server changes its answers: look at proxies',
};

interface DumpOptions {
  kubeconfig: string;
  context: string;
  namespace?: string[];
  mode: SecretsMode;
  output?: string;
  force?: boolean;
  title?: string;
}

/** `keyward dump`: what Keyward observes of a cluster, as a file without values. */
export function addDumpCommand(program: Command, io: CliIo): void {
  program
    .command('dump')
    .description(
      'Writes what Keyward observes of a cluster, for "keyward inventory" and the portal; never a value.',
    )
    .requiredOption(
      '--kubeconfig <file>',
      'the kubeconfig file; neither KUBECONFIG nor ~/.kube is looked at',
    )
    .requiredOption('--context <name>', 'the context in it')
    .option(
      '--namespace <name>',
      'only this namespace; may be repeated',
      collect,
    )
    .addOption(
      new Option('--mode <mode>', 'how much is taken, see docs/modes.md')
        .choices(MODES)
        .default('fingerprint'),
    )
    .option('--output <file>', 'where to; standard output without it')
    .option('--force', 'replace the file if it is there')
    .option('--title <title>', 'what to call the cluster', undefined)
    .action((options: DumpOptions) => dump(options, io));
}

async function dump(options: DumpOptions, io: CliIo): Promise<void> {
  const kubeConfig = loadConfig(options);
  const file =
    options.output === undefined
      ? undefined
      : await OutputFile.create(options.output, { force: options.force });
  try {
    const end = await dumpCluster({
      kubeConfig,
      sourceId: sourceIdOf(options.context),
      title: options.title ?? options.context,
      mode: options.mode,
      namespaces: options.namespace,
      noted: decidingResources,
      output: file?.stream ?? io.stdout,
      signal: io.signal,
      now: () => io.now(),
    });
    await file?.keep();
    for (const warning of end.warnings) {
      await writeTo(io.stderr, `warning: ${printable(warning)}\n`);
    }
    await writeTo(
      io.stderr,
      `${end.observations} observations${
        options.output ? ` in ${printable(options.output)}` : ''
      }\n`,
    );
  } catch (error) {
    await file?.drop();
    throw explain(error, options, io);
  }
}

function loadConfig({ kubeconfig, context }: DumpOptions) {
  try {
    return loadKubeconfigContext(kubeconfig, context);
  } catch (error) {
    // Its messages quote nothing of the file.
    throw new UserError((error as Error).message, {
      where: `--kubeconfig ${kubeconfig} --context ${context}`,
      remedy: `"kubectl --kubeconfig ${kubeconfig} config get-contexts" tells what is in it`,
    });
  }
}

function explain(error: unknown, { context }: DumpOptions, io: CliIo): unknown {
  if (io.signal.aborted) {
    return new UserError('Interrupted, nothing was written');
  }
  return error instanceof ClusterError
    ? new UserError(`The cluster cannot be read: ${error.message}`, {
        where: `the context ${context}`,
        remedy: REMEDIES[error.code] ?? 'try it again in a while',
      })
    : error;
}
