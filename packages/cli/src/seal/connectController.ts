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
  ClusterClient,
  ClusterError,
  loadKubeconfigContext,
} from '@keyward/kube-collector';
import { checkName, checkNamespace } from '@keyward/sealing';
import { setTimeout as delay } from 'timers/promises';
import type { CliIo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import { explainSealing } from './explainSealing';
import { readLimited } from './fetchText';

const MOST_TRIES = 10;
const PAUSE_MS = 1000;

const REMEDIES: Partial<Record<ClusterError['code'], string>> = {
  forbidden:
    'the credential needs get on the Service and on services/proxy, as the role sealed-secrets-service-proxier gives it',
  'not-found':
    'name its Service with --controller-name and --controller-namespace',
  unauthorized: 'the credential is not accepted: log in again',
  'no-credential': 'the credential could not be had: log in again',
  unreachable: 'check that this machine reaches the API server',
  'server-error': 'look whether the pod of the controller runs',
  'plain-http':
    'give the https:// address of the API server in the kubeconfig file',
  throttled: 'try again in a minute',
};

/** Which controller is asked, and by whom. */
export interface ControllerOptions {
  kubeconfig?: string;
  context?: string;
  controllerNamespace: string;
  controllerName: string;
}

/** A Sealed Secrets controller, reached through the API server as kubeseal does. */
export interface Controller {
  /** What it is called in messages. */
  place: string;
  /** PEM. */
  fetchCertificate(): Promise<string>;
  /** Whether it can open a SealedSecret. */
  opens(sealedSecret: unknown): Promise<boolean>;
}

/** Finds the controller's Service; the way there is the proxy of the API server. */
export async function connectController(
  options: ControllerOptions,
  io: CliIo,
): Promise<Controller> {
  const { controllerNamespace: namespace, controllerName: name } = options;
  const place = `the Service ${namespace}/${name}`;
  const client = connect(options);
  const { signal } = io;
  const service = `/api/v1/namespaces/${namespace}/services/${name}`;
  const port = await explained(place, io, async () => {
    const response = await client.get(service, { signal });
    return portOf(await readLimited(response, place));
  });
  const proxy = `/api/v1/namespaces/${namespace}/services/http:${name}:${encodeURIComponent(
    port,
  )}/proxy`;
  return {
    place,
    fetchCertificate: () =>
      explained(place, io, async () => {
        const response = await client.get(`${proxy}/v1/cert.pem`, {
          signal,
          accept: 'application/x-pem-file, */*',
        });
        return await readLimited(response, place);
      }),
    opens: sealedSecret =>
      explained(place, io, () =>
        verify(client, `${proxy}/v1/verify`, JSON.stringify(sealedSecret), io),
      ),
  };
}

function connect(options: ControllerOptions): ClusterClient {
  const { kubeconfig, context, controllerNamespace, controllerName } = options;
  if (kubeconfig === undefined || context === undefined) {
    throw new UserError('Nothing says which cluster is meant', {
      where: '--kubeconfig and --context',
      remedy: 'give both: --kubeconfig FILE --context NAME',
    });
  }
  try {
    checkNamespace(controllerNamespace);
    checkName(controllerName);
  } catch (error) {
    throw explainSealing(error, '--controller-namespace, --controller-name');
  }
  try {
    return new ClusterClient(loadKubeconfigContext(kubeconfig, context));
  } catch (error) {
    // Its messages quote nothing of the file.
    throw new UserError((error as Error).message, {
      where: `--kubeconfig ${kubeconfig} --context ${context}`,
      remedy: `"kubectl --kubeconfig ${kubeconfig} config get-contexts" tells what is in it`,
    });
  }
}

/** The proxy takes a port by its name; the first one is the API, as kubeseal has it. */
function portOf(text: string): string {
  let name: unknown;
  try {
    name = JSON.parse(text).spec.ports[0].name ?? '';
  } catch {
    name = undefined;
  }
  if (typeof name !== 'string' || !/^[a-z0-9-]*$/.test(name)) {
    throw new ClusterError('bad-answer', {
      path: 'the Service',
      what: 'it has no port',
    });
  }
  return name;
}

async function verify(
  client: ClusterClient,
  path: string,
  body: string,
  { signal }: CliIo,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await client.post(
        path,
        { body, contentType: 'application/json' },
        { signal },
      );
      response.resume();
      return true;
    } catch (error) {
      const { status, code, retryAfterMs } = error as ClusterError;
      if (status === 409) {
        return false;
      }
      // It answers two a second.
      if (code !== 'throttled' || tries === MOST_TRIES) {
        throw error;
      }
      await delay(retryAfterMs ?? PAUSE_MS, undefined, { signal });
    }
  }
}

async function explained<T>(
  place: string,
  io: CliIo,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (io.signal.aborted) {
      throw new UserError('Interrupted, nothing was written');
    }
    throw error instanceof ClusterError
      ? new UserError(`The controller does not answer: ${error.message}`, {
          where: place,
          remedy: REMEDIES[error.code] ?? 'look at its log',
        })
      : error;
  }
}
