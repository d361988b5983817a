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
// npm start: the portal on one address, from an empty clone if need be.
//
//   npm start                                       the simulated estate
//   npm start -- --port 8080                        on another port
//   npm start -- --kubeconfig FILE                  a cluster of your own
//   npm start -- --kubeconfig FILE --context NAME   … of several in the file
//   npm start -- --config FILE                      a configuration of your own
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap, reportAndExit, SetupError } from './lib/bootstrap.mjs';
import { ensureFrontEnd } from './lib/frontEnd.mjs';
import { contextsOf } from './lib/kubeconfig.mjs';
import { root } from './lib/paths.mjs';
import { findFreePort, portalLogFile, startPortal } from './lib/portal.mjs';

const USAGE = `npm start -- [options]
  --port PORT         the port to listen on (default: PORT or 7007)
  --kubeconfig FILE   read clusters of your own instead of the simulated estate …
  --context NAME      … of several in the file, the one of this context; may be given several times
  --config FILE       a Backstage configuration with clusters of your own
  --personas          offer the personas although the clusters are your own`;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => stopping.abort());
}

main().catch(error => {
  if (stopping.signal.aborted) {
    process.exit(0);
  }
  reportAndExit(error);
});

async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const toolchain = await bootstrap({ log: console.log });
  const args = [...options.args];
  if (options.kubeconfig) {
    args.push('--kubeconfig', options.kubeconfig);
    for (const context of contextsOf(options.kubeconfig, options.contexts)) {
      args.push('--context', context);
    }
  }
  await ensureFrontEnd(toolchain, { log: console.log });

  const port = await findFreePort(options.port);
  if (port !== options.port) {
    console.log(`Port ${options.port} is taken, so this takes ${port}.`);
  }
  console.log(
    args.length > 0
      ? 'Starting the portal on clusters of your own …'
      : 'Starting the portal on the simulated estate …',
  );
  console.log(`Its log: ${relative(process.cwd(), portalLogFile())}`);
  const portal = await startPortal(toolchain, {
    port,
    args,
    signal: stopping.signal,
  });
  console.log(`Stop it with Ctrl-C.\nKeyward is ready: ${portal.url}`);

  process.exitCode = await portal.exited;
  if (stopping.signal.aborted) {
    process.exitCode = 0;
  } else {
    throw new SetupError(
      `The portal ended by itself. Its log: ${portalLogFile()}`,
    );
  }
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        port: { type: 'string' },
        kubeconfig: { type: 'string' },
        context: { type: 'string', multiple: true },
        config: { type: 'string', multiple: true },
        personas: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new SetupError(`${error.message}\n\n${USAGE}`);
  }
  const wanted = values.port ?? process.env.PORT ?? '7007';
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new SetupError(`${wanted} is not a port.`);
  }
  if (values.context && !values.kubeconfig) {
    throw new SetupError(
      '--context needs --kubeconfig: Keyward reads no kubeconfig file unless it is named.',
    );
  }
  const args = [];
  for (const file of values.config ?? []) {
    args.push('--config', existingFile(file));
  }
  if (values.personas) {
    args.push('--personas');
  }
  return {
    help: values.help,
    port,
    kubeconfig: values.kubeconfig && existingFile(values.kubeconfig),
    contexts: values.context ?? [],
    args,
  };
}

function existingFile(file) {
  // npm runs this in the root, whatever folder it was called from.
  const path = resolve(process.env.INIT_CWD ?? root, file);
  if (!existsSync(path)) {
    throw new SetupError(`There is no file ${path}.`);
  }
  return path;
}
