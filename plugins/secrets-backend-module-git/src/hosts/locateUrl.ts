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

import type { GitPlace } from '@keyward/backstage-plugin-secrets-node';

/** How the URLs of a host are made. */
export interface UrlForm {
  /** What a browser opens, with a path where the host has one. */
  base: string;
  /**
   * Divides the segments behind the base.
   *
   * @returns undefined for what is no repository
   */
  divide(
    segments: string[],
  ): { repository: string[]; branch?: string; path: string[] } | undefined;
}

/**
 * What a URL of a host means. Hosts do not tell names apart by their case, so they are
 * written small: two spellings are one repository. A branch whose name has a slash
 * cannot be told from a folder, and its first part counts as the branch.
 */
export function locateUrl(url: string, form: UrlForm): GitPlace | undefined {
  if (!URL.canParse(url)) {
    return undefined;
  }
  const { origin, pathname, username, password } = new URL(url);
  const base = new URL(form.base);
  const prefix = base.pathname.replace(/\/+$/, '');
  const isOfHost =
    origin === base.origin &&
    username === '' &&
    password === '' &&
    pathname.startsWith(`${prefix}/`);
  const segments = isOfHost
    ? decodeSegments(pathname.slice(prefix.length + 1))
    : undefined;
  const divided = segments && form.divide(segments);
  if (!divided) {
    return undefined;
  }
  const names = divided.repository.map(name => name.toLowerCase());
  names.push(names.pop()!.replace(/\.git$/, ''));
  // Without its .git, a name may be one that leads elsewhere.
  return names.every(name => /^[\w.-]+$/.test(name) && !/^\.\.?$/.test(name))
    ? {
        repository: `${base.origin}${prefix}/${names.join('/')}`,
        ...(divided.branch !== undefined && { branch: divided.branch }),
        path: divided.path.join('/'),
      }
    : undefined;
}

function decodeSegments(text: string): string[] | undefined {
  try {
    const segments = text
      .replace(/\/+$/, '')
      .split('/')
      .map(decodeURIComponent);
    return segments.every(
      segment =>
        segment !== '' &&
        segment !== '.' &&
        segment !== '..' &&
        !/[/\\]/.test(segment),
    )
      ? segments
      : undefined;
  } catch {
    return undefined;
  }
}

/** The names of a repository, of what {@link locateUrl} gave. */
export function namesOf(repository: string, base: string): string[] {
  return repository.slice(base.replace(/\/+$/, '').length + 1).split('/');
}
