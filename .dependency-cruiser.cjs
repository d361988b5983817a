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

const { readdirSync } = require('node:fs');
const { join } = require('node:path');

// The rules of the house: who may import what. See docs/contributing for why.
const TESTS = ['[.]test[.]tsx?$', '/setupTests[.]ts$', '/__testUtils__/'];

/**
 * The folders of packages, the lowest first: each may import those before it, and
 * of a list in the list none may import another.
 */
const FOLDERS = {
  'packages/audit-trail': [
    'event',
    ['attribution', 'kubernetes', 'lines', 'vault'],
  ],
  'packages/cli': [
    'run',
    ['input', 'output'],
    ['audit', 'inventory', 'scan', 'seal'],
    'access',
    'commands',
    'program',
  ],
  'packages/compliance': [
    'encryption',
    'facts',
    ['checks', 'score'],
    'frameworks',
  ],
  'packages/findings': [
    'facts',
    ['certificates', 'engine', 'platforms', 'rotation'],
    'rules',
  ],
  'packages/git-changes': [
    ['guards', 'yaml'],
    'plan',
    ['describe', 'difference'],
  ],
  'packages/kube-access': [
    'makers',
    'objects',
    'authorizer',
    ['paths', 'recommend', 'unread'],
    ['matrix', 'whatIf'],
    'risks',
  ],
  'packages/kube-collector': [
    'client',
    ['kubeconfig', 'streams'],
    'collector',
    'dump',
  ],
  'packages/kube-model': [
    ['fields', 'metadata', 'selectors', 'topLevel'],
    ['exposures', 'references'],
    'systems',
    ['deliverer', 'objects'],
    ['schemas', 'secrets'],
    'kubectl',
  ],
  'packages/observation': [
    ['json', 'observation', 'refs', 'text', 'values'],
    ['age', 'csv', 'dump'],
  ],
  'packages/values': [['certificates', 'classify', 'fingerprint', 'transit']],
  'plugins/secrets-backend-module-aws': [
    ['config', 'policies', 'rules'],
    ['client', 'identities', 'refs'],
    ['locators', 'observe'],
  ],
  'plugins/secrets-backend-module-external-secrets': [
    ['causes', 'config', 'metrics'],
    ['rules', 'stores'],
    'externalSecrets',
    ['observer', 'sync'],
  ],
  'plugins/secrets-backend-module-git': ['client', 'hosts'],
  'plugins/secrets-backend-module-sealed-secrets': [
    ['config', 'rules'],
    'controllers',
    ['api', 'sealedSecrets'],
    ['observer', 'sealer'],
  ],
  'plugins/secrets-backend-module-vault': [
    ['config', 'policies', 'rules'],
    'client',
    'observe',
    'locators',
  ],
  'plugins/secrets-backend': [
    ['catalog', 'concurrency', 'config', 'errors', 'schema'],
    'store',
    'permissions',
    'ingest',
    'access',
    'app',
    'links',
    'requests',
    'analyse',
    ['actions', 'http'],
    'notify',
  ],
};

function holdFolders([root, levels]) {
  const named = levels.flat();
  const unnamed = readdirSync(join(__dirname, root, 'src'), {
    withFileTypes: true,
  }).filter(
    each =>
      each.isDirectory() &&
      !each.name.startsWith('__') &&
      !named.includes(each.name),
  );
  if (unnamed.length > 0) {
    throw new Error(
      `${root}/src/${unnamed[0].name}: say in .dependency-cruiser.cjs which folders it stands above`,
    );
  }
  return levels.flatMap((level, index) => {
    const above = levels.slice(index + 1).flat();
    return [level].flat().map(folder => ({
      name: `${root.split('/')[1]}-${folder}-stands-below`,
      comment: 'No cycle between folders, type imports included.',
      severity: 'error',
      from: { path: `^${root}/src/${folder}/`, pathNot: TESTS },
      to: {
        path: [level, above]
          .flat()
          .filter(other => other !== folder)
          .map(other => `^${root}/src/${other}/`),
      },
    }));
  });
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(FOLDERS)
      .flatMap(holdFolders)
      .filter(({ to }) => to.path.length > 0),
    {
      name: 'no-cycles',
      comment: 'Modules that import each other cannot be read one at a time.',
      severity: 'error',
      from: { pathNot: 'generated' },
      to: {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    },
    {
      name: 'engines-know-no-backstage',
      comment: 'Engines run from a terminal, in CI and near a cluster.',
      severity: 'error',
      from: {
        path: '^packages/(observation|values|kube-model|findings|kube-collector|kube-access|secret-scan|sealing|git-changes|compliance|cli)/src',
      },
      to: { path: ['@backstage/', '^plugins/'] },
    },
    {
      name: 'isomorphic-engines-know-no-node',
      comment: 'kube-access, compliance and sealing run in the browser too.',
      severity: 'error',
      from: {
        path: '^packages/(kube-access|compliance|sealing)/src',
        pathNot: TESTS,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'systems-know-no-node',
      comment: 'kube-access has what is known of systems from kube-model.',
      severity: 'error',
      from: {
        path: '^packages/(kube-model/src/(fields|references|systems)|observation/src/json|secret-scan/src)/',
        pathNot: TESTS,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'systems-take-only-types-of-the-contract',
      comment: 'What observation does besides JSON needs Node.',
      severity: 'error',
      from: {
        path: '^packages/kube-model/src/(fields|references|systems)/',
        pathNot: TESTS,
      },
      to: {
        path: '^packages/(observation/src/(?!json/)|values/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'kube-access-knows-systems-only',
      comment: 'The rest of kube-model needs Node.',
      severity: 'error',
      from: { path: '^packages/kube-access/src', pathNot: TESTS },
      to: { path: '^packages/(?!kube-access/|kube-model/src/systems/)' },
    },
    {
      name: 'observation-stands-alone',
      comment: 'The contract is below all other packages.',
      severity: 'error',
      from: { path: '^packages/observation/src' },
      to: { path: '^(packages/(?!observation/)|plugins/)' },
    },
    {
      name: 'values-know-the-contract-only',
      comment: 'What is told of a value does not depend on its system.',
      severity: 'error',
      from: { path: '^packages/values/src' },
      to: {
        path: '^(packages/(?!observation/|values/|secret-scan/)|plugins/)',
      },
    },
    {
      name: 'kube-model-knows-no-rule',
      comment: 'It says what stands in an object, not whether that is right.',
      severity: 'error',
      from: { path: '^packages/kube-model/src' },
      to: {
        path: '^(packages/(?!observation/|values/|secret-scan/|kube-model/)|plugins/)',
      },
    },
    {
      name: 'findings-know-facts-only',
      comment:
        'Rules are pure functions of facts, whatever system they are of.',
      severity: 'error',
      from: { path: '^packages/findings/src', pathNot: TESTS },
      to: { path: '^(packages/(?!observation/|findings/)|plugins/)' },
    },
    {
      name: 'secret-scan-stands-alone',
      comment: 'It knows texts, and nothing of what holds them.',
      severity: 'error',
      from: { path: '^packages/secret-scan/src' },
      to: { path: '^(packages/(?!secret-scan/)|plugins/)' },
    },
    {
      name: 'git-changes-know-sealing-only',
      comment: 'They know files, and nothing of who has them.',
      severity: 'error',
      from: { path: '^packages/git-changes/src' },
      to: { path: '^(packages/(?!git-changes/|sealing/)|plugins/)' },
    },
    {
      name: 'compliance-stands-alone',
      comment: 'It knows counts, and nothing of where they come from.',
      severity: 'error',
      from: { path: '^packages/compliance/src' },
      to: { path: '^(packages/(?!compliance/)|plugins/)' },
    },
    {
      name: 'modules-know-no-other-module',
      comment: 'Any source module may be absent.',
      severity: 'error',
      from: { path: '^plugins/([^/]+-module-[^/]+)/', pathNot: TESTS },
      to: {
        path: ['^plugins/[^/]+-backend/', '^plugins/[^/]+-module-[^/]+/'],
        pathNot: '^plugins/$1/',
      },
    },
    {
      name: 'front-end-speaks-through-common',
      comment:
        'A front end gets its types and client from secrets-common. Values are sealed and looked at where they are typed.',
      severity: 'error',
      from: { path: '^plugins/secrets/' },
      to: {
        path: '^(packages/|plugins/secrets-(backend|node))',
        pathNot: '^packages/(sealing|secret-scan)/',
      },
    },
    {
      name: 'common-is-isomorphic',
      comment: 'secrets-common runs in the browser.',
      severity: 'error',
      from: { path: '^plugins/secrets-common/src', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'product-knows-no-test-workspace',
      comment: 'Only the demo runs on the simulated estate.',
      severity: 'error',
      from: {
        path: '^(packages|plugins)/',
        pathNot: ['^packages/demo/', ...TESTS],
      },
      to: { path: '^test/' },
    },
    {
      name: 'msw-only-in-tests-and-the-estate',
      comment: 'Simulated answers never reach an adopter.',
      severity: 'error',
      from: { path: '^(packages|plugins)/', pathNot: [...TESTS, '/dev/'] },
      to: { path: '/msw/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types|coverage|static)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
