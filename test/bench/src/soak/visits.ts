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
const EXPORTS = ['/secrets/export', '/findings/export', '/access/export'];
/** One of so many visits takes a file, and every second one of those does not wait for it. */
const EXPORT_EVERY = 100;
const PATIENT_MS = 60_000;
const IMPATIENT_MS = 50;

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
  /** Queries of who reaches a secret. */
  pathQueries: string[];
}

/** Reads what visits need to know. */
export async function readKnown(
  { platform }: Visitors,
  components: number,
): Promise<Known> {
  const idsOf = async (path: string): Promise<string[]> =>
    (await platform.get(API + path)).items.map(({ id }: { id: string }) => id);
  const secretIds = await idsOf('/secrets?limit=200');
  const pathQueries: string[] = [];
  for (const secretId of secretIds.slice(0, 20)) {
    const readers = await platform.get(
      `${API}/secrets/by-id/${secretId}/readers`,
    );
    for (const { id } of readers.items) {
      pathQueries.push(
        `secretId=${secretId}&subject=${encodeURIComponent(id)}`,
      );
    }
  }
  return {
    components,
    pathQueries,
    secretIds,
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
    await exportOf(visitors.owner, index / EXPORT_EVERY);
    return;
  }
  const { visitor, path } = pageOf(index, known);
  await visitors[visitor].get(API + path);
}

async function exportOf(visitor: PortalApi, index: number): Promise<void> {
  const path = API + EXPORTS[Math.floor(index / 2) % EXPORTS.length];
  const isPatient = index % 2 === 0;
  const patienceMs = isPatient ? PATIENT_MS : IMPATIENT_MS;
  try {
    const { status } = await visitor.take(path, { headers: {}, patienceMs });
    if (status !== 200) {
      throw new Error(`${path} answered ${status}`);
    }
  } catch (error) {
    if (isPatient || (error as Error).name !== 'AbortError') {
      throw error;
    }
  }
}

function pageOf(
  index: number,
  known: Known,
): { visitor: keyof Visitors; path: string } {
  const oneOf = (list: string[]) => list[(index * 7) % list.length];
  const one = (list: string[]) => encodeURIComponent(oneOf(list));
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
    `/access/reach?sourceId=bench&start=${subject}`,
    `/access/reach?sourceId=bench&start=u%3Anobody-${index}`,
    `/access/path?${oneOf(known.pathQueries)}`,
    '/access/subjects',
    '/access/grants',
    '/access/namespaces',
    '/access/risks',
    '/rotation/history',
    '/sources',
  ];
  const at = index % (owner.length + platform.length);
  return at < owner.length
    ? { visitor: 'owner', path: owner[at] }
    : { visitor: 'platform', path: platform[at - owner.length] };
}
