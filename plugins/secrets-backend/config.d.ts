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

import type { HumanDuration } from '@backstage/types';

export interface Config {
  secrets?: {
    fingerprint?: {
      /**
       * The key of all fingerprints, at least 32 bytes as base64, the same on all replicas. Whoever has it and the
       * database can test guesses of values.
       * @visibility secret
       */
      key?: string;
      /**
       * Names the key; another name says that the key is another one.
       */
      keyId?: string;
    };
    access?: {
      /**
       * Groups whose members may look beyond their own entities, if the permission policy allows it as well.
       */
      groups?: string[];
      /**
       * Which groups of the catalog the groups of clusters are, as an OIDC provider names them there. The first entry that fits counts.
       */
      clusterGroups?: Array<{
        /** As the clusters have it, for example `oidc:team-*`: a `*` stands for any text. */
        name: string;
        /** Entity ref of the group, for example `group:default/*`: the `*` stands for the same text. */
        entity: string;
      }>;
      /**
       * Believe what entities claim without confirmation from the other side. For shops where everybody who may edit
       * a catalog-info.yaml may also see all secrets.
       */
      trustAnnotations?: boolean;
      /**
       * Let services without a user call the actions, as far as their access restrictions name the permissions.
       */
      allowServiceActions?: boolean;
      /**
       * Kinds of your own whose controller makes pods as their objects say, with any Secret and ServiceAccount of
       * the namespace: rights on them are paths to Secrets.
       */
      podMakers?: Array<{
        /** API group, for example `example.com`. */
        group: string;
        /** Plural, for example `widgets`. */
        resource: string;
      }>;
    };
    /**
     * What belongs to whom by word of an admin: confirms claims of the owner's entities.
     */
    scopes?: Array<{
      /** Entity ref of a group or user. */
      owner: string;
      /** Id of a cluster; every one where it is left out. */
      cluster?: string;
      namespaces?: string[];
      /** Paths in systems that are no clusters, such as `vault:main/secret/payments`, each with all below it. Without a source in any. `*` is any one segment, `**` any number of them. */
      paths?: string[];
      /**
       * Folders of repositories in which requests for the owner's entities may write manifests, by pull requests. Where
       * none is listed, a file `.keyward.yaml` in the folder that names the owner confirms it.
       */
      repositories?: Array<{
        /** Of the repository, as a browser opens it. */
        url: string;
        /** That is changed; the default branch where it is left out. */
        branch?: string;
        /** A folder, with all below it; the whole repository where it is left out. */
        path?: string;
      }>;
    }>;
    /**
     * Dumps of clusters, as `keyward dump` writes them, to be read as sources.
     */
    dumps?: Array<{
      /** Of the source: [a-z0-9][a-z0-9.-]{0,62} */
      id: string;
      /** Of the file, absolute or relative to the working directory. */
      path: string;
      title?: string;
    }>;
    requests?: {
      approval?: {
        /**
         * Which requests somebody other than the requester has to approve: never (by default), those for production, with
         * places whose environment is not known, or always. What it says when a request is made counts for that request.
         */
        required?: 'never' | 'production' | 'always';
      };
      /**
       * How often a new pull request is looked at, and after its merge the clusters: 10 seconds by default, from one
       * second to 10 minutes. What is older is looked at less often.
       */
      pollInterval?: HumanDuration | string;
    };
    compliance?: {
      /**
       * Files of frameworks of your own, absolute or relative to the working directory; see docs/compliance.md.
       */
      frameworks?: string[];
    };
    findings?: {
      rotation?: {
        /**
         * How long values may live. The first policy that fits a key counts; those that Keyward ships with come after
         * these: passwords 90 days, API keys and tokens 180, encryption keys 365.
         */
        policies?: Array<{
          /** Names it to people. */
          id?: string;
          days: number;
          /** Classes of keys, for example password, api-key, token. */
          classes?: string[];
          environments?: string[];
          /** Ids of clusters. */
          clusters?: string[];
          /** Labels of the secret, all of them. */
          labels?: { [key: string]: string };
        }>;
        /** How many days before a value is due its owners are notified; 7 by default. */
        dueSoonDays?: number;
      };
      /** A secret without a consumer for so many days is unused; 30 by default. */
      unusedDays?: number;
      /**
       * Secrets that something reads by name, type, label or annotation although nothing refers to them, besides those
       * that Keyward knows: they are not unused. All that is given must fit; `*` stands for any text.
       */
      platformSecrets?: Array<{
        /** What reads them, as people call it. */
        platform: string;
        /** Names, one of which fits. */
        names?: string[];
        /** Namespaces, one of which fits. */
        namespaces?: string[];
        /** The Kubernetes type. */
        type?: string;
        /** The key of a label. */
        label?: string;
        /** The key of an annotation. */
        annotation?: string;
      }>;
      /**
       * Keys of labels by which nobody looks for a secret, besides those that Keyward knows, for example example.com/*: of
       * a secret with another label that has a domain it is not known whether it is used.
       */
      descriptiveLabels?: string[];
      /** Environments that count as production; production and prod by default. */
      productionEnvironments?: string[];
      /**
       * Which environment a secret belongs to; the first that fits counts. Without one, a label of the namespace
       * (keyward.io/environment, then environmentLabels), then a word in the name of the namespace or of the cluster.
       */
      environments?: Array<{
        name: string;
        /** Ids of clusters. */
        clusters?: string[];
        namespaces?: string[];
      }>;
      /**
       * Labels of namespaces that name their environment; environment and env by default. The first that says
       * something counts: of labels such as app.kubernetes.io/part-of only a word that names an environment does.
       */
      environmentLabels?: string[];
    };
    notifications?: {
      /** What is less bad than this is shown, but nobody is notified: low, medium, high or critical; medium by default. */
      minSeverity?: string;
      /** More new findings than these for one owner at a time come as one notification; 5 by default. */
      digestOver?: number;
      /**
       * Whether notifications name the secrets; else they give the rule and a link. By default only where
       * `permission.enabled` is not set: a permission policy may hide a secret from its owner, and cannot be asked for
       * the recipient of a notification.
       */
      names?: boolean;
      /** When only critical findings are sent. */
      quietHours?: {
        /** A time of day, as 18:30. */
        from: string;
        to: string;
        /** As Europe/Berlin; UTC by default. */
        timeZone?: string;
        /** Whether Saturdays and Sundays are quiet as a whole. */
        weekends?: boolean;
      };
      outages?: {
        /** References of the entities that are notified when a source is down and when it works again, as group:default/platform; none by default. */
        recipients?: string[];
      };
    };
    /**
     * For how long what is over is kept, in days.
     */
    retention?: {
      /** Deleted secrets, with all that is known of them; 400 by default. */
      goneSecretsDays?: number;
      /** Sources that are no longer configured, with all that is known of them; 7 by default. */
      retiredSourcesDays?: number;
      /** What happened to secrets and to findings; 400 by default. */
      historyDays?: number;
      /** Findings that are resolved; 400 by default. */
      resolvedFindingsDays?: number;
    };
    audit?: {
      /** For how long what audit logs say is kept, in days. */
      retention?: {
        /** Each event; 90 by default. */
        eventsDays?: number;
        /** The numbers of each hour; 400 by default. */
        rollupsDays?: number;
      };
      /** Days of UTC that are kept whatever their age, both included, until the entry is removed. */
      holds?: {
        /** For example 2026-11-01. */
        from: string;
        to: string;
      }[];
    };
    sources?: {
      /** The most sources that one replica leases; 100 by default. */
      maxPerReplica?: number;
    };
  };
}
