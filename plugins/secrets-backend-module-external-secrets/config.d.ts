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

export interface Config {
  secrets?: {
    externalSecrets?: {
      /** How long to wait between two looks at a cluster, in seconds. Default: 60; large clusters are looked at less often. */
      everySeconds?: number;
      clusters?: Array<{
        /** The cluster's name, as under `secrets.kubernetes.clusters`. */
        cluster: string;
        /** Where its operator exposes its metrics, for example `http://external-secrets-metrics.external-secrets:8080/metrics`. */
        metricsUrl?: string;
      }>;
      syncNow?: {
        /**
         * The accounts that request a sync of ExternalSecrets, see
         * deploy/kubernetes/external-secrets-sync.yaml. Without one, Sync now is off.
         */
        clusters?: Array<{
          /** The cluster's name, as under `secrets.kubernetes.clusters`. */
          cluster: string;
          /** Another one than observes the cluster. It goes to the same address. */
          credential: {
            /** @visibility secret */
            token?: string;
            /** A file with a token, read again when it changes. */
            tokenFile?: string;
          };
        }>;
      };
    };
  };
}
