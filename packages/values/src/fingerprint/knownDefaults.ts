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
 * Passwords and keys that software is delivered with, that its documentation
 * shows, or that stand where one has to be put: in lower case, without `-`, `_`
 * and spaces. Collected by hand; the words that people choose are in the list
 * of `@zxcvbn-ts/language-common`.
 */
export const KNOWN_DEFAULTS: readonly string[] = [
  // Accounts that are called as they are protected
  'admin',
  'administrator',
  'root',
  'toor',
  'guest',
  'operator',
  'manager',
  'system',
  'service',
  'user',
  // Stand-ins
  'changeit',
  'changeme',
  'changemenow',
  'changethis',
  'pleasechangeme',
  'replaceme',
  'replacethis',
  'default',
  'dummy',
  'example',
  'examplepassword',
  'fixme',
  'foobar',
  'insecure',
  'notset',
  'placeholder',
  'secret',
  'secretkey',
  'secretpassword',
  'supersecret',
  'supersecretpassword',
  'tobedefined',
  'todo',
  'yourpassword',
  'yoursecret',
  'yoursecretkey',
  'yourtoken',
  // Databases, queues and stores
  'activemq',
  'artemis',
  'cassandra',
  'clickhouse',
  'couchbase',
  'elastic',
  'influxdb',
  'kafka',
  'kibana',
  'mariadb',
  'minio',
  'minio123',
  'minioadmin',
  'mongo',
  'mongodb',
  'mysecretpw',
  'mysecretpassword',
  'mysql',
  'neo4j',
  'opensearch',
  'oracle',
  'postgres',
  'postgresql',
  'rabbitmq',
  'redis',
  'scylla',
  'tiger',
  'yourstrong(!)password',
  // Tools that run in clusters
  'airflow',
  'argocd',
  'gitlab',
  'grafana',
  'harbor12345',
  'jenkins',
  'keycloak',
  'nexus',
  'promoperator',
  'prometheus',
  'rancher',
  'sonar',
  'sonarqube',
  'superset',
  'vault',
  'wordpress',
  // Application servers and machines
  'calvin',
  'cisco',
  'glassfish',
  's3cret',
  'tomcat',
  'ubnt',
  'vagrant',
  'weblogic1',
  'wildfly',
  // Keys that tutorials sign with
  'keyboardcat',
  'shhhhh',
  'somerandomstring',
  'your256bitsecret',
  'yoursupersecretandlongpostgrespassword',
  'yoursupersecretjwttokenwithatleast32characterslong',
];
