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

import { ClusterStore, StoreEvent } from './ClusterStore';
import { leasesOf, metricsOf, secretStorage } from './ControlPlane';
import { json, status, statusBody } from './answers';
import { represent, representationOf, representList } from './representation';
import { discover, ServedResource, servedResources } from './resources';
import { SealingController } from './SealingController';
import { matches } from './selectors';
import { syncExternalSecret, syncToken } from './syncExternalSecret';

/** Whose requests are answered, and with which rights. */
export const readerToken = 'simulated-keyward-reader';
const pluginToken = 'kubernetes-plugin';
const METRICS = '/metrics';
const SEALING_SERVICE = 'sealed-secrets-controller';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';

interface Target {
  resource: ServedResource;
  namespace?: string;
  name?: string;
}

/** Answers requests as the API server of a cluster would. */
export class SimulatedApiServer {
  readonly store: ClusterStore;
  readonly #cluster: string;
  readonly #closers = new Set<() => void>();

  constructor(store: ClusterStore, cluster: string) {
    this.store = store;
    this.#cluster = cluster;
  }

  /** Ends all watches. */
  close(): void {
    for (const close of [...this.#closers]) {
      close();
    }
  }

  async respond(request: Request): Promise<Response> {
    const { fault } = this.store;
    if (fault?.kind === 'hang') {
      return this.#hang();
    }
    if (fault?.kind === 'reset') {
      return Response.error();
    }
    if (fault?.kind === 'status') {
      return status(fault.code, 'the server fails, as asked for');
    }
    const token = /^Bearer (.+)$/.exec(
      request.headers.get('authorization') ?? '',
    )?.[1];
    if (!token || ![readerToken, pluginToken, syncToken].includes(token)) {
      return status(401, 'Unauthorized');
    }
    const url = new URL(request.url);
    if (token === syncToken) {
      return await this.#sync(request, url);
    }
    const mayRead = (resource: string) =>
      token === readerToken || resource !== 'secrets';
    const service = serviceOf(url.pathname);
    if (service) {
      return this.#pass(request, service, token);
    }
    if (request.method === 'POST') {
      return review(url.pathname, request, mayRead);
    }
    if (request.method !== 'GET') {
      return status(405, 'the simulated estate is read-only');
    }
    if (url.pathname === METRICS || url.pathname === LEASES) {
      return this.#tellControlPlane(url.pathname, token);
    }
    const discovery = discover(url.pathname);
    if (discovery) {
      return json(200, discovery);
    }
    const target = targetOf(url.pathname);
    if (!target) {
      return status(404, 'the server could not find the requested resource');
    }
    if (!mayRead(target.resource.plural)) {
      return status(
        403,
        `${target.resource.plural} is forbidden: User "${token}" cannot list resource "${target.resource.plural}"`,
      );
    }
    if (target.name) {
      return this.#get(request, target);
    }
    return ['true', '1'].includes(url.searchParams.get('watch') ?? '')
      ? this.#watch(request, url, target)
      : this.#list(request, url, target);
  }

  /** The one thing that its account may ask for. */
  async #sync(request: Request, url: URL): Promise<Response> {
    const target = targetOf(url.pathname);
    if (
      request.method !== 'PATCH' ||
      target?.resource.kind !== 'ExternalSecret' ||
      !target.name
    ) {
      return status(403, 'this account only annotates ExternalSecrets');
    }
    return await syncExternalSecret(this.store, request, {
      namespace: target.namespace ?? '',
      name: target.name,
    });
  }

  /** What a Service behind it answers, to those who may ask through it. */
  async #pass(
    request: Request,
    { namespace, name, path }: ServiceTarget,
    token: string,
  ): Promise<Response> {
    if (token !== readerToken) {
      return status(403, `services "${name}" is forbidden: User "${token}"`);
    }
    const isThere = this.store
      .list('v1', 'Service')
      .some(
        ({ metadata }) =>
          metadata.namespace === namespace && metadata.name === name,
      );
    return isThere && name === SEALING_SERVICE
      ? await new SealingController(this.store, namespace).respond(
          path,
          request,
        )
      : status(404, `services "${name}" not found`);
  }

  /** How it stores Secrets, to those who may read its metrics. */
  #tellControlPlane(path: string, token: string): Response {
    const storage = secretStorage[this.#cluster];
    if (token !== readerToken || !storage) {
      return status(403, `${path} is forbidden: User "${token}" cannot get it`);
    }
    if (path === LEASES) {
      return json(200, leasesOf(this.#cluster));
    }
    const secrets = this.store.list('v1', 'Secret').length;
    return new Response(metricsOf(this.#cluster, storage, secrets), {
      headers: {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        date: new Date().toUTCString(),
      },
    });
  }

  #get(request: Request, { resource, namespace, name }: Target): Response {
    const found = this.store
      .list(resource.groupVersion, resource.kind)
      .find(
        ({ metadata }) =>
          metadata.name === name && metadata.namespace === namespace,
      );
    return found
      ? json(
          200,
          represent(found, representationOf(request.headers.get('accept'))),
        )
      : status(404, `${resource.plural} "${name}" not found`);
  }

  #list(request: Request, url: URL, target: Target): Response {
    const { resource } = target;
    const limit = Number(url.searchParams.get('limit') ?? 0);
    const token = url.searchParams.get('continue');
    let revision = this.store.revision;
    let start = 0;
    if (token) {
      const [from, offset] = Buffer.from(token, 'base64url')
        .toString()
        .split('/');
      revision = Number(from);
      start = Number(offset);
      if (revision <= this.store.compacted) {
        return status(410, 'The provided continue parameter is too old');
      }
    }
    const all = this.store
      .list(resource.groupVersion, resource.kind)
      .filter(filterOf(url, target));
    const end = limit > 0 ? start + limit : all.length;
    const rest = all.length - end;
    return json(
      200,
      representList(
        all.slice(start, end),
        { apiVersion: resource.groupVersion, kind: resource.kind },
        {
          resourceVersion: String(revision),
          ...(rest > 0
            ? {
                continue: Buffer.from(`${revision}/${end}`).toString(
                  'base64url',
                ),
                remainingItemCount: rest,
              }
            : {}),
        },
        representationOf(request.headers.get('accept')),
      ),
    );
  }

  #watch(request: Request, url: URL, target: Target): Response {
    const { resource } = target;
    const { store } = this;
    const wanted = url.searchParams.get('resourceVersion');
    const since = wanted && wanted !== '0' ? Number(wanted) : store.revision;
    const representation = representationOf(request.headers.get('accept'));
    const bookmarks = url.searchParams.get('allowWatchBookmarks') === 'true';
    const filter = filterOf(url, target);
    const seconds = Number(url.searchParams.get('timeoutSeconds') ?? 600);
    const encoder = new TextEncoder();
    let close = () => {};

    const stream = new ReadableStream<Uint8Array>({
      start: controller => {
        const send = (type: string, object: object) =>
          controller.enqueue(
            encoder.encode(`${JSON.stringify({ type, object })}\n`),
          );
        if (since < store.compacted) {
          send('ERROR', statusBody(410, 'too old resource version'));
          controller.close();
          return;
        }
        const report = (event: StoreEvent) => {
          const { object, previous } = event;
          if (
            object.apiVersion !== resource.groupVersion ||
            object.kind !== resource.kind
          ) {
            return;
          }
          const now = event.type !== 'DELETED' && filter(object);
          const before = previous !== undefined && filter(previous);
          if (now) {
            send(
              before ? 'MODIFIED' : 'ADDED',
              represent(object, representation),
            );
          } else if (before) {
            send('DELETED', represent(object, representation));
          }
        };
        store.since(since).forEach(report);
        const stopListening = store.listen(report);
        const bookmark = () =>
          send('BOOKMARK', {
            kind: resource.kind,
            apiVersion: resource.groupVersion,
            metadata: { resourceVersion: String(store.revision) },
          });
        if (bookmarks) {
          // At once, as clients on node:http see no headers before a chunk.
          bookmark();
        }
        const beat = bookmarks ? setInterval(bookmark, 10_000) : undefined;
        const end = setTimeout(() => close(), seconds * 1000);
        beat?.unref();
        end.unref();
        close = () => {
          stopListening();
          clearInterval(beat);
          clearTimeout(end);
          this.#closers.delete(close);
          try {
            controller.close();
          } catch {
            // The client has gone already.
          }
        };
        this.#closers.add(close);
        request.signal?.addEventListener('abort', () => close());
      },
      cancel: () => close(),
    });
    return new Response(stream, {
      headers: {
        'content-type': 'application/json',
        date: new Date().toUTCString(),
      },
    });
  }

  #hang(): Promise<Response> {
    return new Promise(resolve => {
      const close = () => {
        this.#closers.delete(close);
        resolve(Response.error());
      };
      this.#closers.add(close);
    });
  }
}

function filterOf(url: URL, { namespace }: Target) {
  const labels = url.searchParams.get('labelSelector');
  const fields = url.searchParams.get('fieldSelector');
  return (object: Parameters<typeof matches>[0]) =>
    (!namespace || object.metadata.namespace === namespace) &&
    matches(object, labels, fields);
}

interface ServiceTarget {
  namespace: string;
  name: string;
  path: string;
}

/** The Service that a request is to be passed on to, whatever its port. */
function serviceOf(path: string): ServiceTarget | undefined {
  const [, namespace, name, rest] =
    /^\/api\/v1\/namespaces\/([^/]+)\/services\/(?:https?:)?([^/:]+)(?::[^/]*)?\/proxy(\/.*)$/.exec(
      path,
    ) ?? [];
  return namespace ? { namespace, name, path: rest } : undefined;
}

function targetOf(path: string): Target | undefined {
  const match =
    /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(
      path,
    );
  if (!match) {
    return undefined;
  }
  const [, core, group, namespace, plural, name] = match;
  const resource = servedResources.find(
    known =>
      known.groupVersion === (core ?? group) &&
      known.plural === plural &&
      (known.namespaced || !namespace),
  );
  return resource && { resource, namespace, name };
}

async function review(
  path: string,
  request: Request,
  mayRead: (resource: string) => boolean,
): Promise<Response> {
  const kind =
    /^\/apis\/authorization\.k8s\.io\/v1\/selfsubject(access|rules)reviews$/.exec(
      path,
    )?.[1];
  if (!kind) {
    return status(405, 'the simulated estate is read-only');
  }
  const body = (await request.json()) as Record<string, any>;
  const { verb, resource = '' } = body.spec?.resourceAttributes ?? {};
  const reads = ['get', 'list', 'watch'];
  const resources = servedResources.map(({ plural }) => plural).filter(mayRead);
  return json(201, {
    ...body,
    status:
      kind === 'access'
        ? { allowed: reads.includes(verb) && mayRead(resource) }
        : {
            resourceRules: [{ verbs: reads, apiGroups: ['*'], resources }],
            nonResourceRules: [],
            incomplete: false,
          },
  });
}
