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

/** By SQLSTATE, the whole one or its class, of PostgreSQL. */
const STATES: Record<string, string> = {
  '08': 'the connection was lost',
  '22': 'something given cannot be stored or compared',
  '23': 'a constraint does not allow it',
  '23505': 'there is a row with this key already',
  '25': 'the transaction is in no state for it',
  '28': 'the credentials are refused',
  '3D': 'there is no such database',
  '40': 'it collided with another transaction',
  '42': 'the statement is wrong, or not allowed',
  '53': 'the server is short of resources',
  '53100': 'the disk is full',
  '53200': 'the server is out of memory',
  '53300': 'there are too many connections',
  '54': 'it exceeds a limit of the server',
  '55P03': 'a lock was not to be had in time',
  '57014': 'the statement was cancelled',
  '57P': 'the server is shutting down or starting',
  '58': 'the system below the server failed',
};

/** By code, without what follows its second word, of SQLite. */
const SQLITE: Record<string, string> = {
  SQLITE_BUSY: 'the database is locked',
  SQLITE_LOCKED: 'the database is locked',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  SQLITE_CONSTRAINT: 'a constraint does not allow it',
  SQLITE_CORRUPT: 'the file is damaged',
  SQLITE_NOTADB: 'the file is no database',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the file cannot be read or written',
  SQLITE_NOMEM: 'the process is out of memory',
  SQLITE_READONLY: 'the file is read-only',
  SQLITE_TOOBIG: 'something given is too large',
};

/** The classes of SQLSTATE; codes of Node.js, as EPIPE, begin otherwise. */
const SQLSTATE = /^(?:\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/;

/** What a code of a database means, with the code; undefined for other codes. */
export function describeDatabaseCode(code: string): string | undefined {
  if (SQLSTATE.test(code)) {
    const meaning =
      STATES[code] ?? STATES[code.slice(0, 3)] ?? STATES[code.slice(0, 2)];
    return `database error ${code}${meaning ? `: ${meaning}` : ''}`;
  }
  const sqlite = /^SQLITE_[A-Z]+/.exec(code);
  if (sqlite && /^[A-Z_]+$/.test(code)) {
    const meaning = SQLITE[sqlite[0]];
    return `database error ${code}${meaning ? `: ${meaning}` : ''}`;
  }
  return undefined;
}
