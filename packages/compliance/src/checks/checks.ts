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

import { auditCoverage } from './auditCoverage';
import { auditLogKept } from './auditLogKept';
import { auditLogWritten } from './auditLogWritten';
import { auditWithoutValues } from './auditWithoutValues';
import { certificatesInDate } from './certificatesInDate';
import { certificatesRenewed } from './certificatesRenewed';
import { certificatesSound } from './certificatesSound';
import { ciScanning } from './ciScanning';
import { clusterAdminLimited } from './clusterAdminLimited';
import { connectionsEncrypted } from './connectionsEncrypted';
import { csrApprovalLimited } from './csrApprovalLimited';
import { defaultAccountsUnused } from './defaultAccountsUnused';
import { deliveryWorks } from './deliveryWorks';
import { encryptionAtRest } from './encryptionAtRest';
import { encryptionProvider } from './encryptionProvider';
import { environmentsApart } from './environmentsApart';
import { escalationLimited } from './escalationLimited';
import { gitClean } from './gitClean';
import { ingressEncrypted } from './ingressEncrypted';
import { leastPrivilege } from './leastPrivilege';
import { noBroadGroups } from './noBroadGroups';
import { noDanglingBindings } from './noDanglingBindings';
import { noLegacyTokens } from './noLegacyTokens';
import { noOrphans } from './noOrphans';
import { noPlainText } from './noPlainText';
import { noStandingAccess } from './noStandingAccess';
import { noWildcards } from './noWildcards';
import { nodeProxyLimited } from './nodeProxyLimited';
import { peopleNotByTokens } from './peopleNotByTokens';
import { podCreationLimited } from './podCreationLimited';
import { productionApart } from './productionApart';
import { rotationInPeriod } from './rotationInPeriod';
import { rotationRehearsed } from './rotationRehearsed';
import { secretAccessLimited } from './secretAccessLimited';
import { secretsAsFiles } from './secretsAsFiles';
import { secretsFromManager } from './secretsFromManager';
import { secretsOwned } from './secretsOwned';
import { secretsUsed } from './secretsUsed';
import { serviceAccountLookup } from './serviceAccountLookup';
import { storesEncrypted } from './storesEncrypted';
import { systemMastersUnused } from './systemMastersUnused';
import { tokenCreationLimited } from './tokenCreationLimited';
import { tokensNotMounted } from './tokensNotMounted';
import { userPasswordsChanged } from './userPasswordsChanged';
import { valueAge } from './valueAge';
import { valueStrength } from './valueStrength';
import { valuesNotReused } from './valuesNotReused';
import { versioning } from './versioning';
import { volumesLimited } from './volumesLimited';
import { webhooksLimited } from './webhooksLimited';
import type { ComplianceCheck } from './types';

/**
 * The checks that this package knows.
 *
 * @public
 */
export const complianceChecks: readonly ComplianceCheck[] = [
  auditCoverage,
  auditLogKept,
  auditLogWritten,
  auditWithoutValues,
  certificatesInDate,
  certificatesRenewed,
  certificatesSound,
  ciScanning,
  clusterAdminLimited,
  connectionsEncrypted,
  csrApprovalLimited,
  defaultAccountsUnused,
  deliveryWorks,
  encryptionAtRest,
  encryptionProvider,
  environmentsApart,
  escalationLimited,
  gitClean,
  ingressEncrypted,
  leastPrivilege,
  noBroadGroups,
  noDanglingBindings,
  noLegacyTokens,
  noOrphans,
  noPlainText,
  noStandingAccess,
  noWildcards,
  nodeProxyLimited,
  peopleNotByTokens,
  podCreationLimited,
  productionApart,
  rotationInPeriod,
  rotationRehearsed,
  secretAccessLimited,
  secretsAsFiles,
  secretsFromManager,
  secretsOwned,
  secretsUsed,
  serviceAccountLookup,
  storesEncrypted,
  systemMastersUnused,
  tokenCreationLimited,
  tokensNotMounted,
  userPasswordsChanged,
  valueAge,
  valueStrength,
  valuesNotReused,
  versioning,
  volumesLimited,
  webhooksLimited,
];
