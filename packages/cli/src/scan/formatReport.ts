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

import { printable, printableJson } from '@keyward/observation';
import { formatTable } from '../output/formatTable';
import type { ScanCounts } from './ContentScanner';
import { fingerprintOf, type Finding } from './Finding';
import type { ScanRules } from './ScanRules';

export const REPORT_FORMATS = ['table', 'json', 'sarif', 'junit'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

const MASK = '********';

/** What was found, as it is printed. */
export function formatReport(
  findings: Finding[],
  {
    format,
    counts,
    rules,
    version,
  }: {
    format: ReportFormat;
    counts: ScanCounts;
    rules: ScanRules;
    version: string;
  },
): string {
  switch (format) {
    case 'json':
      return `${printableJson(
        {
          version: 1,
          counts,
          findings: findings.map(finding => ({
            ...finding,
            sample: MASK,
            fingerprint: fingerprintOf(finding),
          })),
        },
        2,
      )}\n`;
    case 'sarif':
      return `${printableJson(toSarif(findings, rules, version), 2)}\n`;
    case 'junit':
      return toJunit(findings);
    default:
      return toTable(findings);
  }
}

function toTable(findings: Finding[]): string {
  const hasCommits = findings.some(({ commit }) => commit);
  return findings.length === 0
    ? ''
    : formatTable(
        [
          'PLACE',
          'RULE',
          'CONFIDENCE',
          'WHAT',
          ...(hasCommits ? ['COMMIT', 'AUTHOR', 'DATE'] : []),
        ],
        findings.map(
          ({ file, line, column, rule, confidence, commit, ...rest }) => [
            `${file}:${line}:${column}`,
            rule,
            confidence,
            `${rest.title}${rest.name ? `: ${rest.name}=${MASK}` : ''}${
              rest.note ? ` (${rest.note})` : ''
            }`,
            ...(hasCommits
              ? [
                  commit?.id.slice(0, 12) ?? '-',
                  commit?.author ?? '-',
                  commit?.date ?? '-',
                ]
              : []),
          ],
        ),
      );
}

const LEVELS = { high: 'error', medium: 'warning', low: 'note' } as const;

/** As of https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function toSarif(findings: Finding[], rules: ScanRules, version: string) {
  const titles = new Map(findings.map(({ rule, title }) => [rule, title]));
  const ids = [...titles.keys()].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'keyward',
            version,
            informationUri: 'https://github.com/keyward/keyward',
            rules: ids.map(id => {
              const about = rules.describe(id);
              return {
                id,
                shortDescription: { text: about?.title ?? titles.get(id)! },
                ...(about?.source ? { helpUri: about.source } : {}),
              };
            }),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(finding => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: LEVELS[finding.confidence],
          message: {
            text: `${finding.title}${finding.name ? `: ${finding.name}` : ''}${
              finding.note ? ` (${finding.note})` : ''
            }`,
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: {
                  uri: finding.file
                    .split('/')
                    .map(part => encodeURIComponent(part.toWellFormed()))
                    .join('/'),
                },
                region: {
                  startLine: finding.line,
                  startColumn: finding.column,
                },
              },
            },
          ],
          partialFingerprints: { 'keyward/place': fingerprintOf(finding) },
          ...(finding.commit
            ? {
                properties: {
                  commit: finding.commit.id,
                  author: finding.commit.author,
                  date: finding.commit.date,
                },
              }
            : {}),
        })),
      },
    ],
  };
}

/** One test case for each finding, and one that passes where there is none. */
function toJunit(findings: Finding[]): string {
  const cases = findings.map(
    finding =>
      `    <testcase classname="${escapeXml(finding.rule)}" name="${escapeXml(
        fingerprintOf(finding),
      )}">\n      <failure message="${escapeXml(
        finding.title,
      )}" type="${escapeXml(finding.confidence)}"/>\n    </testcase>\n`,
  );
  if (cases.length === 0) {
    cases.push('    <testcase classname="keyward" name="no secrets"/>\n');
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="keyward scan" tests="${
    cases.length
  }" failures="${findings.length}" errors="0">\n${cases.join(
    '',
  )}  </testsuite>\n</testsuites>\n`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeXml(text: string): string {
  return printable(text).replace(/[&<>"]/g, sign => ENTITIES[sign]);
}
