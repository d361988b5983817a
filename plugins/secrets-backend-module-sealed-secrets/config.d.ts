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
    sealedSecrets?: {
      /** How long to wait between two looks at a cluster, in seconds. Default: 60; large clusters are looked at less often. */
      everySeconds?: number;
      /**
       * Controllers that are asked for their certificate. All others are found by
       * their Deployment and their keys, and are asked nothing.
       */
      controllers?: Array<{
        /** The cluster, as `secrets.kubernetes.clusters` names it. */
        cluster: string;
        /** The namespace that it runs in, for example `kube-system`. */
        namespace: string;
        /** The name of its Deployment and its Service. Default: `sealed-secrets-controller`. */
        name?: string;
        /** Where its API answers, without a path. Default: its Service, through the API server, which needs `get` on `services/proxy`. */
        url?: string;
        /** The name or number of the port of its Service. Default: `http`. */
        port?: string;
        /**
         * Whether to ask it if it can open the SealedSecrets whose status does not say so.
         * Through the API server this needs `create` on `services/proxy`. Default: false.
         */
        verify?: boolean;
      }>;
    };
  };
}
