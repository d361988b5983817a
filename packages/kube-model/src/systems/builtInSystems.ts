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

import { argoCd } from './argo-cd';
import { argoEvents } from './argo-events';
import { argoRollouts } from './argo-rollouts';
import { argoWorkflows } from './argo-workflows';
import { awsLoadBalancer } from './aws-load-balancer';
import { cassandra } from './cassandra';
import { certManager } from './cert-manager';
import { cilium } from './cilium';
import { cloudnativePg } from './cloudnative-pg';
import { clusterApi } from './cluster-api';
import { configSync } from './config-sync';
import { configSyncer } from './config-syncer';
import { crunchyPostgres } from './crunchy-postgres';
import { elastic } from './elastic';
import { externalSecrets } from './external-secrets';
import { flux } from './flux';
import { gatewayApi } from './gateway-api';
import { githubRunners } from './github-runners';
import { grafanaOperator } from './grafana-operator';
import { haproxyIngress } from './haproxy-ingress';
import { helm } from './helm';
import { hierarchicalNamespaces } from './hierarchical-namespaces';
import { ingressNginx } from './ingress-nginx';
import { istio } from './istio';
import { jenkinsOperator } from './jenkins-operator';
import { jobSet } from './job-set';
import { k3sHelm } from './k3s-helm';
import { kapp } from './kapp';
import { keda } from './keda';
import { keycloak } from './keycloak';
import { knative } from './knative';
import { kong } from './kong';
import { kubeflow } from './kubeflow';
import { kuberay } from './kuberay';
import { kubernetes } from './kubernetes';
import { kubevirt } from './kubevirt';
import { kyverno } from './kyverno';
import { leaderWorkerSet } from './leader-worker-set';
import { linode } from './linode';
import { mysqlOperator } from './mysql-operator';
import { netscaler } from './netscaler';
import { nginxIngress } from './nginx-ingress';
import { onePassword } from './one-password';
import { openKruise } from './open-kruise';
import { openshift } from './openshift';
import { opentelemetry } from './opentelemetry';
import { operatorLifecycleManager } from './operator-lifecycle-manager';
import { oracleCloud } from './oracle-cloud';
import { percona } from './percona';
import { prometheusOperator } from './prometheus-operator';
import { pulumi } from './pulumi';
import { rabbitmq } from './rabbitmq';
import { reflector } from './reflector';
import { replicator } from './replicator';
import { reloader } from './reloader';
import { sealedSecrets } from './sealed-secrets';
import { secretgen } from './secretgen';
import { secretsStoreCsi } from './secrets-store-csi';
import { sparkOperator } from './spark-operator';
import { strimzi } from './strimzi';
import { tekton } from './tekton';
import { terraform } from './terraform';
import { trustManager } from './trust-manager';
import { vaultSecretsOperator } from './vault-secrets-operator';
import { velero } from './velero';
import { volcano } from './volcano';
import { wave } from './wave';
import { zalandoPostgres } from './zalando-postgres';
import type { KnownSystem } from './KnownSystem';

/** Where several leave a mark of the same sort on a Secret, the earlier one counts. */
export const builtInSystems: readonly KnownSystem[] = [
  kubernetes,
  sealedSecrets,
  externalSecrets,
  certManager,
  trustManager,
  vaultSecretsOperator,
  onePassword,
  strimzi,
  secretsStoreCsi,
  openshift,
  reflector,
  replicator,
  kyverno,
  configSyncer,
  hierarchicalNamespaces,
  operatorLifecycleManager,
  flux,
  argoCd,
  configSync,
  velero,
  kapp,
  terraform,
  pulumi,
  helm,
  gatewayApi,
  istio,
  ingressNginx,
  haproxyIngress,
  nginxIngress,
  kong,
  oracleCloud,
  awsLoadBalancer,
  linode,
  netscaler,
  keda,
  cilium,
  argoWorkflows,
  argoRollouts,
  argoEvents,
  tekton,
  knative,
  k3sHelm,
  kubeflow,
  volcano,
  sparkOperator,
  kuberay,
  jobSet,
  leaderWorkerSet,
  openKruise,
  githubRunners,
  prometheusOperator,
  opentelemetry,
  kubevirt,
  clusterApi,
  cloudnativePg,
  zalandoPostgres,
  crunchyPostgres,
  elastic,
  rabbitmq,
  percona,
  mysqlOperator,
  grafanaOperator,
  jenkinsOperator,
  keycloak,
  cassandra,
  secretgen,
  reloader,
  wave,
];
