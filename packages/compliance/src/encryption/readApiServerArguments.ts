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
 * What the arguments of kube-apiserver say, of those that decide how it stores
 * and logs Secrets. Values of arguments are not kept.
 *
 * @public
 */
export interface ApiServerArguments {
  /** `--encryption-provider-config`: something may be encrypted, though `identity` may come first in it. */
  hasEncryptionConfig: boolean;
  /** `--audit-log-path` or `--audit-webhook-config-file`, with `--audit-policy-file`. */
  writesAuditLog: boolean;
  /** At least 30 days, 10 files and 100 MB, or a webhook that keeps them elsewhere. */
  keepsAuditLog: boolean;
  /** True unless turned off. */
  looksTokensUp: boolean;
}

/**
 * Reads the command line of kube-apiserver, as its static pod has it: `command` and `args` in one.
 *
 * @public
 */
export function readApiServerArguments(
  commandLine: readonly string[],
): ApiServerArguments {
  const flags = new Map<string, string>();
  commandLine.forEach((argument, index) => {
    const [, name, , value] =
      /^--?([a-z][a-z0-9-]*)(=([^]*))?$/.exec(argument) ?? [];
    if (name !== undefined) {
      const next = commandLine[index + 1];
      // A flag of a truth value takes no argument of its own.
      flags.set(name, value ?? (next?.startsWith('-') ? '' : next ?? ''));
    }
  });
  const isSet = (name: string) => Boolean(flags.get(name));
  const isAtLeast = (name: string, least: number) =>
    Number(flags.get(name)) >= least;
  const hasWebhook = isSet('audit-webhook-config-file');
  const writesAuditLog =
    isSet('audit-policy-file') && (isSet('audit-log-path') || hasWebhook);
  return {
    hasEncryptionConfig: isSet('encryption-provider-config'),
    writesAuditLog,
    keepsAuditLog:
      writesAuditLog &&
      (hasWebhook ||
        (isAtLeast('audit-log-maxage', 30) &&
          isAtLeast('audit-log-maxbackup', 10) &&
          isAtLeast('audit-log-maxsize', 100))),
    looksTokensUp: !/^(false|f|0)$/i.test(
      flags.get('service-account-lookup') ?? '',
    ),
  };
}
