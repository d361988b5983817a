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

const inPath = (text: string) => `path "a" { ${text} }`;

/** Policies that a real Vault takes, and so do we. */
export const TAKEN: readonly string[] = [
  'path "a" {}',
  'name = "x"',
  'path "/a" { capabilities = ["read"] }',
  '{"path": {"a": {"capabilities": ["read"]}}}',
  ...[
    'capabilities = []',
    'capabilities = ["read", "list",]',
    'capabilities = ["read"] capabilities = ["list"]',
    'capabilities = ["deny", "write"]',
    'capabilities = ["subscribe"] subscribe_event_types = ["*"]',
    'policy = ""',
    'policy = "write"',
    'policy = "read" policy = "sudo"',
    'policy = "deny" capabilities = ["write"]',
    'comment = "x"',
    'comment = ["x"]',
    'allowed_parameters = { "a" = [] }',
    'allowed_parameters { "a" = ["x", 1, true] }',
    'required_parameters = ["a"]',
    'mfa_methods = ["duo"]',
    'min_wrapping_ttl = "1m" max_wrapping_ttl = 90',
    'min_wrapping_ttl = "1h30m"',
    'max_wrapping_ttl = "90"',
    'min_wrapping_ttl = "2m" max_wrapping_ttl = 0',
  ].map(inPath),
];

/** Policies that a real Vault refuses, and so do we. */
export const REFUSED: readonly string[] = [
  'rule "a" {}',
  'path <<EOF\na\nEOF\n{}',
  'path "a',
  'path "a+*" {}',
  'path "{{a" {}',
  'path "a" = "x"',
  'path = "a"',
  'name = ["x"]',
  '{"path": {"a": {"capabilities": "read"}}}',
  '{"path": "a"}',
  ...[
    'capabilities = "read"',
    'capabilities = "deny"',
    'capabilities = true',
    'capabilities = ["write"]',
    'capabilities = [true]',
    'capabilities = [1]',
    'capabilities = [["read"]]',
    'capabilities = ["read" "list"]',
    'capabilities = ["read"',
    'capabilities { a = "read" }',
    'Capabilities = ["read"]',
    'capability = ["read"]',
    'policy = "list"',
    'policy = ["read"]',
    'policy = true',
    'policy = "deny" capabilities = "read"',
    'allowed_parameters = ["a"]',
    'allowed_parameters = { "a" = "x" }',
    'denied_parameters = { "a" = true }',
    'required_parameters = "a"',
    'mfa_methods = "duo"',
    'subscribe_event_types = "*"',
    'min_wrapping_ttl = "soon"',
    'min_wrapping_ttl = ["1m"]',
    'min_wrapping_ttl = true',
    'min_wrapping_ttl = "2m" max_wrapping_ttl = 90',
  ].map(inPath),
];

/** Policies that a real Vault takes, and we do not understand: what they grant is unknown then. */
export const NOT_UNDERSTOOD: readonly string[] = [
  ...[
    'comment = <<EOF\nx\nEOF\n',
    'required_parameters = [1]',
    'allowed_parameters = { "a" = [["x"]] }',
  ].map(inPath),
];
