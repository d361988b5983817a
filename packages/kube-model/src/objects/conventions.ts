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
 * Secrets that an operator reads by a name that it makes of the name of its own
 * object, which names none. `{name}` stands for the object's name. Conventions
 * change with the versions of operators, hence nothing is missing for them.
 */
const CONVENTIONS: Readonly<Record<string, readonly string[]>> = {
  // https://prometheus-operator.dev/docs/platform/alerting-routes/
  'monitoring.coreos.com/Alertmanager': [
    'alertmanager-{name}',
    'alertmanager-{name}-cluster-tls-config',
    'alertmanager-{name}-generated',
    'alertmanager-{name}-tls-assets-0',
    'alertmanager-{name}-web-config',
  ],
  'monitoring.coreos.com/Prometheus': [
    'prometheus-{name}',
    'prometheus-{name}-tls-assets-0',
    'prometheus-{name}-web-config',
  ],
  'monitoring.coreos.com/PrometheusAgent': [
    'prom-agent-{name}',
    'prom-agent-{name}-tls-assets-0',
    'prom-agent-{name}-web-config',
  ],
  'monitoring.coreos.com/ThanosRuler': [
    'thanos-ruler-{name}-config',
    'thanos-ruler-{name}-tls-assets-0',
    'thanos-ruler-{name}-web-config',
  ],
  // https://cluster-api.sigs.k8s.io/tasks/certs/using-custom-certificates
  'cluster.x-k8s.io/Cluster': [
    '{name}-ca',
    '{name}-etcd',
    '{name}-kubeconfig',
    '{name}-proxy',
    '{name}-sa',
  ],
  // https://cloudnative-pg.io/documentation/current/certificates/
  'postgresql.cnpg.io/Cluster': [
    '{name}-app',
    '{name}-ca',
    '{name}-replication',
    '{name}-server',
    '{name}-superuser',
  ],
  // https://postgres-operator.readthedocs.io/en/latest/user/
  'acid.zalan.do/postgresql': [
    'pooler.{name}.credentials.postgresql.acid.zalan.do',
    'postgres.{name}.credentials.postgresql.acid.zalan.do',
    'standby.{name}.credentials.postgresql.acid.zalan.do',
  ],
  // https://access.crunchydata.com/documentation/postgres-operator/latest/
  'postgres-operator.crunchydata.com/PostgresCluster': [
    '{name}-cluster-cert',
    '{name}-monitoring',
    '{name}-pgbackrest-secret',
    '{name}-pguser-{name}',
    '{name}-replication-cert',
  ],
  // https://strimzi.io/docs/operators/latest/deploying#security-str
  'kafka.strimzi.io/Kafka': [
    '{name}-clients-ca',
    '{name}-clients-ca-cert',
    '{name}-cluster-ca',
    '{name}-cluster-ca-cert',
    '{name}-cluster-operator-certs',
  ],
  // https://www.elastic.co/docs/deploy-manage/security/k8s-secure-settings
  'elasticsearch.k8s.elastic.co/Elasticsearch': [
    '{name}-es-elastic-user',
    '{name}-es-http-ca-internal',
    '{name}-es-http-certs-internal',
    '{name}-es-http-certs-public',
    '{name}-es-internal-users',
    '{name}-es-remote-ca',
    '{name}-es-transport-ca-internal',
    '{name}-es-transport-certs-public',
    '{name}-es-xpack-file-realm',
  ],
  'kibana.k8s.elastic.co/Kibana': [
    '{name}-kb-config',
    '{name}-kb-es-ca',
    '{name}-kb-http-ca-internal',
    '{name}-kb-http-certs-internal',
    '{name}-kibana-user',
  ],
  // https://www.rabbitmq.com/kubernetes/operator/using-operator
  'rabbitmq.com/RabbitmqCluster': [
    '{name}-default-user',
    '{name}-erlang-cookie',
  ],
  // https://docs.percona.com/percona-operator-for-mysql/pxc/users.html
  'pxc.percona.com/PerconaXtraDBCluster': [
    'internal-{name}',
    '{name}-secrets',
    '{name}-ssl',
    '{name}-ssl-internal',
    '{name}-vault',
  ],
  'psmdb.percona.com/PerconaServerMongoDB': [
    'internal-{name}-users',
    '{name}-mongodb-encryption-key',
    '{name}-mongodb-keyfile',
    '{name}-secrets',
    '{name}-ssl',
    '{name}-ssl-internal',
  ],
  'mysql.oracle.com/InnoDBCluster': [
    '{name}-backup',
    '{name}-privsecrets',
    '{name}-router',
  ],
  'grafana.integreatly.org/Grafana': ['{name}-admin-credentials'],
  'jenkins.io/Jenkins': ['jenkins-operator-credentials-{name}'],
  'k8s.keycloak.org/Keycloak': ['{name}-initial-admin'],
  'k8ssandra.io/K8ssandraCluster': ['{name}-superuser'],
  'cassandra.datastax.com/CassandraDatacenter': ['{name}-superuser'],
  'argoproj.io/ArgoCD': ['{name}-ca', '{name}-cluster', '{name}-tls'],
  'serving.knative.dev/DomainMapping': ['{name}'],
  // https://carvel.dev/secretgen-controller/
  'secretgen.carvel.dev/SecretExport': ['{name}'],
  'secretgen.k14s.io/SecretExport': ['{name}'],
};

/** The names that an object implies. */
export function namesByConvention(
  apiGroup: string,
  kind: string,
  name: string,
): string[] {
  const templates = CONVENTIONS[`${apiGroup}/${kind}`] ?? [];
  return templates.map(template => template.replaceAll('{name}', () => name));
}
