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

import { UserError } from '../run/UserError';
import {
  type Commit,
  CONFIDENCES,
  type Confidence,
  type Finding,
} from './Finding';

type Fields = Record<string, unknown>;

const LONGEST_TITLE = 200;
const RULE = /^[\w./:-]{1,100}$/;

/** What a report of a scanner says. */
export interface Report {
  findings: Finding[];
  /** Entries without a rule or a place; nothing is known of them. */
  unreadable: number;
}

/**
 * Reads a report of Keyward, gitleaks (JSON), trufflehog (JSON lines), or of any
 * other scanner in SARIF 2.1.0. What a report has of a value (`Secret`, `Match`,
 * `Raw`, messages, snippets) is not kept.
 *
 * @param where - the name of the file, for the error
 * @throws UserError where it is none of these
 */
export function readReport(text: string, where: string): Report {
  const entries = entriesOf(text);
  if (!entries) {
    throw new UserError('This is no report that can be read', {
      where,
      remedy:
        'write one with "keyward scan --format json", "gitleaks --report-format json", "trufflehog --json" or as SARIF 2.1.0',
    });
  }
  const findings = entries.flatMap(entry => (entry ? [entry] : []));
  return { findings, unreadable: entries.length - findings.length };
}

/** The findings, and nothing for an entry that cannot be read; nothing at all for another kind of text. */
function entriesOf(text: string): (Finding | undefined)[] | undefined {
  const report = parse(text);
  if (Array.isArray(report)) {
    return report.map(entry => fromGitleaks(fieldsOf(entry)));
  }
  const { runs, findings } = fieldsOf(report);
  if (Array.isArray(runs)) {
    return runs.flatMap(run => fromSarif(fieldsOf(run)));
  }
  if (Array.isArray(findings)) {
    return findings.map(entry => fromKeyward(fieldsOf(entry)));
  }
  return fromLines(text);
}

/** Trufflehog prints an object a line, and lines of its log between them. */
function fromLines(text: string): (Finding | undefined)[] | undefined {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const objects = lines.map(line => fieldsOf(parse(line)));
  const isTrufflehog = objects.some(line => 'SourceMetadata' in line);
  return isTrufflehog
    ? objects.filter(line => !('level' in line)).map(fromTrufflehog)
    : undefined;
}

/** No message: that of the parser quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromKeyward(entry: Fields): Finding | undefined {
  const { id, author, date } = fieldsOf(entry.commit);
  return toFinding({
    rule: entry.rule,
    title: entry.title,
    file: entry.file,
    line: entry.line,
    column: entry.column,
    name: entry.name,
    commit: commitOf(id, author, date),
    confidence: confidenceOf(entry.confidence) ?? 'medium',
  });
}

function fromGitleaks(entry: Fields): Finding | undefined {
  return toFinding({
    rule: entry.RuleID,
    title: entry.Description,
    file: entry.File,
    line: entry.StartLine,
    column: entry.StartColumn,
    commit: commitOf(entry.Commit, entry.Author, entry.Date),
    // Its generic rule goes by names.
    confidence: String(entry.RuleID).includes('generic') ? 'medium' : 'high',
  });
}

function fromTrufflehog(entry: Fields): Finding | undefined {
  const [place] = Object.values(fieldsOf(fieldsOf(entry.SourceMetadata).Data));
  const { file, path, line, commit, email, timestamp } = fieldsOf(place);
  const name = String(entry.DetectorName ?? '');
  return toFinding({
    rule: name && `trufflehog-${name.toLowerCase().replace(/\s+/g, '-')}`,
    title: `${name} credential${
      entry.Verified === true ? ', verified by trufflehog' : ''
    }`,
    file: file ?? path,
    line: line ?? 1,
    commit: commitOf(commit, email, timestamp),
    confidence: entry.Verified === true ? 'high' : 'medium',
  });
}

const LEVELS: Readonly<Record<string, Confidence>> = {
  error: 'high',
  warning: 'medium',
  note: 'low',
};

/** As of https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function fromSarif(run: Fields): (Finding | undefined)[] {
  const rules = listOf(fieldsOf(fieldsOf(run.tool).driver).rules).map(fieldsOf);
  const titles = new Map(
    rules.map(rule => [rule.id, fieldsOf(rule.shortDescription).text]),
  );
  return listOf(run.results)
    .map(fieldsOf)
    .filter(result => !listOf(result.suppressions).some(isInForce))
    .map(result => {
      const id = result.ruleId ?? fieldsOf(result.rule).id;
      const place = fieldsOf(
        fieldsOf(listOf(result.locations)[0]).physicalLocation,
      );
      const { startLine, startColumn } = fieldsOf(place.region);
      const about = {
        ...fieldsOf(result.partialFingerprints),
        ...fieldsOf(result.properties),
      };
      return toFinding({
        rule: id,
        title: titles.get(id),
        file: pathOf(fieldsOf(place.artifactLocation).uri),
        line: startLine ?? 1,
        column: startColumn,
        commit: commitOf(
          about.commit ?? about.commitSha,
          about.author,
          about.date,
        ),
        confidence: LEVELS[String(result.level)] ?? 'medium',
      });
    });
}

function isInForce(suppression: unknown): boolean {
  const { status } = fieldsOf(suppression);
  return status === undefined || status === 'accepted';
}

function pathOf(uri: unknown): string | undefined {
  if (typeof uri !== 'string') {
    return undefined;
  }
  try {
    return decodeURIComponent(uri.replace(/^file:\/\//, ''));
  } catch {
    return uri;
  }
}

function toFinding({
  rule,
  title,
  file,
  line,
  column,
  name,
  confidence,
  commit,
}: Record<'rule' | 'file' | 'line', unknown> &
  Fields & {
    confidence: Confidence;
    commit?: Commit;
  }): Finding | undefined {
  if (
    typeof rule !== 'string' ||
    !RULE.test(rule) ||
    typeof file !== 'string' ||
    file === '' ||
    !isPlace(line)
  ) {
    return undefined;
  }
  return {
    rule,
    title: typeof title === 'string' ? title.slice(0, LONGEST_TITLE) : rule,
    file,
    line,
    column: isPlace(column) ? column : 1,
    ...(typeof name === 'string' ? { name } : {}),
    confidence,
    ...(commit ? { commit } : {}),
  };
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function confidenceOf(value: unknown): Confidence | undefined {
  return CONFIDENCES.find(each => each === value);
}

function commitOf(
  id: unknown,
  author: unknown,
  date: unknown,
): Commit | undefined {
  if (typeof id !== 'string' || id === '') {
    return undefined;
  }
  return {
    id,
    author: typeof author === 'string' ? author : '',
    date: typeof date === 'string' ? date : '',
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
