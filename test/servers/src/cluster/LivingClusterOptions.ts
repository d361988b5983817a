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
/** Somebody who may talk to the cluster with a token of their own. */
export interface TokenUser {
  name: string;
  groups?: string[];
  /** Made up unless given. */
  token?: string;
}

/** The audit log of the API server. */
export interface AuditOptions {
  /** The rules of the policy; everything at level `Metadata` unless given. */
  rules?: object[];
  /** Also posted there, as an audit webhook. */
  webhookUrl?: string;
}

/** Options of `startLivingCluster`. */
export interface LivingClusterOptions {
  /** Also the name of the kubeconfig context. Default: `living`. */
  clusterName?: string;
  /**
   * Where everything is kept. A folder used before is taken up again: same
   * ports, keys, tokens and objects. Default: a temporary folder, removed at
   * the end.
   */
  dataDir?: string;
  /** The port of the API server. Default: a free one. */
  port?: number;
  /** Users beside the administrator. */
  users?: TokenUser[];
  /** Whether to write an audit log, and which. Default: none. */
  audit?: boolean | AuditOptions;
  /** Deployments become pods, owners are followed. Default: true. */
  controllerManager?: boolean;
  /** Pods find their nodes. Default: true. */
  scheduler?: boolean;
  /** Nodes become ready and pods run. Default: true. */
  kwok?: boolean;
  /**
   * Commands can be executed in pods. KWOK has no containers: they run on this
   * machine, in `LivingCluster.containerFolder`. Default: false.
   */
  exec?: boolean;
  /** How many nodes to make when KWOK runs. Default: 2. */
  nodes?: number;
  /** More arguments for the API server, such as `--encryption-provider-config=…`. */
  apiServerArgs?: string[];
  /** Told what takes long. */
  onProgress?: (line: string) => void;
}
