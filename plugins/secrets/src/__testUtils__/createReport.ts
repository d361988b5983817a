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

import {
  type CheckReport,
  type ComplianceOverview,
  type ComplianceReport,
  type ControlReport,
} from '@keyward/backstage-plugin-secrets-common';

/** A check that fails; what a test is about is overridden. */
function createCheck(overrides: Partial<CheckReport> = {}): CheckReport {
  return {
    id: 'rotation-in-period',
    title: 'Values are rotated within their period',
    remedy: 'Rotate the overdue values, oldest first.',
    rules: ['rotation-due'],
    verdict: 'fail',
    evidence: [
      {
        verdict: 'fail',
        text: '12 of 40 values are overdue.',
        count: 12,
        total: 40,
      },
      {
        verdict: 'pass',
        text: '28 of 40 values are within the period.',
        count: 28,
        total: 40,
      },
    ],
    fix: { page: 'rotation', state: 'overdue' },
    ...overrides,
  };
}

function createControl(overrides: Partial<ControlReport> = {}): ControlReport {
  return {
    id: 'rotation',
    title: 'Rotate on schedule',
    asks: 'Each value is replaced within the period of its policy.',
    reference: { number: 'rotation', url: 'https://example.com/practices' },
    remedy: 'Rotate what is overdue, oldest first.',
    verdict: 'fail',
    checks: ['rotation-in-period'],
    restsOn: [],
    missing: [],
    ...overrides,
  };
}

/** A scope with one control of each result. */
export function createReport(
  overrides: Partial<ComplianceReport> = {},
): ComplianceReport {
  const audit = createCheck({
    id: 'audit-coverage',
    title: 'Reads of Secrets are audited',
    remedy: 'Log Secrets at level Metadata in the audit policy.',
    rules: [],
    verdict: 'unknown',
    evidence: [
      {
        verdict: 'unknown',
        text: 'Not known: the audit log of the cluster would tell.',
      },
    ],
    missing: 'audit',
    fix: undefined,
  });
  return {
    scope: { kind: 'portal', ref: '*' },
    asOf: new Date(Date.now() - 30_000).toISOString(),
    score: 61,
    confidence: 74,
    parts: [
      {
        id: 'rotation',
        title: 'Rotation',
        weight: 15,
        score: 70,
        confidence: 100,
      },
      { id: 'certificates', title: 'Certificates', weight: 10 },
    ],
    improvements: [
      {
        check: 'rotation-in-period',
        part: 'rotation',
        title: 'Values are rotated within their period',
        text: '12 of 40 values are overdue.',
        remedy: 'Rotate the overdue values, oldest first.',
        count: 12,
        gain: 4.5,
        fix: { page: 'rotation', state: 'overdue' },
      },
    ],
    checks: [createCheck(), audit],
    missing: [
      {
        id: 'audit',
        title: 'the audit log of the cluster',
        remedy: 'No source of this version reads audit logs.',
      },
    ],
    frameworks: [
      {
        id: 'best-practices',
        version: '1',
        title: 'Ten best practices',
        url: 'https://example.com/practices',
        counts: { pass: 1, fail: 1, unknown: 1, notApplicable: 1 },
        controls: [
          createControl(),
          createControl({
            id: 'audit',
            title: 'Audit all access',
            verdict: 'unknown',
            reference: { number: 'audit', url: 'https://example.com/audit' },
            checks: ['audit-coverage'],
            missing: ['audit'],
          }),
          createControl({
            id: 'versioning',
            title: 'Keep versions',
            verdict: 'pass',
            checks: [],
          }),
          createControl({
            id: 'expiry',
            title: 'Watch what expires',
            verdict: 'not-applicable',
            checks: [],
          }),
        ],
      },
    ],
    ages: {
      bounds: [30, 90, 180, 365],
      within: [10, 8, 6, 5],
      older: 7,
      unknown: 4,
    },
    trend: [],
    encryption: [],
    frameworkProblems: [],
    ...overrides,
  };
}

export function createOverview(
  overrides: Partial<ComplianceOverview> = {},
): ComplianceOverview {
  return {
    asOf: new Date(Date.now() - 30_000).toISOString(),
    score: 61,
    confidence: 74,
    secrets: 120,
    rotation: { total: 100, inPeriod: 79, overdue: 18, unknown: 3 },
    encryption: { total: 3, encrypted: 1, mixed: 0, plaintext: 1, unknown: 1 },
    certificates: { total: 20, expiring: 4, expired: 1 },
    findings: { critical: 2, high: 11 },
    riskiestAccess: {
      sourceId: 'production',
      sourceTitle: 'production',
      severity: 'high',
      subject: { id: 'u:lena', kind: 'User', name: 'lena', isSystem: false },
      explanation: 'Can read all Secrets of the cluster.',
      secrets: 96,
      namespaces: 8,
    },
    staleSources: [],
    trend: [],
    ...overrides,
  };
}
