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

import { knownSystems } from '@keyward/kube-model/systems';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  resourceRules as ownResourceRules,
  rules,
  sharedValueRules,
  wordedRules,
  type ResourceRule,
} from '@keyward/findings';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  secretReadPermission,
  secretsPermissions,
} from '@keyward/backstage-plugin-secrets-common';
import {
  describeError,
  readPodMakers,
  secretPermissionRules,
  secretResourceRef,
  secretsClusterActorsExtensionPoint,
  secretsClusterObserversExtensionPoint,
  secretsComplianceExtensionPoint,
  secretsGitHostsExtensionPoint,
  secretsKubernetesKindsExtensionPoint,
  secretsLocatorsExtensionPoint,
  secretsResourceSyncsExtensionPoint,
  secretsRulesExtensionPoint,
  secretsSealersExtensionPoint,
  secretsSourcesExtensionPoint,
  type ClusterConnector,
  type ClusterObserver,
  type ComplianceFactsProvider,
  type GitHost,
  type KubernetesKind,
  type ResourceSync,
  type Sealer,
  type SecretsLocatorResolver,
  type SecretsSourceProvider,
} from '@keyward/backstage-plugin-secrets-node';
import {
  checksById,
  type ComplianceCheck,
  complianceChecks,
  type FrameworkFile,
} from '@keyward/compliance';
import {
  AccessGraphs,
  CatalogGroups,
  RiskyBindings,
  sampleAccess,
  WhatIfWorkers,
} from './access';
import { describeProblem, loadFrameworks } from './app/compliance';
import { ResourceSyncs } from './app/ResourceSyncs';
import { actions, actionsRegistryServiceRef } from './actions';
import { AuditIngest } from './ingest/audit';
import {
  AuditTokenStore,
  DatabaseAuditStore,
  readAuditRetention,
} from './store/audit';
import { DatabaseInventoryStore } from './store/inventory';
import { openDatabase } from './store/common/migrate';
import { DumpSourceProvider } from './ingest/dumps';
import { Inventory } from './ingest/inventory';
import {
  FindingsNotifier,
  OutagesNotifier,
  reachesOwnersAlone,
  readNotificationsConfig,
  readOutageRecipients,
} from './notify';
import {
  announceFindings,
  FindingEventQueue,
  FindingsEngine,
  readRuleSettings,
} from './analyse';
import { DatabaseFindingsStore } from './store/findings/DatabaseFindingsStore';
import { Environments } from './store/environments/Environments';
import { DatabaseRotationStore } from './store/rotation/DatabaseRotationStore';
import { EntityLinker } from './links';
import {
  getSecretResources,
  readAccessConfig,
  ScopeResolver,
} from './permissions';
import {
  findObjection,
  readApprovalPolicy,
  readPollInterval,
  Repositories,
  RequestRunner,
} from './requests';
import { DraftStore, RequestStore } from './store/requests';
import { readRetention } from './store/retention';
import { addIngestRoutes, createRouter } from './http';
import { SecretsSignals } from './notify/signals';
import { LocatorResolution } from './ingest/locators';
import { SourceManager } from './ingest/sources';
import { scheduleTasks } from './scheduleTasks';

/**
 * So long after the portal is ready. To load the client of a system may block
 * the process for a second, in which those who waited for the portal would wait.
 */
const SOURCES_BEGIN_MS = 250;
/** Where a portal is that does not say where. */
const DEFAULT_APP_URL = 'http://localhost:3000';

/**
 * The inventory of secrets and what is said of them.
 *
 * @public
 */
export const secretsPlugin = createBackendPlugin({
  pluginId: 'secrets',
  register(env) {
    const sourceProviders: SecretsSourceProvider[] = [];
    const kinds = new Map<string, KubernetesKind>();
    let systems = knownSystems;
    const resolvers: SecretsLocatorResolver[] = [];
    const resourceRules = new Map<string, ResourceRule>(
      ownResourceRules.map(rule => [rule.id, rule]),
    );

    env.registerExtensionPoint(secretsSourcesExtensionPoint, {
      addSourceProvider(provider) {
        sourceProviders.push(provider);
      },
    });
    env.registerExtensionPoint(secretsKubernetesKindsExtensionPoint, {
      addKinds(...added) {
        for (const kind of added) {
          kinds.set(`${kind.resource}.${kind.group}`, kind);
        }
      },
      getKinds() {
        return [...kinds.values()];
      },
      addSystems(...added) {
        systems = systems.with(...added);
      },
      getSystems() {
        return systems;
      },
    });
    const observers = new Map<string, ClusterObserver>();
    env.registerExtensionPoint(secretsClusterObserversExtensionPoint, {
      addObservers(...added) {
        for (const observer of added) {
          if (observers.has(observer.id)) {
            throw new Error(
              `There are two observers with the id ${observer.id}`,
            );
          }
          observers.set(observer.id, observer);
        }
      },
      getObservers() {
        return [...observers.values()];
      },
    });
    let connector: ClusterConnector | undefined;
    env.registerExtensionPoint(secretsClusterActorsExtensionPoint, {
      setConnector(given) {
        connector = given;
      },
      getConnector() {
        return connector;
      },
    });
    const syncs = new Map<string, ResourceSync>();
    env.registerExtensionPoint(secretsResourceSyncsExtensionPoint, {
      addSyncs(...added) {
        for (const sync of added) {
          if (syncs.has(sync.kind)) {
            throw new Error(`There are two syncs of the kind ${sync.kind}`);
          }
          syncs.set(sync.kind, sync);
        }
      },
    });
    env.registerExtensionPoint(secretsRulesExtensionPoint, {
      addRules(...added) {
        for (const rule of added) {
          if (
            resourceRules.has(rule.id) ||
            [...rules, ...sharedValueRules].some(({ id }) => id === rule.id)
          ) {
            throw new Error(`There are two rules with the id ${rule.id}`);
          }
          resourceRules.set(rule.id, rule);
        }
      },
    });
    const complianceExtras = {
      checks: [] as ComplianceCheck[],
      frameworks: [] as FrameworkFile[],
      facts: [] as ComplianceFactsProvider[],
    };
    env.registerExtensionPoint(secretsComplianceExtensionPoint, {
      addChecks(...added) {
        complianceExtras.checks.push(...added);
      },
      addFrameworks(...added) {
        complianceExtras.frameworks.push(...added);
      },
      addFacts(provider) {
        complianceExtras.facts.push(provider);
      },
    });
    let sealer: Sealer | undefined;
    env.registerExtensionPoint(secretsSealersExtensionPoint, {
      setSealer(given) {
        if (sealer) {
          throw new Error(`Both ${sealer.id} and ${given.id} seal values`);
        }
        sealer = given;
      },
    });
    const hosts = new Map<string, GitHost>();
    env.registerExtensionPoint(secretsGitHostsExtensionPoint, {
      addHosts(...added) {
        for (const host of added) {
          if (hosts.has(host.id)) {
            throw new Error(`There are two Git hosts with the id ${host.id}`);
          }
          hosts.set(host.id, host);
        }
      },
    });
    env.registerExtensionPoint(secretsLocatorsExtensionPoint, {
      addResolver(resolver) {
        resolvers.push(resolver);
      },
    });

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        notifications: notificationService,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootLifecycle: coreServices.rootLifecycle,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(services) {
        const { config, database, lifecycle, logger } = services;
        const knex = await openDatabase(database);
        const inventory = new Inventory({ knex, systems });
        const graphs = new AccessGraphs({
          knex,
          podMakers: readPodMakers(config),
          systems,
        });
        const sourceManager = new SourceManager({
          knex,
          inventory,
          logger,
          accessQuestions: (sourceId, again) =>
            sampleAccess({ graphs }, sourceId, again),
          providers: [
            ...sourceProviders,
            DumpSourceProvider.fromConfig(config),
          ],
          mostSources: config.getOptionalNumber(
            'secrets.sources.maxPerReplica',
          ),
        });

        const store = new DatabaseInventoryStore({ knex });
        const access = readAccessConfig(config);
        const signals = new SecretsSignals(services.signals);
        // Sources whose numbers for compliance may be others.
        const toCount = new Set<string>();
        const linker = new EntityLinker({
          ...services,
          access,
          namings: sourceProviders.flatMap(({ naming }) => naming ?? []),
          store,
          onLinked: sourceIds =>
            sourceIds.forEach(id => {
              signals.changed(id);
              toCount.add(id);
            }),
        });
        const settings = readRuleSettings(config);
        const retention = readRetention(config);
        const auditRetention = readAuditRetention(config);
        const audit = new DatabaseAuditStore({ knex });
        const auditTokens = new AuditTokenStore({ knex });
        const environments = new Environments(config);
        const findings = new FindingsEngine({
          systems,
          knex,
          logger,
          rules,
          resourceRules: [...resourceRules.values()],
          settings,
          environments,
          held: () => sourceManager.fences,
        });
        const locators = new LocatorResolution({
          knex,
          logger,
          resolvers,
          held: () => sourceManager.fences,
        });
        const queue = new FindingEventQueue(services);
        const announce = announceFindings({ ...services, queue });
        const notifier = new FindingsNotifier({
          knex,
          logger,
          notifications: services.notifications,
          reachesOwnersAlone: ownerRef =>
            reachesOwnersAlone(services, ownerRef),
          config: readNotificationsConfig(config),
          announce,
        });
        const outages = new OutagesNotifier({
          knex,
          logger,
          notifications: services.notifications,
          recipients: readOutageRecipients(config),
        });
        findings.onChange(announce);
        // Whatever came of it: a signal must not tell whether there was something to say.
        findings.onChange((_, sourceId) => {
          signals.changed(sourceId);
          toCount.add(sourceId);
        });
        inventory.onChange(change => {
          findings.touch(change);
          locators.touch(change);
          signals.changed(change.sourceId);
          linker.touch(change);
        });

        const { permissionsRegistry } = services;
        permissionsRegistry.addPermissions(
          secretsPermissions.filter(item => item !== secretReadPermission),
        );
        permissionsRegistry.addResourceType({
          resourceRef: secretResourceRef,
          permissions: [secretReadPermission],
          rules: Object.values(secretPermissionRules),
          getResources: refs => getSecretResources(store, refs),
        });
        const drafts = new DraftStore({ knex });
        const requests = new RequestStore({
          knex,
          onChange: () => signals.requestsChanged(),
        });
        const repositories = new Repositories({
          access,
          hosts: [...hosts.values()],
        });
        const runner = new RequestRunner({
          appUrl: (
            config.getOptionalString('app.baseUrl') ?? DEFAULT_APP_URL
          ).replace(/\/+$/, ''),
          auditor: services.auditor,
          clusters: () => sourceManager.named,
          findObjection: request =>
            findObjection({ ...services, repositories }, request),
          hostOf: id => hosts.get(id),
          knex,
          logger,
          pollMs: readPollInterval(config),
          sealer,
          store: requests,
        });
        const scopes = new ScopeResolver({ ...services, access });
        const foretells = new WhatIfWorkers();
        const accessAnswers = {
          foretells,
          graphs,
          knex,
          store,
          production: {
            environments,
            names: settings.productionEnvironments,
          },
        };
        const riskyBindings = new RiskyBindings({
          access: accessAnswers,
          logger,
          held: () => sourceManager.fences,
          onSaved(change) {
            findings.touch(change);
            linker.touch(change);
          },
        });
        const checks = checksById(complianceChecks, complianceExtras.checks);
        const loaded = await loadFrameworks(
          config,
          checks,
          complianceExtras.frameworks,
        );
        loaded.problems.forEach(problem =>
          logger.warn(
            `A framework of compliance is left out: ${describeProblem(
              problem,
            )}`,
          ),
        );
        const api = {
          ...services,
          access,
          accessAnswers,
          audit: { store: audit, tokens: auditTokens },
          catalogGroups: new CatalogGroups({
            groups: access.clusterGroups ?? [],
            catalog: services.catalog,
          }),
          compliance: {
            access: accessAnswers,
            checks,
            covering: [...resourceRules.values()].flatMap(
              ({ id, coversVictims }) => (coversVictims ? id : []),
            ),
            environments,
            facts: complianceExtras.facts,
            knex,
            loaded,
          },
          findings: new DatabaseFindingsStore({
            knex,
            rules: [
              ...wordedRules([...rules, ...sharedValueRules]),
              ...resourceRules.values(),
            ],
          }),
          rotation: new DatabaseRotationStore({ knex }),
          requests: {
            openAs: (id: string, token: string) => runner.openAs(id, token),
            approvalPolicy: readApprovalPolicy(
              config,
              settings.productionEnvironments,
            ),
            drafts,
            environments,
            hostOf: (id: string) => hosts.get(id),
            knex,
            requests,
            repositories,
            sealer,
          },
          relink: (entity: Entity) => linker.relink(entity),
          scopes,
          store,
          syncs: new ResourceSyncs({ syncs: [...syncs.values()], store }),
          usage: settings,
        };
        addIngestRoutes(services.httpRouter, {
          ...services,
          ingest: new AuditIngest({
            knex,
            store: audit,
            eventsDays: auditRetention.eventsDays,
          }),
          tokens: auditTokens,
        });
        services.httpRouter.use(await createRouter(api));
        actions.forEach(action =>
          action.register(services.actionsRegistry, api),
        );

        lifecycle.addStartupHook(async () => {
          await linker.start();
          findings.start();
          locators.start();
          riskyBindings.start();
          await scheduleTasks(services.scheduler, {
            audit,
            auditRetention,
            compliance: api.compliance,
            drafts,
            knex,
            metrics: services.metrics,
            notifier,
            outages,
            requests: runner,
            retention,
            toCount,
          });
        });
        let begin: NodeJS.Timeout | undefined;
        services.rootLifecycle.addStartupHook(() => {
          begin = setTimeout(() => {
            sourceManager.start().catch(error => {
              logger.error(
                `Sources could not be started: ${describeError(error)}`,
              );
            });
          }, SOURCES_BEGIN_MS);
        });
        lifecycle.addShutdownHook(async () => {
          clearTimeout(begin);
          signals.stop();
          foretells.stop();
          await riskyBindings.stop();
          await findings.stop();
          await locators.stop();
          await queue.stop();
          await sourceManager.stop();
          await linker.stop();
        });
      },
    });
  },
});
