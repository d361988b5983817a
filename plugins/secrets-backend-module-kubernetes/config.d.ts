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
    fingerprint?: {
      /**
       * The key under which equal values are recognised: base64 of at least 32
       * random bytes, the same on all replicas. `openssl rand -base64 32`
       *
       * @visibility secret
       */
      key?: string;
      /** Names the key; give a new name along with a new key. Default: `default`. */
      keyId?: string;
    };
    kubernetes?: {
      /**
       * Custom kinds that are read in every cluster that serves them, beside those
       * that Keyward knows and finds.
       */
      customKinds?: Array<{
        /** For example `databases.example.com` has the group `example.com`. */
        group: string;
        /** The plural, in lower case. */
        resource: string;
        /** Default: the version that the cluster prefers. */
        version?: string;
      }>;
      /**
       * Whether to look for custom kinds whose objects can name Secrets, by what the API
       * server says of their schemas. Default: true.
       */
      discoverKinds?: boolean;
      /**
       * Custom kinds to leave out: `databases.example.com`, or `*.example.com` for all of
       * a group. What they use is not seen, and nothing is said of that.
       */
      excludeKinds?: string[];
      /**
       * Keyward's own credential for each cluster. Name, address and CA come from
       * `kubernetes.clusterLocatorMethods` or from a kubeconfig file named here;
       * an address that comes from the catalog has to be pinned.
       */
      clusters?: Array<{
        /** The cluster's name, as plugin-kubernetes knows it. */
        cluster: string;
        /** The source's id, `[a-z0-9][a-z0-9.-]{0,62}`, to be kept for ever. Default: made of the name. */
        id?: string;
        /** What is taken of Secrets. Default: `fingerprint`. */
        mode?: 'fingerprint' | 'metadata' | 'references';
        /** Only these namespaces, for a credential that is bound to them. */
        namespaces?: string[];
        /** As above, for this cluster as well. */
        customKinds?: Array<{
          group: string;
          resource: string;
          version?: string;
        }>;
        /** As above, instead of what is said for all. */
        discoverKinds?: boolean;
        /** As above, for this cluster as well. */
        excludeKinds?: string[];
        /**
         * The address and the CA to which the credential goes, and to no other.
         * Needed where the catalog gives the cluster: whoever may register a
         * location can write an address there.
         */
        apiServer?: {
          /** Begins with `https://`. */
          url: string;
          /** The CA's certificates, PEM in base64. Either this or `caFile`. */
          caData?: string;
          /** A file with the CA's certificates, PEM. */
          caFile?: string;
        };
        credential?: {
          /** @visibility secret */
          token?: string;
          /** A file with a token, read again when it changes. */
          tokenFile?: string;
          /** A kubeconfig file; `context` must be named with it. */
          kubeconfig?: string;
          context?: string;
          /** The ServiceAccount of the pod in which the portal runs. */
          inCluster?: boolean;
        };
        /**
         * What the cluster is called in the cloud that manages it, which is asked
         * how it stores Secrets: one of the three. The credential is that of the
         * cloud's own tools where the portal runs.
         */
        cloud?: {
          eks?: {
            region: string;
            name: string;
            /** Of 12 digits; an account of `aws.accounts`. */
            accountId?: string;
          };
          gke?: {
            project: string;
            /** A region or a zone. */
            location: string;
            name: string;
          };
          aks?: {
            subscription: string;
            resourceGroup: string;
            name: string;
          };
        };
      }>;
    };
  };
}
