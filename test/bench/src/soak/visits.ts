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
import type { PortalApi } from '@internal/servers';

const API = '/api/secrets';
/** One of so many visits takes a file, and one goes away before it has that. */
const EXPORT_EVERY = 100;
const PATIENCE_MS = 5;

/** Those who visit. */
export interface Visitors {
  /** Has all components. */
  owner: PortalApi;
  /** Has none, and looks at everything. */
  platform: PortalApi;
}

/** What there is to ask about. */
export interface Known {
  components: number;
  secretIds: string[];
  findingIds: string[];
  subjectIds: string[];
}

/** Reads what visits need to know. */
export async function readKnown(
  { platform }: Visitors,
  components: number,
): Promise<Known> {
  const idsOf = async (path: string): Promise<string[]> =>
    (await platform.get(API + path)).items.map(({ id }: { id: string }) => id);
  return {
    components,
    secretIds: await idsOf('/secrets?limit=200'),
    findingIds: await idsOf('/findings?limit=200'),
    subjectIds: await idsOf('/access/subjects?limit=50'),
  };
}

/** One request of people who look at all pages, another place each time. */
export async function visit(
  visitors: Visitors,
  index: number,
  known: Known,
): Promise<void> {
  if (index % EXPORT_EVERY === 0) {
    await visitors.owner.take(`${API}/secrets/export`, {
      headers: {},
      // Every second one does not wait for it.
      patienceMs: index % (2 * EXPORT_EVERY) === 0 ? 60_000 : PATIENCE_MS,
    });
    return;
  }
  const { visitor, path } = pageOf(index, known);
  await visitors[visitor].get(API + path);
}

function pageOf(
  index: number,
  known: Known,
): { visitor: keyof Visitors; path: string } {
  const one = (list: string[]) =>
    encodeURIComponent(list[(index * 7) % list.length]);
  const entity = encodeURIComponent(
    `component:default/service-${(index * 37) % known.components}`,
  );
  const secret = one(known.secretIds);
  const subject = one(known.subjectIds);
  const owner = [
    `/secrets?entityRef=${entity}`,
    `/secrets/summary?entityRef=${entity}`,
    `/findings?entityRef=${entity}`,
    `/rotation/summary?entityRef=${entity}`,
    `/rotation/keys?entityRef=${entity}`,
    `/access/matrix?entityRef=${entity}`,
    `/access/recommendations?entityRef=${entity}`,
    `/claims?entityRef=${entity}`,
    '/secrets/summary',
    `/secrets/by-id/${secret}/rotation-impact`,
  ];
  const platform = [
    `/secrets?q=secret-${index % 97}&orderBy=age%2Cdesc`,
    `/secrets/by-id/${secret}`,
    `/secrets/by-id/${secret}/history`,
    `/secrets/by-id/${secret}/readers`,
    '/findings?limit=20',
    '/findings/summary',
    `/findings/by-id/${one(known.findingIds)}`,
    '/rotation/calendar',
    '/certificates',
    `/access/reach?sourceId=bench&subjectId=${subject}`,
    '/sources',
  ];
  const at = index % (owner.length + platform.length);
  return at < owner.length
    ? { visitor: 'owner', path: owner[at] }
    : { visitor: 'platform', path: platform[at - owner.length] };
}
