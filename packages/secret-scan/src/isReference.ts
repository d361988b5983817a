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

/** What is put in later, or looked up elsewhere: `$(NAME)`, `${name}`, `{{ name }}`, `%(name)s`, `#{…}`, `<name>`, and `@name@` as Maven filters resources. */
const FILLED_IN =
  /\$[({A-Za-z_]|\{\{|%\(|%[A-Z_]{2,}%|#\{|^<[^<>]*>$|__[A-Z0-9_]+__|@[A-Za-z][\w.-]{0,128}@/;
/** Schemes by which tools name a secret that is elsewhere. */
const ELSEWHERE =
  /^(?:vault|secret(?:ref|manager|s)?|file|env|op|ref\+[a-z]+|awssm|awssecretsmanager|gcpsm|sm|azurekv|akv|arn|ssm|keyvault|projects)[:/]|^(?:ENC\[|ENC\(|!vault|AQICAH|pbkdf2|\$2[aby]\$|\$argon2|\$6\$|\{(?:SSHA|SCRAM|bcrypt)[^}]*\})/i;
const STANDS_FOR =
  /^(?:your|insert|replace|example|enter|put|add|fill|redacted|placeholder|todo|tbd|sample|dummy|hidden|masked|to-?be)(?:[-_ .].*)?$/i;
const NOTHING =
  /^(?:|none|null|nil|undefined|empty|unset|default|string|text|n\/a|-+|\.+|\?+|~)$/i;
/** A row of one sign, as where somebody blotted a value out. */
const BLOTTED = /^(.)\1{2,}$/;

/** Whether a value names a credential, or stands for one, rather than being it. */
export function isReference(value: string): boolean {
  return (
    FILLED_IN.test(value) ||
    ELSEWHERE.test(value) ||
    STANDS_FOR.test(value) ||
    NOTHING.test(value) ||
    (BLOTTED.test(value) && /^[^0-9a-w]/i.test(value))
  );
}
