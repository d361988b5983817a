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

import { z } from 'zod';

/** Who a statement is about. `*` of the kind `AWS` is anybody, however the policy writes it. */
export interface PolicyPrincipal {
  kind: 'AWS' | 'CanonicalUser' | 'Federated' | 'Service';
  /** An account id, an ARN, a provider, a service, or `*`. */
  value: string;
}

/** What must hold for a statement to count. */
export interface PolicyCondition {
  /** As it is written, for example `StringEquals` or `ForAnyValue:StringLike`. */
  operator: string;
  /** The name of a condition key, for example `aws:PrincipalOrgID`. Upper and lower case are the same to AWS. */
  key: string;
  /** One of them must fit. */
  values: readonly string[];
}

/**
 * One statement. Of each pair, such as `actions` and `notActions`, at most one is there:
 * the policy of a role names no principals, and a trust policy no resources.
 */
export interface PolicyStatement {
  effect: 'Allow' | 'Deny';
  principals?: readonly PolicyPrincipal[];
  notPrincipals?: readonly PolicyPrincipal[];
  actions?: readonly string[];
  notActions?: readonly string[];
  resources?: readonly string[];
  notResources?: readonly string[];
  /** All of them must hold. */
  conditions: readonly PolicyCondition[];
}

/** What a policy says, or that it cannot be understood: then nothing is known of it. */
export type Policy =
  | { statements: readonly PolicyStatement[] }
  | { malformed: true };

/** More than AWS takes of any kind of policy. */
const MOST_CHARACTERS = 65_536;

const text = z.string();
const texts = z
  .union([text.transform(each => [each]), z.array(text)])
  .readonly();
const value = z.union([text, z.number(), z.boolean()]).transform(String);
const values = z.union([value.transform(each => [each]), z.array(value)]);
const KINDS = ['AWS', 'CanonicalUser', 'Federated', 'Service'] as const;
const principals = z.union([
  z.literal('*').transform(() => [{ kind: 'AWS' as const, value: '*' }]),
  z
    .partialRecord(z.enum(KINDS), texts)
    .transform(named =>
      KINDS.flatMap(kind =>
        (named[kind] ?? []).map(each => ({ kind, value: each })),
      ),
    ),
]);
const statement = z
  .strictObject({
    Sid: text.optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principals.optional(),
    NotPrincipal: principals.optional(),
    Action: texts.optional(),
    NotAction: texts.optional(),
    Resource: texts.optional(),
    NotResource: texts.optional(),
    Condition: z.record(text, z.record(text, values)).optional(),
  })
  .refine(
    each =>
      (each.Action === undefined) !== (each.NotAction === undefined) &&
      !(each.Principal && each.NotPrincipal) &&
      !(each.Resource && each.NotResource),
  );
const document = z.strictObject({
  Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
  Id: text.optional(),
  Statement: z.union([statement.transform(each => [each]), z.array(statement)]),
});

/**
 * Reads a policy of AWS: of a role, of who may assume one, or of a resource. It never
 * throws, and takes nothing that the grammar does not have, since what is overlooked in
 * a policy may be what denies.
 *
 * @param json - not encoded for URLs, as IAM answers with it
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(json: string): Policy {
  const read = document.safeParse(jsonOf(json));
  return read.success
    ? { statements: read.data.Statement.map(statementOf) }
    : { malformed: true };
}

function jsonOf(json: string): unknown {
  if (json.length > MOST_CHARACTERS) {
    return undefined;
  }
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function statementOf(read: z.output<typeof statement>): PolicyStatement {
  return {
    effect: read.Effect,
    ...(read.Principal ? { principals: read.Principal } : {}),
    ...(read.NotPrincipal ? { notPrincipals: read.NotPrincipal } : {}),
    ...(read.Action ? { actions: read.Action } : {}),
    ...(read.NotAction ? { notActions: read.NotAction } : {}),
    ...(read.Resource ? { resources: read.Resource } : {}),
    ...(read.NotResource ? { notResources: read.NotResource } : {}),
    conditions: Object.entries(read.Condition ?? {}).flatMap(
      ([operator, keys]) =>
        Object.entries(keys).map(([key, wanted]) => ({
          operator,
          key,
          values: wanted,
        })),
    ),
  };
}
