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

// For the packages whose log lines, rows and answers people read: what an error says
// goes through describeError or rebuildError of secrets-node, as its message may quote
// values. Given to `restrictedSrcSyntax` of the ESLint configuration of Backstage.
const NAME = '/^(e|err|error|\\w+Error)$/';
const message =
  'The message of an error may quote values: use describeError or rebuildError of @keyward/backstage-plugin-secrets-node.';

module.exports = [
  `TemplateLiteral > Identifier[name=${NAME}]`,
  `BinaryExpression[operator="+"] > Identifier[name=${NAME}]`,
  `MemberExpression[property.name=/^(message|stack|detail)$/] > Identifier[name=${NAME}].object`,
  `MemberExpression[property.name=/^(message|stack|detail)$/] > TSAsExpression.object > Identifier[name=${NAME}]`,
  `VariableDeclarator[init.name=${NAME}] > ObjectPattern > Property[key.name=/^(message|stack|detail)$/]`,
  `VariableDeclarator[init.expression.name=${NAME}] > ObjectPattern > Property[key.name=/^(message|stack|detail)$/]`,
  `CallExpression[callee.name="String"] > Identifier[name=${NAME}].arguments`,
  `CallExpression[callee.property.name=/^(toString|debug|info|warn|error)$/] > Identifier[name=${NAME}].arguments`,
  'ImportSpecifier[imported.name=/^(stringifyError|serializeError|ForwardedError)$/]',
].map(selector => ({ selector, message }));
