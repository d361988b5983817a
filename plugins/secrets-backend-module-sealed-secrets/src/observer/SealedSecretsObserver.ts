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

import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClusterObserver,
  ObservedCluster,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import {
  ClusterError,
  eachInTurns,
  listObjects,
} from '@keyward/kube-collector';
import {
  OBSERVATION_VERSION,
  type ObservationBatch,
  ObservationError,
  type ResourceObservation,
} from '@keyward/observation';
import { at, type Json, stringOf } from '@keyward/observation/json';
import { connectController, type ControllerApi, readCertificate } from '../api';
import type { ControllerSettings, Settings } from '../config';
import {
  type Controller,
  findControllers,
  type FoundControllers,
  observeCertificates,
  observeControllers,
  servingControllers,
} from '../controllers';
import { describeSealedSecret, statusTells } from '../sealedSecrets';
import { attributes } from './attributes';
import { Verifier } from './Verifier';

const CONTROLLERS = 'sealed-secrets/controllers';
const SEALED_SECRETS = 'sealed-secrets/sealed-secrets';
/** It has no end: certificates that are no longer served stay. */
const CERTIFICATES = 'sealed-secrets/certificates';
const NOT_LISTED = 'sealed-secrets-not-listed';
/** So much longer than a look takes is waited until the next one. */
const REST = 20;

/** Looks at the Sealed Secrets controllers of clusters, at their keys and at all SealedSecrets, again and again. */
export class SealedSecretsObserver implements ClusterObserver {
  readonly id = 'sealed-secrets';
  readonly attributes = attributes;
  readonly #settings: Settings;
  readonly #now: () => Date;
  readonly #pauseMs?: number;

  constructor(
    settings: Settings,
    options: { now?: () => Date; pauseMs?: number } = {},
  ) {
    this.#settings = settings;
    this.#now = options.now ?? (() => new Date());
    this.#pauseMs = options.pauseMs;
  }

  async observe(cluster: ObservedCluster): Promise<void> {
    const { signal } = cluster;
    const verifier = new Verifier({ pauseMs: this.#pauseMs });
    while (!signal.aborted) {
      const start = performance.now();
      await this.#look(cluster, verifier);
      const rest = Math.max(
        this.#settings.everyMs,
        (performance.now() - start) * REST,
      );
      await sleep(rest, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #look(cluster: ObservedCluster, verifier: Verifier): Promise<void> {
    const { sourceId, signal } = cluster;
    const named = this.#settings.controllers.filter(
      each => each.cluster === cluster.name,
    );
    const found = await findControllers(cluster, named);
    const problems = [...found.problems];
    const apis = await this.#askControllers(cluster, named, found, problems);
    await cluster.apply({
      ...this.#batch(CONTROLLERS),
      generation: this.#now().toISOString(),
      upserts: observeControllers(sourceId, found.controllers, this.#now()),
      complete: true,
    });
    const served = observeCertificates(
      sourceId,
      found.controllers,
      this.#now(),
    );
    if (served.length > 0) {
      await cluster.apply({
        ...this.#batch(CERTIFICATES),
        upserts: served,
      });
    }
    const apisFor = (namespace: string) => {
      const serving = servingControllers(namespace, found);
      const own = serving.controllers.map(each => apis.get(each));
      // One that is not asked may open what all others refuse.
      return serving.areMore || own.includes(undefined)
        ? []
        : (own as ControllerApi[]);
    };
    const describe = (item: Json): ResourceObservation[] => {
      try {
        return [
          describeSealedSecret(item, {
            sourceId,
            serving: servingControllers(namespaceOf(item), found),
            isAll: found.isAll,
            verified: verifier.known(item),
          }),
        ];
      } catch (error) {
        if (error instanceof ObservationError) {
          return [];
        }
        throw error;
      }
    };
    const generation = this.#now().toISOString();
    for await (const items of listSealedSecrets(cluster, problems)) {
      const upserts: ResourceObservation[] = [];
      await eachInTurns(items, item => {
        if (statusTells(item) === undefined) {
          verifier.want(item, apisFor(namespaceOf(item)));
        }
        upserts.push(...describe(item));
      });
      await cluster.apply({
        ...this.#batch(SEALED_SECRETS),
        generation,
        upserts,
      });
    }
    if (!problems.some(({ code }) => code === NOT_LISTED)) {
      await cluster.apply({
        ...this.#batch(SEALED_SECRETS),
        generation,
        upserts: [],
        complete: true,
      });
    }
    await cluster.warn(problems);
    const answered = await verifier.ask(signal);
    if (answered.length > 0) {
      await cluster.apply({
        ...this.#batch(SEALED_SECRETS),
        upserts: answered.flatMap(describe),
      });
    }
  }

  /** Has the configured controllers say their certificates; answers with those that verify. */
  async #askControllers(
    cluster: ObservedCluster,
    named: readonly ControllerSettings[],
    { controllers }: FoundControllers,
    problems: SourceProblem[],
  ): Promise<Map<Controller, ControllerApi>> {
    const apis = new Map<Controller, ControllerApi>();
    for (const settings of named) {
      const api = connectController(settings, cluster);
      const certificate = await readCertificate(api, this.#now());
      const controller = controllerOf(settings, controllers);
      const place = `${settings.namespace}/${settings.name}`;
      if (!controller) {
        problems.push({
          code: 'sealed-secrets-no-controller',
          message: `The Sealed Secrets controller ${place} of ${cluster.name} is configured, and there is neither its Deployment nor a key in its namespace`,
          remedy: 'Correct secrets.sealedSecrets.controllers.',
        });
        continue;
      }
      controller.certificate = certificate;
      if (certificate.state === 'no-answer') {
        problems.push({
          code: 'sealed-secrets-no-answer',
          message: `The Sealed Secrets controller ${place} of ${cluster.name} did not give its certificate: ${certificate.problem}`,
          remedy: settings.url
            ? 'Look whether it runs, and whether the portal reaches its address.'
            : 'Look whether it runs, and whether the credential may get services/proxy in its namespace.',
          isOutage: true,
        });
      }
      if (settings.verify) {
        apis.set(controller, api);
      }
    }
    return apis;
  }

  #batch(
    stream: string,
  ): Pick<ObservationBatch, 'version' | 'stream' | 'gone' | 'observedAt'> {
    return {
      version: OBSERVATION_VERSION,
      stream,
      gone: [],
      observedAt: this.#now().toISOString(),
    };
  }
}

/** Of a cluster without the kind there are none. */
async function* listSealedSecrets(
  cluster: ObservedCluster,
  problems: SourceProblem[],
): AsyncGenerator<Json[]> {
  try {
    yield* listObjects(cluster, {
      root: '/apis/bitnami.com/v1alpha1',
      resource: 'sealedsecrets',
    });
  } catch (error) {
    const { code } = error as ClusterError;
    if (!(error instanceof ClusterError) || !isAnswer(code)) {
      throw error;
    }
    if (code === 'forbidden') {
      problems.push({
        code: NOT_LISTED,
        message: `The credential for ${cluster.name} may not list SealedSecrets`,
        remedy: 'Give it the rights of deploy/kubernetes/reader.yaml.',
      });
    }
  }
}

function namespaceOf(item: Json): string {
  return stringOf(at(item, 'metadata', 'namespace')) ?? '';
}

function isAnswer(code: ClusterError['code']): boolean {
  return code === 'forbidden' || code === 'not-found';
}

/** The one that is meant; what has keys and no Deployment is taken for the one in its namespace. */
function controllerOf(
  { namespace, name }: ControllerSettings,
  controllers: readonly Controller[],
): Controller | undefined {
  const inNamespace = controllers.filter(each => each.namespace === namespace);
  return (
    inNamespace.find(each => each.name === name) ??
    inNamespace.find(({ isDeployed }) => !isDeployed)
  );
}
