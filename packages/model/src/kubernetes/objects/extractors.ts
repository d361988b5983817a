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

import { Extractor } from './Extractor';
import { certificate, issuer } from './extractors/certManager';
import { configMap } from './extractors/configMap';
import { customResource } from './extractors/customResource';
import {
  clusterExternalSecret,
  externalSecret,
} from './extractors/externalSecret';
import { namespace } from './extractors/namespace';
import { sealedSecret } from './extractors/sealedSecret';
import { serviceAccount } from './extractors/serviceAccount';
import {
  cronJob,
  daemonSet,
  job,
  pod,
  podTemplate,
  workload,
} from './extractors/workload';

/** By group and kind; the version makes no difference for what is read. */
const EXTRACTORS = new Map<string, Extractor>([
  ['/ConfigMap', configMap],
  ['/Namespace', namespace],
  ['/Pod', pod],
  ['/PodTemplate', podTemplate],
  ['/ReplicationController', workload],
  ['/ServiceAccount', serviceAccount],
  ['apps/DaemonSet', daemonSet],
  ['apps/Deployment', workload],
  ['apps/ReplicaSet', workload],
  ['apps/StatefulSet', workload],
  ['batch/CronJob', cronJob],
  ['batch/Job', job],
  ['bitnami.com/SealedSecret', sealedSecret],
  ['cert-manager.io/Certificate', certificate],
  ['cert-manager.io/ClusterIssuer', issuer],
  ['cert-manager.io/Issuer', issuer],
  ['external-secrets.io/ClusterExternalSecret', clusterExternalSecret],
  ['external-secrets.io/ExternalSecret', externalSecret],
]);

/** The extractor of a kind; any unknown kind is read by convention. */
export function extractorFor(apiGroup: string, kind: string): Extractor {
  return EXTRACTORS.get(`${apiGroup}/${kind}`) ?? customResource;
}
