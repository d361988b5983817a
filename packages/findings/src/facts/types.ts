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

import type { CertificateFacts } from './certificateFacts';
import type {
  Attributes,
  ExposureObservation,
  SecretClass,
  SizeBucket,
  TransitSecurity,
  ValueAge,
  Weakness,
} from '@keyward/observation';
import type { PlatformSettings } from './platformSettings';
import type { RulePage, RuleWords } from './ruleWords';

/**
 * How bad it is that something is wrong.
 *
 * @public
 */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/**
 * What is known of one key of a secret, as rules see it.
 *
 * @public
 */
export interface KeyFacts {
  name: string;
  class: SecretClass;
  size?: SizeBucket;
  weak: boolean;
  /** Why it is weak, as far as the observation says. */
  weakness?: Weakness;
  /** What the worst of its connection strings asks for; absent if it has none. */
  transit?: TransitSecurity;
  age: ValueAge;
}

/**
 * One reference to a secret, as rules see it.
 *
 * @public
 */
export interface ConsumerFacts {
  kind: string;
  apiGroup: string;
  namespace?: string;
  name: string;
  /** For example `env`, `envFrom`, `volume`, `imagePullSecret`. */
  how: string;
  container?: string;
  keys?: string[];
  optional: boolean;
  subPath: boolean;
  /** The workload at its top, where it belongs to one. */
  workload?: { kind: string; name: string };
}

/**
 * All that a rule may ask of a secret: read from the inventory, never a value.
 *
 * @public
 */
export interface SecretFacts {
  id: string;
  ref: string;
  sourceId: string;
  /** The kind of system; absent where it is Kubernetes. */
  system?: string;
  /** A location as text, in Kubernetes the namespace. */
  namespace: string;
  name: string;
  exists: boolean;
  /** The Kubernetes type, for example `Opaque`. */
  secretType: string;
  class: SecretClass;
  /** How much is taken of its source. */
  taken: 'fingerprint' | 'metadata' | 'references';
  environment?: string;
  createdAt?: string;
  labels: Readonly<Record<string, string>>;
  /** The keys of labels whose values are not kept. */
  otherLabels?: readonly string[];
  /** Of annotations those whose value is kept. */
  annotations: Readonly<Record<string, string>>;
  /** The keys of annotations whose values are not kept. */
  otherAnnotations?: readonly string[];
  owners: { kind: string; name: string }[];
  deliverer: {
    kind: string;
    name?: string;
    namespace?: string;
    basis: string;
    ready?: 'true' | 'false' | 'unknown';
    reason?: string;
    since?: string;
    /** Why it is not ready, in a word as `store-not-ready`; absent where no module knows. */
    cause?: string;
    /** What it fails for, with much else perhaps, for example a store. */
    becauseOf?: { id: string; name: string };
    /** Whether the object that made it is not there any more; absent where that is not known. */
    absent?: boolean;
  };
  /** Its values are known to be other ones than its deliverer wrote last. */
  drifted?: true;
  /** Secrets elsewhere that its value was delivered from and that are gone; absent where there are none. */
  lostOrigins?: { from: string; since: string }[];
  /**
   * Secrets elsewhere that its value is delivered from and that were changed since it was
   * last synced; absent where there are none. `everyMs` is how often it is synced of its
   * own accord: 0 for never, absent where that is not known.
   */
  newerOrigins?: {
    from: string;
    setAt: string;
    syncedAt: string;
    everyMs?: number;
  }[];
  /** What restarts workloads whenever its value changes, and how often that is; absent where nothing does, or where that is not known. */
  restarts?: { by: string; everyMs: number; targets: string[] };
  /** Other secrets are to get their values from it. */
  feedsOthers?: true;
  keys: KeyFacts[];
  /** At most 200, in the order of kind and name. */
  consumers: ConsumerFacts[];
  consumerCount: number;
  /** What refers to a secret of this name in a namespace that is not known, as kind/name; absent if nothing does. */
  possibleConsumers?: string[];
  /** Kinds that may use it and are not listed, as `databases.example.com`; `*` where it is not known which. */
  unlistedKinds?: string[];
  /** Of its certificates; absent if it has none. */
  certificates?: Omit<CertificateFacts, 'isProduction'>;
  /** The entity of the catalog that it names itself. */
  entity?: {
    ref: string;
    /** Since when the catalog does not have it; absent if it has. */
    absentSince?: string;
  };
  /** What only its system has; absent if nothing. */
  attributes?: Attributes;
  /** Where in its annotations it stands in plain text; absent if nowhere. */
  exposures?: ExposureObservation[];
  /** Since when its source has been observed without a gap that could hide a consumer. */
  observedSince?: string;
  /** When a consumer was last seen; absent if none ever was. */
  lastConsumedAt?: string;
}

/**
 * An object that is no Secret, but in which credentials stand in plain text, as
 * rules see it.
 *
 * @public
 */
export interface PlaceFacts {
  id: string;
  sourceId: string;
  namespace: string;
  /** Kind and name, for example `ConfigMap/app-config`. */
  name: string;
  kind: string;
  environment?: string;
  exposures: ExposureObservation[];
}

/**
 * Something that is wrong with a secret, as one rule sees it.
 *
 * @public
 */
export interface Verdict {
  /** The rule's id, for example `rotation-due`. */
  rule: string;
  /** Tells apart several verdicts of one rule on one secret: the key, the certificate. Empty if there is but one. */
  item: string;
  severity: Severity;
  /** What it rests on: names, dates, numbers; never a value. Texts are made of it by the front end. */
  evidence: Record<string, string | number | boolean | string[]>;
  /** By when it has to be done, ISO 8601. */
  dueAt?: string;
  /**
   * The id of the resource whose failure causes it. Lists that have the finding about
   * that resource leave this one out, see `ResourceRule.coversVictims`.
   */
  becauseOf?: string;
}

/**
 * What a rule says of a secret.
 *
 * @public
 */
export interface Judgement {
  verdicts: Verdict[];
  /**
   * What a rule can neither say nor take back, as too little is known: a finding
   * with this evidence stays as it is.
   */
  undecided?: Pick<Verdict, 'rule' | 'item' | 'evidence'>[];
  /** Ids of rules that failed: their findings stay as they are. */
  failed?: string[];
  /** When to ask again although nothing changed, ISO 8601: the next moment at which time alone makes a difference. */
  reviewAt?: string;
}

/**
 * How long values of some secrets may live.
 *
 * @public
 */
export interface RotationPolicy {
  /** Names it in the UI, for example `passwords every 90 days`. */
  id: string;
  days: number;
  /** All that is given must fit; lists mean one of. */
  classes?: SecretClass[];
  environments?: string[];
  sourceIds?: string[];
  labels?: Record<string, string>;
}

/**
 * What rules are told besides the facts.
 *
 * @public
 */
export interface RuleSettings extends PlatformSettings {
  /** The moment of which the judgement is, ISO 8601. */
  now: string;
  /** The first that fits counts. */
  rotationPolicies: readonly RotationPolicy[];
  /** So long before it is due. */
  dueSoonDays: number;
  /** So long without a consumer. */
  unusedDays: number;
  /** Environments that count as production. */
  productionEnvironments: readonly string[];
}

/**
 * A rule: a pure function of facts and settings. One file each, documented by a
 * page `docs/rules/<id>.md`, which is made of `page` where the rule has it.
 *
 * @public
 */
export interface Rule {
  id: string;
  /** For rules of which the front end has no texts. */
  words?: RuleWords;
  page?: RulePage;
  judge(secret: SecretFacts, settings: RuleSettings): Judgement;
  /** Of rules that also look at what is no Secret. */
  judgePlace?(place: PlaceFacts, settings: RuleSettings): Judgement;
}

/**
 * What counts of a key that holds a value which is in other keys as well.
 *
 * @public
 */
export interface ValueHolder {
  sourceId: string;
  namespace: string;
  /** Whether a tool put it there that puts values into several places on purpose. */
  copied: boolean;
  /** Whether its environment is production; absent where that is not known. */
  production?: boolean;
}

/**
 * A rule about keys of several secrets with the same value. Whether it says
 * anything of a key is another question for everybody who asks, as it depends on
 * which of the others they may see: that a value is somewhere else is a secret as
 * well. So it is decided where findings are read.
 *
 * @public
 */
export interface SharedValueRule {
  id: string;
  /** For rules of which the front end has no texts. */
  words?: RuleWords;
  page?: RulePage;
  severity: Severity;
  /**
   * Of which other keys it speaks: those in other namespaces or clusters, unless a
   * tool put the value into both, or those on the other side of production.
   */
  between: 'places' | 'environments';
}
