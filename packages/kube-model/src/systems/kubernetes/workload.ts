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

import type { ObjectStatusObservation } from '@keyward/observation';
import { at, type Json } from '@keyward/observation/json';
import { statusOf, wordAt } from '../../fields/conditions';
import { ExtractionContext, Extractor } from '../Extractor';
import { keptLabels } from '../../fields/keptMetadata';
import { isSecretName } from '../../fields/names';
import {
  compact,
  flagAt,
  itemsAt,
  numberAt,
  objectAt,
  textAt,
  timeAt,
} from '../../fields/read';
import { ReferenceCollector } from '../../references/ReferenceCollector';
import { operatedGroups } from './operatedGroups';
import {
  containersOf,
  injectedDetail,
  injectedReads,
  podDetail,
  walkInjected,
  walkPodSpec,
} from '../../references/walkPodSpec';

const DEFAULT_ACCOUNT = 'default-service-account';

/** Reads the template by which an object makes pods. */
function readTemplate(
  { references, name, namespace, operators }: ExtractionContext,
  template: Json,
  path: string,
) {
  const spec = objectAt(template, 'spec');
  const metadata = objectAt(template, 'metadata');
  walkPodSpec(spec, `${path}.spec`, references);
  walkInjected(metadata, `${path}.metadata`, references);
  const podLabels = keptLabels(objectAt(metadata, 'labels'));
  return {
    podLabels,
    reads: injectedReads(metadata),
    detail: {
      ...podDetail(spec),
      ...injectedDetail(metadata),
      operates: operatedGroups(
        {
          name,
          namespace,
          podLabels,
          containers: containersOf(spec, namespace),
        },
        operators,
      ),
    },
  };
}

/**
 * Objects with a pod template in `spec.template`: Deployment, StatefulSet,
 * ReplicaSet, ReplicationController and what is built like them.
 */
export const workload: Extractor = context => {
  const { object } = context;
  const template = objectAt(object, 'spec', 'template');
  const { podLabels, reads, detail } = readTemplate(
    context,
    template,
    'spec.template',
  );
  return {
    podLabels,
    reads,
    status: statusOf(object, ['Available', 'Ready']) ?? replicaStatus(object),
    detail: compact({
      replicas: numberAt(object, 'spec', 'replicas'),
      readyReplicas: numberAt(object, 'status', 'readyReplicas'),
      updatedReplicas: numberAt(object, 'status', 'updatedReplicas'),
      paused: flagAt(object, 'spec', 'paused'),
      ...detail,
    }),
  };
};

/**
 * A ReplicaSet. One that a Deployment has scaled down is a revision of the
 * past: it uses nothing, but what its template says is needed to roll back to it.
 */
export const replicaSet: Extractor = context => {
  const { object } = context;
  const isControlled = itemsAt(object, 'metadata', 'ownerReferences').some(
    ({ item }) => item.controller === true,
  );
  const isPast = isControlled && numberAt(object, 'spec', 'replicas') === 0;
  if (!isPast) {
    return workload(context);
  }
  const once = new ReferenceCollector(context);
  const extraction = workload({ ...context, references: once });
  for (const { name, how, path } of once.references) {
    context.references.seek({ name, how, path }, 'possible');
  }
  return { ...extraction, reads: [] };
};

export const daemonSet: Extractor = context => {
  const { object } = context;
  const { podLabels, reads, detail } = readTemplate(
    context,
    objectAt(object, 'spec', 'template'),
    'spec.template',
  );
  return {
    podLabels,
    reads,
    status: readyWhen(
      numberAt(object, 'status', 'desiredNumberScheduled'),
      numberAt(object, 'status', 'numberReady') ?? 0,
    ),
    detail: compact({
      replicas: numberAt(object, 'status', 'desiredNumberScheduled'),
      readyReplicas: numberAt(object, 'status', 'numberReady'),
      updatedReplicas: numberAt(object, 'status', 'updatedNumberScheduled'),
      ...detail,
    }),
  };
};

export const job: Extractor = context => {
  const { object } = context;
  const { podLabels, reads, detail } = readTemplate(
    context,
    objectAt(object, 'spec', 'template'),
    'spec.template',
  );
  const failed = statusOf(object, ['Failed']);
  return {
    podLabels,
    reads,
    status:
      failed?.ready === 'true'
        ? { ...failed, ready: 'false' }
        : statusOf(object, ['Complete']),
    detail: compact({
      completions: numberAt(object, 'spec', 'completions'),
      suspend: flagAt(object, 'spec', 'suspend'),
      active: numberAt(object, 'status', 'active'),
      succeeded: numberAt(object, 'status', 'succeeded'),
      failed: numberAt(object, 'status', 'failed'),
      ...detail,
    }),
  };
};

export const cronJob: Extractor = context => {
  const { object } = context;
  const { podLabels, reads, detail } = readTemplate(
    context,
    objectAt(object, 'spec', 'jobTemplate', 'spec', 'template'),
    'spec.jobTemplate.spec.template',
  );
  return {
    podLabels,
    reads,
    detail: compact({
      schedule: textAt(object, 'spec', 'schedule'),
      suspend: flagAt(object, 'spec', 'suspend'),
      lastScheduleTime: timeAt(object, 'status', 'lastScheduleTime'),
      lastSuccessfulTime: timeAt(object, 'status', 'lastSuccessfulTime'),
      ...detail,
    }),
  };
};

/** A PodTemplate, which has its template at the top. */
export const podTemplate: Extractor = context => {
  const template = objectAt(context.object, 'template');
  const { podLabels, reads, detail } = readTemplate(
    context,
    template,
    'template',
  );
  return { podLabels, reads, detail: compact(detail) };
};

export const pod: Extractor = ({ object, references }) => {
  const spec = objectAt(object, 'spec');
  const metadata = objectAt(object, 'metadata');
  walkPodSpec(spec, 'spec', references);
  walkInjected(metadata, 'metadata', references);
  const status = statusOf(object, ['Ready']);
  const waiting = waitingReason(object);
  return {
    reads: injectedReads(metadata),
    status: status && waiting ? { ...status, reason: waiting } : status,
    detail: compact({
      phase: wordAt(object, 'status', 'phase'),
      nodeName: textAt(spec, 'nodeName'),
      podIP: textAt(object, 'status', 'podIP'),
      defaultServiceAccount: defaultAccountOf(spec),
      startTime: timeAt(object, 'status', 'startTime'),
      ...podDetail(spec),
      ...injectedDetail(metadata),
    }),
  };
};

/** As whom a controller of Flux applies an object that names no account. */
function defaultAccountOf(spec: Json): string | undefined {
  return containersOf(spec, undefined)
    .flatMap(({ flags }) =>
      flags.flatMap(({ flag, value }) =>
        flag === DEFAULT_ACCOUNT ? value.read() : [],
      ),
    )
    .find(isSecretName);
}

/** Why a container does not start, for example `CreateContainerConfigError` where a Secret is missing. */
function waitingReason(object: Json): string | undefined {
  for (const field of ['initContainerStatuses', 'containerStatuses']) {
    for (const { item } of itemsAt(object, 'status', field)) {
      const reason = wordAt(at(item, 'state'), 'waiting', 'reason');
      if (reason !== undefined && reason !== 'PodInitializing') {
        return reason;
      }
    }
  }
  return undefined;
}

function replicaStatus(object: Json): ObjectStatusObservation | undefined {
  return at(object, 'status') === undefined
    ? undefined
    : readyWhen(
        numberAt(object, 'spec', 'replicas') ?? 1,
        numberAt(object, 'status', 'readyReplicas') ?? 0,
      );
}

function readyWhen(
  wanted: number | undefined,
  ready: number,
): ObjectStatusObservation | undefined {
  return wanted === undefined
    ? undefined
    : { ready: ready >= wanted ? 'true' : 'false' };
}
