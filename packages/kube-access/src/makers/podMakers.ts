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

/**
 * A kind whose controller makes pods as its objects say, with the Secrets and
 * the ServiceAccount that they name.
 *
 * @public
 */
export interface PodMaker {
  group: string;
  resource: string;
  kind: string;
  /**
   * By what one has it make pods. Without `create` it is a template, of which
   * the objects of others are made.
   */
  verbs: ('create' | 'update' | 'patch')[];
  /**
   * Where: in the namespace of the object, in whichever one uses the template,
   * or with all rights in the cluster.
   */
  gives: 'namespace' | 'anywhere' | 'cluster';
  /** Its fields, as its project describes them. */
  source: string;
}

/** May be written at any time: what it says counts from then on. */
const ANY: PodMaker['verbs'] = ['create', 'update', 'patch'];
/** What it says is fixed once it runs. */
const ONCE: PodMaker['verbs'] = ['create'];
/** Makes nothing by itself. */
const TEMPLATE: PodMaker['verbs'] = ['update', 'patch'];

type Row = [
  kind: string,
  resource: string,
  verbs: PodMaker['verbs'],
  gives?: PodMaker['gives'],
];

function of(group: string, source: string, ...rows: Row[]): PodMaker[] {
  return rows.map(([kind, resource, verbs, gives = 'namespace']) => ({
    group,
    resource,
    kind,
    verbs,
    gives,
    source,
  }));
}

/**
 * The kinds that make pods, besides those of Kubernetes itself.
 *
 * @public
 */
export const podMakers: readonly PodMaker[] = [
  // Argo Workflows: spec.volumes, spec.serviceAccountName, templates[].container
  ...of(
    'argoproj.io',
    'https://argo-workflows.readthedocs.io/en/latest/fields/',
    ['Workflow', 'workflows', ANY],
    ['CronWorkflow', 'cronworkflows', ANY],
    ['WorkflowTemplate', 'workflowtemplates', TEMPLATE],
    [
      'ClusterWorkflowTemplate',
      'clusterworkflowtemplates',
      TEMPLATE,
      'anywhere',
    ],
  ),
  // Argo Rollouts: spec.template; of an AnalysisRun the Job of a metric
  ...of(
    'argoproj.io',
    'https://argo-rollouts.readthedocs.io/en/stable/features/specification/',
    ['Rollout', 'rollouts', ANY],
    ['Experiment', 'experiments', ONCE],
    ['AnalysisRun', 'analysisruns', ONCE],
  ),
  // Argo Events: spec.template of the pod that listens
  ...of(
    'argoproj.io',
    'https://github.com/argoproj/argo-events/blob/master/api/sensor.md',
    ['Sensor', 'sensors', ANY],
  ),
  ...of(
    'argoproj.io',
    'https://github.com/argoproj/argo-events/blob/master/api/event-source.md',
    ['EventSource', 'eventsources', ANY],
  ),
  // Tekton: spec.podTemplate, spec.serviceAccountName, workspaces of a Secret
  ...of(
    'tekton.dev',
    'https://tekton.dev/docs/pipelines/pipeline-api/',
    ['TaskRun', 'taskruns', ONCE],
    ['PipelineRun', 'pipelineruns', ONCE],
    ['Task', 'tasks', TEMPLATE],
    ['Pipeline', 'pipelines', TEMPLATE],
  ),
  // Knative: spec.template.spec
  ...of(
    'serving.knative.dev',
    'https://knative.dev/docs/serving/reference/serving-api/',
    ['Service', 'services', ANY],
    ['Configuration', 'configurations', ANY],
  ),
  // k3s and RKE2 install the chart by a Job that is bound to cluster-admin.
  ...of('helm.cattle.io', 'https://docs.k3s.io/helm', [
    'HelmChart',
    'helmcharts',
    ANY,
    'cluster',
  ]),
  // Kubeflow: the pod templates of the replicas
  ...of(
    'kubeflow.org',
    'https://www.kubeflow.org/docs/components/trainer/legacy-v1/reference/',
    ['PyTorchJob', 'pytorchjobs', ANY],
    ['TFJob', 'tfjobs', ANY],
    ['MPIJob', 'mpijobs', ANY],
    ['XGBoostJob', 'xgboostjobs', ANY],
    ['PaddleJob', 'paddlejobs', ANY],
    ['JAXJob', 'jaxjobs', ANY],
  ),
  ...of(
    'kubeflow.org',
    'https://www.kubeflow.org/docs/components/notebooks/api-reference/notebook-v1/',
    ['Notebook', 'notebooks', ANY],
  ),
  // Volcano: spec.tasks[].template
  ...of('batch.volcano.sh', 'https://volcano.sh/en/docs/vcjob/', [
    'Job',
    'jobs',
    ANY,
  ]),
  // Spark: spec.driver.secrets, spec.driver.serviceAccount, spec.driver.template
  ...of(
    'sparkoperator.k8s.io',
    'https://github.com/kubeflow/spark-operator/blob/master/docs/api-docs.md',
    ['SparkApplication', 'sparkapplications', ANY],
    ['ScheduledSparkApplication', 'scheduledsparkapplications', ANY],
  ),
  // KEDA: spec.jobTargetRef.template
  ...of('keda.sh', 'https://keda.sh/docs/latest/reference/scaledjob-spec/', [
    'ScaledJob',
    'scaledjobs',
    ANY,
  ]),
  // OpenShift: spec.template; of a build spec.serviceAccount and spec.source.secrets
  ...of(
    'apps.openshift.io',
    'https://docs.openshift.com/container-platform/latest/rest_api/workloads_apis/deploymentconfig-apps-openshift-io-v1.html',
    ['DeploymentConfig', 'deploymentconfigs', ANY],
  ),
  ...of(
    'build.openshift.io',
    'https://docs.openshift.com/container-platform/latest/rest_api/workloads_apis/buildconfig-build-openshift-io-v1.html',
    ['BuildConfig', 'buildconfigs', ANY],
    ['Build', 'builds', ONCE],
  ),
  // Ray: the pod templates of head and workers
  ...of(
    'ray.io',
    'https://ray-project.github.io/kuberay/reference/api/',
    ['RayCluster', 'rayclusters', ANY],
    ['RayJob', 'rayjobs', ANY],
    ['RayService', 'rayservices', ANY],
  ),
  // JobSet: spec.replicatedJobs[].template
  ...of(
    'jobset.x-k8s.io',
    'https://jobset.sigs.k8s.io/docs/reference/jobset.v1alpha2/',
    ['JobSet', 'jobsets', ANY],
  ),
  // LeaderWorkerSet: spec.leaderWorkerTemplate
  ...of(
    'leaderworkerset.x-k8s.io',
    'https://lws.sigs.k8s.io/docs/reference/leaderworkerset.v1/',
    ['LeaderWorkerSet', 'leaderworkersets', ANY],
  ),
  // OpenKruise: spec.template
  ...of('apps.kruise.io', 'https://openkruise.io/docs/user-manuals/cloneset', [
    'CloneSet',
    'clonesets',
    ANY,
  ]),
  // GitHub's runners: spec.template
  ...of(
    'actions.github.com',
    'https://docs.github.com/en/actions/tutorials/use-actions-runner-controller/deploy-runner-scale-sets',
    ['AutoscalingRunnerSet', 'autoscalingrunnersets', ANY],
  ),
  // Prometheus: spec.secrets, spec.volumes, spec.serviceAccountName
  ...of(
    'monitoring.coreos.com',
    'https://prometheus-operator.dev/docs/api-reference/api/',
    ['Prometheus', 'prometheuses', ANY],
    ['PrometheusAgent', 'prometheusagents', ANY],
    ['Alertmanager', 'alertmanagers', ANY],
    ['ThanosRuler', 'thanosrulers', ANY],
  ),
  // OpenTelemetry: spec.volumes, spec.serviceAccount
  ...of(
    'opentelemetry.io',
    'https://github.com/open-telemetry/opentelemetry-operator/blob/main/docs/api/opentelemetrycollectors.md',
    ['OpenTelemetryCollector', 'opentelemetrycollectors', ANY],
  ),
  // KubeVirt: disks of a Secret and of the token of a ServiceAccount
  ...of(
    'kubevirt.io',
    'https://kubevirt.io/user-guide/storage/disks_and_volumes/',
    ['VirtualMachine', 'virtualmachines', ANY],
    ['VirtualMachineInstance', 'virtualmachineinstances', ONCE],
  ),
];
