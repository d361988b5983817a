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

// npm run bench -- access [--small]: who can reach which Secret, answered in this
// process against SubjectAccessReview on a real API server that holds the same RBAC,
// and the whole matrix against the lists that feed it; with objects that are made to
// take all time against without, the same limits for a large and a small number of
// them; and readers and risks from PostgreSQL while a new Secret arrives each second,
// against when none does. --small leaves the API server out.
import { parseArgs } from 'node:util';
import { startLivingCluster } from '@internal/servers';
import {
  accessMatrix,
  type AccessObject,
  type AccessQuestion,
  createAccessGraph,
  createAccessIndex,
  readAccessObject,
} from '@keyward/kube-access';
import {
  type AccessSize,
  generateAccess,
  questionsOf,
} from './access/generateAccess';
import { type ListApi, listAll } from './access/listAll';
import { measureArrivals } from './access/measureArrivals';
import { measureHostile } from './access/measureHostile';
import { openInventory } from './collect/openInventory';
import { emptyDatabase } from './lib/emptyDatabase';
import { printResult } from './lib/printResult';
import { growth, median } from './lib/statistics';

const SIZE: AccessSize = {
  namespaces: 1_000,
  serviceAccounts: 10_000,
  secrets: 50_000,
  roles: 5_000,
  bindings: 20_000,
};
const TENTH = Object.fromEntries(
  Object.entries(SIZE).map(([name, count]) => [name, count / 10]),
) as unknown as AccessSize;
const RUNS = 5;
const REVIEWS = 4_000;
const ANSWERS = 2_000_000;
const MB = 1024 * 1024;

function timed<T>(run: () => T): { ms: number; value: T } {
  const start = performance.now();
  const value = run();
  return { ms: performance.now() - start, value };
}

/** The median of some runs, the first of which only warms up. */
function medianOf(run: () => unknown): number {
  return median(Array.from({ length: RUNS + 1 }, () => timed(run).ms).slice(1));
}

function read(size: AccessSize): AccessObject[] {
  return [...generateAccess(size)].flatMap(
    item => readAccessObject(item) ?? [],
  );
}

async function review(api: ListApi, question: AccessQuestion) {
  const { user, groups, ...resourceAttributes } = question;
  const answer = await api.call(
    'POST',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    { body: { spec: { user, groups, resourceAttributes } } },
  );
  return answer.status.allowed as boolean;
}

async function main() {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- access');
  }
  const { values } = parseArgs({ options: { small: { type: 'boolean' } } });
  console.error('Objects that are made to take all time are measured');
  const hostile = measureHostile(read(TENTH));
  console.error('Secrets arrive');
  const arrivals = await measureArrivalsIn(postgres);
  const reviews = values.small ? undefined : await measureReviews();
  printResult({
    bench: 'access',
    ratios: { ...reviews?.ratios, ...hostile.ratios, ...arrivals.ratios },
    figures: { ...reviews?.figures, ...hostile.figures, ...arrivals.figures },
  });
}

async function measureArrivalsIn(postgres: string) {
  const knex = await openInventory(
    await emptyDatabase(postgres, 'bench_access'),
  );
  try {
    return await measureArrivals(knex, TENTH);
  } finally {
    await knex.destroy();
  }
}

async function measureReviews() {
  const cluster = await startLivingCluster({
    clusterName: 'bench',
    controllerManager: false,
    scheduler: false,
    kwok: false,
    apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
    onProgress: console.error,
  });
  try {
    console.error('The objects are made');
    await cluster.putObjects(generateAccess(SIZE));
    const lists: number[] = [];
    let objects: AccessObject[] = [];
    for (let run = 0; run < 3; run++) {
      const start = performance.now();
      objects = await listAll(cluster.api);
      lists.push(performance.now() - start);
    }
    const listMs = median(lists);
    const matrixMs = medianOf(() => accessMatrix(objects));
    const indexMs = medianOf(() => createAccessIndex(objects));
    const index = createAccessIndex(objects);
    const rssMb = process.memoryUsage().rss / MB;

    const asked = questionsOf(SIZE, REVIEWS);
    const reviewed: boolean[] = [];
    let next = 0;
    const reviewStart = performance.now();
    const worker = async () => {
      for (let at = next++; at < asked.length; at = next++) {
        reviewed[at] = await review(cluster.api, asked[at]);
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    const reviewsPerS = (REVIEWS / (performance.now() - reviewStart)) * 1000;
    const wrong = asked.filter(
      (each, at) => index.allows(each) !== reviewed[at],
    );
    if (wrong.length > 0) {
      throw new Error(`${wrong.length} answers differ from the API server's`);
    }

    const answersMs = medianOf(() => {
      for (let at = 0; at < ANSWERS; at++) {
        index.allows(asked[at % REVIEWS]);
      }
    });
    const answersPerS = (ANSWERS / answersMs) * 1000;

    const graph = createAccessGraph(objects);
    const pathsMs = medianOf(() => {
      for (const { user, namespace, name } of asked.slice(0, 200)) {
        graph.path(`u:${user}`, { namespace, name });
      }
    });

    const binding = objects.find(({ kind }) => kind === 'RoleBinding');
    if (binding?.kind !== 'RoleBinding') {
      throw new Error('There is no RoleBinding');
    }
    const changeMs = medianOf(() => {
      index.setBinding({ ...binding });
      index.allows(asked[0]);
    });
    const small = read(TENTH);
    const whole = read(SIZE);
    const build = (of: AccessObject[]) =>
      medianOf(() => [createAccessIndex(of), accessMatrix(of)]) / of.length;
    return {
      ratios: {
        matrixVsList: (matrixMs + indexMs) / listMs,
        answersVsSar: answersPerS / reviewsPerS,
        growth: growth(build(small), build(whole)),
        oneChangeVsFull: changeMs / (indexMs + matrixMs),
      },
      figures: {
        rssMb,
        listMs,
        matrixMs,
        indexMs,
        reviewsPerS,
        answersPerS,
        withPathsPerS: (200 / pathsMs) * 1000,
        changeMs,
        objects: objects.length,
        allowedShare: reviewed.filter(Boolean).length / REVIEWS,
      },
    };
  } finally {
    await cluster.stop();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
