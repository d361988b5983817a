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

/** One of the three that are measured against each other. */
export type SideName = 'keyward' | 'floor' | 'list';

/** The API server that is read from. */
export interface Server {
  url: string;
  caData: string;
  token: string;
}

/** What the process of a side is told. */
export interface SideOptions {
  side: SideName;
  server: Server;
  /** An empty database, for the sides that write. */
  database: string;
  /** Whether what goes wrong and is tried again does not end it. */
  isPatient?: boolean;
  /** How many objects each page has, as Keyward asks for them. */
  pages: number[];
  /** A row of each table as Keyward writes it. */
  rows: Record<string, object>;
}

/** What a side tells when it is done. */
export interface SideResult {
  /** The first time through all Secrets. */
  firstMs: number;
  /** The second time, with nothing changed; not of the floor. */
  secondMs?: number;
  /** How much more memory than before the process held at most. */
  rssOverIdleMb: number;
  /** What was read, for the sides to be compared. */
  secrets: number;
  pages?: number[];
  rows?: Record<string, object>;
}
