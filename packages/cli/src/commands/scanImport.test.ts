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

import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { runInProcess } from '../__testUtils__/runInProcess';

const VALUE = ['w0rd', 'Tr0ub4dor'].join('-');
const COMMIT = 'a'.repeat(40);

const GITLEAKS = [
  {
    RuleID: 'generic-api-key',
    Description: 'Generic API key',
    StartLine: 3,
    StartColumn: 7,
    Match: `key = ${VALUE}`,
    Secret: VALUE,
    File: 'app/a.conf',
    Commit: COMMIT,
    Author: 'Ann',
    Email: 'ann@example.com',
    Date: '2026-11-01T10:00:00Z',
    Message: `add ${VALUE}`,
  },
];

const TRUFFLEHOG = [
  { level: 'info-0', msg: 'running source' },
  {
    SourceMetadata: {
      Data: {
        Git: {
          commit: COMMIT,
          file: 'app/b.conf',
          email: 'Ann <ann@example.com>',
          timestamp: '2026-11-01 10:00:00 +0000',
          line: 9,
        },
      },
    },
    DetectorName: 'AWS',
    Verified: true,
    Raw: VALUE,
    RawV2: VALUE,
    Redacted: VALUE,
  },
  {
    SourceMetadata: { Data: { Filesystem: { file: 'c.conf', line: 1 } } },
    DetectorName: 'Private Key',
    Verified: false,
    Raw: VALUE,
  },
]
  .map(line => JSON.stringify(line))
  .join('\n');

const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'other',
          rules: [{ id: 'key', shortDescription: { text: 'A key' } }],
        },
      },
      results: [
        {
          ruleId: 'key',
          level: 'error',
          message: { text: `found ${VALUE}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'a%20b/d.conf' },
                region: { startLine: 4, snippet: { text: VALUE } },
              },
            },
          ],
          partialFingerprints: { commitSha: COMMIT, author: 'Ann', date: 'x' },
        },
        {
          ruleId: 'key',
          message: {},
          suppressions: [{ kind: 'external' }],
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'known.conf' } } },
          ],
        },
      ],
    },
  ],
};

describe('keyward scan import', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-import-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function importReport(report: unknown, ...args: string[]) {
    const file = join(folder, 'report');
    await writeFile(
      file,
      typeof report === 'string' ? report : JSON.stringify(report),
    );
    const result = await runInProcess([
      'scan',
      'import',
      file,
      '--format',
      'json',
      ...args,
    ]);
    expect(result.stdout + result.stderr).not.toContain(VALUE);
    return {
      ...result,
      findings: (JSON.parse(result.stdout || '{}').findings ?? []).map(
        (each: any) =>
          [
            `${each.file}:${each.line}:${each.column}`,
            each.rule,
            each.title,
            each.confidence,
            each.commit?.author,
          ].filter(Boolean),
      ),
    };
  }

  it('reads gitleaks, trufflehog and SARIF, and keeps nothing of a value', async () => {
    const { code, findings } = await importReport(GITLEAKS);
    expect(code).toBe(3);
    expect(findings).toEqual([
      ['app/a.conf:3:7', 'generic-api-key', 'Generic API key', 'medium', 'Ann'],
    ]);
    expect((await importReport(TRUFFLEHOG)).findings).toEqual([
      [
        'app/b.conf:9:1',
        'trufflehog-aws',
        'AWS credential, verified by trufflehog',
        'high',
        'Ann <ann@example.com>',
      ],
      [
        'c.conf:1:1',
        'trufflehog-private-key',
        'Private Key credential',
        'medium',
      ],
    ]);
    expect((await importReport(SARIF)).findings).toEqual([
      ['a b/d.conf:4:1', 'key', 'A key', 'high', 'Ann'],
    ]);
  });

  it('reads what Keyward wrote, in JSON and SARIF', async () => {
    const { stdout, findings } = await importReport(SARIF);
    expect((await importReport(stdout)).findings).toEqual(findings);
    const sarif = await importReport(GITLEAKS, '--format', 'sarif');
    expect((await importReport(sarif.stdout.trim())).findings).toEqual([
      ['app/a.conf:3:7', 'generic-api-key', 'Generic API key', 'medium', 'Ann'],
    ]);
  });

  it('takes each as a baseline', async () => {
    const baseline = join(folder, 'baseline');
    for (const report of [GITLEAKS, SARIF, TRUFFLEHOG]) {
      await writeFile(
        baseline,
        typeof report === 'string' ? report : JSON.stringify(report),
      );
      const { code, findings } = await importReport(
        report,
        '--baseline',
        baseline,
      );
      expect([code, findings]).toEqual([0, []]);
    }
  });

  it('says what it cannot read', async () => {
    for (const report of ['', 'text', '{"a":1}', '{"runs":1}', `[${VALUE}`]) {
      const { code, stderr } = await importReport(report);
      expect(code).toBe(1);
      expect(stderr).toContain('This is no report that can be read');
    }
    const odd = [
      ...GITLEAKS,
      { RuleID: 'x' },
      null,
      { RuleID: `a b ${VALUE}`, File: 'a', StartLine: 1 },
      { RuleID: 'x', File: 'a', StartLine: '1' },
    ];
    const { code, findings, stderr } = await importReport(odd);
    expect(code).toBe(3);
    expect(findings).toHaveLength(1);
    expect(stderr).toContain('could not be read (4 entries without a place)');
    expect((await importReport([])).code).toBe(0);
  });
});
