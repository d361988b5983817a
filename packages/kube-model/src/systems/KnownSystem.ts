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

import type { KnownAccessPath, PodMaking } from './AccessPath';
import type { Extractor } from './Extractor';
import type { KnownAccess } from './KnownAccess';
import type { Mark } from './Mark';
import type { Operator } from './Operator';
import type { ReleaseRecords } from './ReleaseRecords';
import type { ReloaderCheck } from './ReloaderCheck';
import type { ValueHash } from './ValueHash';

/**
 * What is known of a kind of objects.
 *
 * @public
 */
export interface KnownKind {
  /** For example `external-secrets.io`; empty for the core group. */
  group: string;
  kind: string;
  /** Plural, for example `externalsecrets`. */
  resource: string;
  /** By which version its objects are listed where nobody asks the cluster which there are. */
  version?: string;
  /** Its objects are in no namespace. */
  isClusterScoped?: true;
  /** It is followed in each cluster that serves it; others only where they are asked for or discovered. */
  isCollected?: true;
  /** Reads its objects; without one they are read by convention. */
  extractor?: Extractor;
  /**
   * The Secrets that its operator reads by a name that it makes of the object's,
   * for which `{name}` stands. Such conventions change with the versions of
   * operators, hence nothing is missing for them.
   */
  impliedSecrets?: readonly string[];
  /** Set if its objects make Secrets. */
  deliverer?: {
    /** What marks and managers call it, where that is not the kind. */
    name?: string;
    /** The ServiceAccounts that write the Secrets, as they are named where the system is installed by its own chart. */
    accounts?: readonly string[];
    /** It brings objects of any kind, and knows less of the value than others. */
    isCarrier?: true;
    /**
     * A Secret that bears its mark stays behind when the object goes. It is
     * missed where all objects of the kind were listed: under its namespace and
     * name, or under its name, also as `namespace_name`, in any namespace.
     */
    absence?: 'by-namespaced-name' | 'by-name';
  };
  /** Set if its controller makes pods as its objects say. */
  podMaking?: PodMaking;
  /** Set if who can reach which Secret depends on its objects: what they are on the way there. */
  access?: KnownAccess;
  /**
   * Set if its controller applies what its objects point to: as itself where
   * their project allows it, or as the ServiceAccounts of their namespace. Their
   * detail says in `applies` what that is (see `AppliedManifests`), and in
   * `isAutomatic` whether it is applied without somebody asking for it.
   */
  applying?: {
    /** The controller's ServiceAccount, before whose name that of a release may stand. */
    controller: string;
    as: 'project' | 'account';
  };
  /**
   * Its objects are Git repositories: their detail says where in `repository`, and
   * in `revision` what is followed, for the objects that apply it.
   */
  isRepository?: true;
  /**
   * Its objects have the Secrets that they make renewed, and say so in the
   * fields `renewalTime` and `failedAttempts` of their detail.
   */
  isRenewing?: true;
  /**
   * Set if its objects say in `transit` of their detail how something is reached:
   * what they serve, or the secret manager that they read.
   */
  transit?: 'serves' | 'reads';
  /**
   * The kind of the object that has the address, where its own objects name that in
   * `connection` of their detail: as `name` or `namespace/name`.
   */
  connection?: string;
  /** The Secrets that its objects own are sealed, and whoever has the sealing key can read them. */
  isSealing?: true;
}

/**
 * All that Keyward knows of a system that runs in clusters and has to do with
 * secrets: an operator, a controller, a tool.
 *
 * @public
 */
export interface KnownSystem {
  /** For example `external-secrets`. */
  id: string;
  /** Another one when something else is read of its objects, so that all are read again. */
  version?: number;
  kinds?: readonly KnownKind[];
  /** What it leaves on Secrets that it made. */
  marks?: readonly Mark[];
  /** How it is told by the name under which it writes fields, if it leaves no mark. */
  managers?: readonly { name: RegExp; deliverer: string }[];
  /** Labels and annotations of what it copied or restored, so that values are older than their object. */
  copyMarks?: readonly string[];
  /** Managers that write what was there before. */
  restorers?: readonly RegExp[];
  operators?: readonly Operator[];
  /** Groups whose cluster-scoped objects are read in one namespace, wherever their operator runs. */
  fixedNamespaces?: Readonly<Record<string, string>>;
  /** Annotations, on any object, of which the text is a Secret's name, or `namespace/name`. */
  namingAnnotations?: readonly string[];
  /** Annotations, on any object, that hold an object as JSON, and its field that names a Secret; without a field each may. */
  jsonAnnotations?: readonly { key: RegExp; field?: string }[];
  accessPaths?: readonly KnownAccessPath[];
  /** Those of its deliverers that put one value into several places on purpose, as marks and owners call them. */
  copiers?: readonly string[];
  /**
   * Those of its deliverers that take values from a secret manager, make them or
   * seal them, and that say whether they delivered, as marks and owners call them.
   */
  managed?: readonly string[];
  records?: ReleaseRecords;
  /** The label on the Secrets with the keys that unseal. */
  sealingKeyLabel?: string;
  /** How its operator notes a hash of the values that it wrote. */
  valueHash?: ValueHash;
  /** How workloads ask it to restart them when a Secret changes. */
  reloads?: ReloaderCheck;
}
