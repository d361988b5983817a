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

/** Words of the API and the messages that say them. */
export const CLASS_MESSAGES = {
  password: 'class.password',
  'api-key': 'class.apiKey',
  token: 'class.token',
  tls: 'class.tls',
  'ssh-key': 'class.sshKey',
  'docker-config': 'class.dockerConfig',
  'connection-string': 'class.connectionString',
  'oauth-client': 'class.oauthClient',
  unknown: 'class.unknown',
  'encryption-key': 'class.encryptionKey',
  'service-account-token': 'class.serviceAccountToken',
  'helm-release': 'class.helmRelease',
  'sealing-key': 'class.sealingKey',
  'bootstrap-token': 'class.bootstrapToken',
  identifier: 'class.identifier',
  public: 'class.public',
  other: 'class.other',
} as const;

export const HOW_MESSAGES = {
  env: 'how.env',
  envFrom: 'how.envFrom',
  volume: 'how.volume',
  projected: 'how.projected',
  imagePullSecret: 'how.imagePullSecret',
  csi: 'how.csi',
  secretProviderClass: 'how.secretProviderClass',
  serviceAccount: 'how.serviceAccount',
  ingressTls: 'how.ingressTls',
  gatewayTls: 'how.gatewayTls',
  storage: 'how.storage',
  webhook: 'how.webhook',
  role: 'how.role',
  customResource: 'how.customResource',
  argument: 'how.argument',
  annotation: 'how.annotation',
  copy: 'how.copy',
  convention: 'how.convention',
  init: 'how.init',
  ephemeral: 'how.ephemeral',
} as const;

/** Why something has to be done, or not, when a secret gets another value. */
export const WHY_MESSAGES = {
  byHand: 'impact.why.byHand',
  delivered: 'impact.why.delivered',
  sameValue: 'impact.why.sameValue',
  sameOrigin: 'impact.why.sameOrigin',
  fed: 'impact.why.fed',
  env: 'impact.why.env',
  envFrom: 'impact.why.envFrom',
  subPath: 'impact.why.subPath',
  init: 'impact.why.init',
  reloader: 'impact.why.reloader',
  volume: 'impact.why.volume',
  imagePullSecret: 'impact.why.imagePullSecret',
  csi: 'impact.why.csi',
  role: 'impact.why.role',
  reference: 'impact.why.reference',
  notComparable: 'impact.why.notComparable',
} as const;

/** What can be wrong with roles and bindings. */
export const RISK_MESSAGES = {
  'wildcard-secret-read': 'access.risk.kind.wildcardSecretRead',
  'cluster-wide-read': 'access.risk.kind.clusterWideRead',
  'list-without-need': 'access.risk.kind.listWithoutNeed',
  'default-account-access': 'access.risk.kind.defaultAccountAccess',
  'broad-group-access': 'access.risk.kind.broadGroupAccess',
  'standing-user-access': 'access.risk.kind.standingUserAccess',
  'cross-namespace-access': 'access.risk.kind.crossNamespaceAccess',
  'access-into-production': 'access.risk.kind.accessIntoProduction',
  'access-without-need': 'access.risk.kind.accessWithoutNeed',
  'rights-escalation': 'access.risk.kind.rightsEscalation',
  'masters-access': 'access.risk.kind.mastersAccess',
  'pod-creation': 'access.risk.kind.podCreation',
  'token-creation': 'access.risk.kind.tokenCreation',
  'volume-creation': 'access.risk.kind.volumeCreation',
  'node-proxy-access': 'access.risk.kind.nodeProxyAccess',
  'certificate-approval': 'access.risk.kind.certificateApproval',
  'webhook-change': 'access.risk.kind.webhookChange',
  'dangling-binding': 'access.risk.kind.danglingBinding',
} as const;

/** Why a delivery fails, as modules say. */
export const CAUSE_MESSAGES = {
  missing: 'cause.missing',
  denied: 'cause.denied',
  'not-logged-in': 'cause.notLoggedIn',
  throttled: 'cause.throttled',
  timeout: 'cause.timeout',
  unreachable: 'cause.unreachable',
  malformed: 'cause.malformed',
  'store-not-found': 'cause.storeNotFound',
  'store-not-ready': 'cause.storeNotReady',
  'store-not-allowed': 'cause.storeNotAllowed',
  'credentials-missing': 'cause.credentialsMissing',
  template: 'cause.template',
  'target-owned': 'cause.targetOwned',
  'target-immutable': 'cause.targetImmutable',
  broken: 'cause.broken',
  'not-known': 'cause.notKnown',
} as const;

/** Rules: their titles, and what to do. */
export const RULE_MESSAGES = {
  'risky-binding': ['rule.riskyBinding', 'rule.riskyBindingRemedy'],
  'rotation-due': ['rule.rotationDue', 'rule.rotationRemedy'],
  'missing-secret': ['rule.missingSecret', 'rule.missingRemedy'],
  'delivery-failed': ['rule.deliveryFailed', 'rule.deliveryRemedy'],
  'secret-in-env': ['rule.secretInEnv', 'rule.envRemedy'],
  'weak-value': ['rule.weakValue', 'rule.weakRemedy'],
  duplicate: ['rule.duplicate', 'rule.duplicateRemedy'],
  'environment-shared': ['rule.environmentShared', 'rule.sharedRemedy'],
  'exposed-value': ['rule.exposedValue', 'rule.exposedRemedy'],
  'legacy-service-account-token': ['rule.legacyToken', 'rule.legacyRemedy'],
  orphaned: ['rule.orphaned', 'rule.orphanedRemedy'],
  unused: ['rule.unused', 'rule.unusedRemedy'],
  'certificate-chain-order': [
    'rule.certificateChain',
    'rule.certificateChainRemedy',
  ],
  'certificate-expiry': [
    'rule.certificateExpiry',
    'rule.certificateExpiryRemedy',
  ],
  'certificate-host': ['rule.certificateHost', 'rule.certificateHostRemedy'],
  'certificate-key-mismatch': [
    'rule.certificateKey',
    'rule.certificateKeyRemedy',
  ],
  'certificate-renewal-failed': [
    'rule.certificateRenewal',
    'rule.certificateRenewalRemedy',
  ],
  'certificate-self-signed': [
    'rule.certificateSelfSigned',
    'rule.certificateSelfSignedRemedy',
  ],
  'certificate-weak': ['rule.certificateWeak', 'rule.certificateWeakRemedy'],
} as const;

export const FINDING_EVENT_MESSAGES = {
  opened: 'findings.event.opened',
  escalated: 'findings.event.escalated',
  acknowledged: 'findings.event.acknowledged',
  suppressed: 'findings.event.suppressed',
  unsuppressed: 'findings.event.unsuppressed',
  resolved: 'findings.event.resolved',
  reopened: 'findings.event.reopened',
} as const;

export const EVENT_MESSAGES = {
  appeared: 'event.appeared',
  changed: 'event.changed',
  valueChanged: 'event.valueChanged',
  keyAdded: 'event.keyAdded',
  keyRemoved: 'event.keyRemoved',
  gone: 'event.gone',
  recreated: 'event.recreated',
  deliveryFailed: 'event.deliveryFailed',
  deliveryRecovered: 'event.deliveryRecovered',
  referencedMissing: 'event.referencedMissing',
} as const;
