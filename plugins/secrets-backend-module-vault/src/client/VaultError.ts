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

/** What a request to a Vault came to: built from its status and path, never from a payload. */
export class VaultError extends Error {
  name = 'VaultError';
  /** Absent where it did not answer. */
  readonly status?: number;
  readonly path: string;
  /** What people may read of it. */
  readonly summary: string;
  /** Whether something answered that is no Vault: a proxy, a page that asks people to log in. */
  readonly isGarbage: boolean;

  constructor(
    path: string,
    what: { status: number } | { reason: string } | { isGarbage: true },
  ) {
    const summary = `${path} ${textOf(what)}`;
    super(summary);
    this.isGarbage = 'isGarbage' in what;
    this.path = path;
    this.summary = summary;
    if ('status' in what) {
      this.status = what.status;
    }
  }

  /** Whether the credential was refused, or could not be handed over. */
  get isOfLogin(): boolean {
    return /^auth\/(?!.+\/role\/).+\/login$/.test(this.path);
  }
}

function textOf(what: ConstructorParameters<typeof VaultError>[1]): string {
  if ('status' in what) {
    return `answered ${what.status}`;
  }
  return 'reason' in what ? what.reason : 'answered what no Vault does';
}
