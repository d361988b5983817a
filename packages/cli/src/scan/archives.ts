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

import { createReadStream } from 'fs';
import { basename } from 'path';
import { Readable } from 'stream';
import { extract } from 'tar-stream';
import {
  fromBufferPromise,
  getFileNameLowLevel,
  openPromise,
  type Entry,
  type ZipFile,
} from 'yauzl';
import { createGunzip } from 'zlib';
import type { ContentScanner } from './ContentScanner';
import { scanStream } from './scanStream';
import type { Unread } from './Unread';

const MIB = 1024 * 1024;
/** So much is unpacked of one file, with all archives that are in it. */
const MOST_BYTES = 256 * MIB;
const MOST_ENTRIES = 100_000;
/** A zip file within an archive is kept in memory, as the list of its files stands at its end. */
const MOST_NESTED = 64 * MIB;
/** How zip files are compressed: not at all, or by deflate. */
const METHODS: readonly number[] = [0, 8];

type Kind = 'zip' | 'tar' | 'tar.gz' | 'gz';

const KINDS: readonly [RegExp, Kind][] = [
  [/\.(?:zip|jar|war|ear|whl|nupkg|apk|docx|xlsx|pptx)$/i, 'zip'],
  [/\.(?:tgz|tar\.gz)$/i, 'tar.gz'],
  [/\.tar$/i, 'tar'],
  [/\.gz$/i, 'gz'],
];

function kindOf(path: string): Kind | undefined {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1];
}

/** Whether a file is an archive that can be looked into, by its name. */
export function isArchive(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** What looking into archives needs. */
export interface ArchiveOptions {
  scanner: ContentScanner;
  /** So many archives within one another are opened. */
  depth: number;
  signal: AbortSignal;
  /** Called after each file in an archive. */
  done(): void;
}

/** There is more in an archive than is looked through. */
class TooMuchError extends Error {}

function piecesOf(
  stream: AsyncIterable<Uint8Array>,
): AsyncIterator<Uint8Array> {
  return stream[Symbol.asyncIterator]();
}

/** Pipes, and hands on an error of the source. */
function join<
  T extends NodeJS.WritableStream & { destroy(error: Error): unknown },
>(source: Readable, target: T): T {
  source.once('error', error => target.destroy(error));
  return source.pipe(target);
}

class ArchiveReader {
  readonly unread: Unread[] = [];
  readonly #options: ArchiveOptions;
  #bytes = 0;
  #entries = 0;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  async read(path: string, file: string): Promise<void> {
    const { depth } = this.#options;
    try {
      if (kindOf(file) === 'zip') {
        await this.#openZip(file, depth, () =>
          openPromise(path, { decodeStrings: false, autoClose: false }),
        );
      } else {
        await this.#readPacked(file, createReadStream(path), depth);
      }
    } catch (error) {
      if (!(error instanceof TooMuchError)) {
        throw error;
      }
      this.unread.push({ file, code: error.message });
    }
  }

  async #openZip(
    file: string,
    depth: number,
    open: () => Promise<ZipFile>,
  ): Promise<void> {
    let zip: ZipFile | undefined;
    try {
      zip = await open();
      for await (const entry of zip.eachEntry()) {
        if (this.#options.signal.aborted) {
          return;
        }
        await this.#readZipEntry(zip, entry, file, depth);
      }
    } catch (error) {
      this.#note(file, error);
    } finally {
      zip?.close();
    }
  }

  async #readZipEntry(
    zip: ZipFile,
    entry: Entry,
    archive: string,
    depth: number,
  ): Promise<void> {
    const name = getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      false,
    );
    const file = `${archive}!${name}`;
    this.#countEntry();
    if (name.endsWith('/') || !this.#takes(file, depth)) {
      return;
    }
    if (entry.isEncrypted()) {
      this.unread.push({ file, code: 'encrypted' });
    } else if (!METHODS.includes(entry.compressionMethod)) {
      this.unread.push({ file, code: 'its compression is not supported' });
    } else {
      let stream: Readable | undefined;
      try {
        stream = await zip.openReadStreamPromise(entry);
        await this.#readEntry(file, piecesOf(stream), depth);
      } catch (error) {
        this.#note(file, error);
      } finally {
        stream?.destroy();
      }
    }
  }

  /** Reads a tar file, or what gzip has packed. */
  async #readPacked(
    file: string,
    source: Readable,
    depth: number,
  ): Promise<void> {
    const kind = kindOf(file);
    const streams = [source];
    try {
      const unpacked = kind === 'tar' ? source : join(source, createGunzip());
      streams.push(unpacked);
      if (kind === 'gz') {
        const inner = `${file}!${basename(file).replace(/\.gz$/i, '')}`;
        if (this.#takes(inner, depth)) {
          await this.#readEntry(inner, piecesOf(unpacked), depth);
        }
      } else {
        await this.#readTar(file, unpacked, depth);
      }
    } catch (error) {
      this.#note(file, error);
    } finally {
      streams.forEach(stream => stream.destroy());
    }
  }

  async #readTar(file: string, source: Readable, depth: number): Promise<void> {
    for await (const entry of join(source, extract())) {
      if (this.#options.signal.aborted) {
        return;
      }
      this.#countEntry();
      const path = `${file}!${entry.header.name}`;
      // An entry that is left in the middle would take the archive with it.
      const pieces = piecesOf(entry as unknown as AsyncIterable<Uint8Array>);
      if (entry.header.type === 'file' && this.#takes(path, depth)) {
        await this.#readEntry(path, pieces, depth);
      }
      for await (const _ of this.#metered(pieces)) {
        // The rest of what is no text.
      }
    }
  }

  async #readEntry(
    file: string,
    pieces: AsyncIterator<Uint8Array>,
    depth: number,
  ): Promise<void> {
    const { scanner, done } = this.#options;
    const metered = this.#metered(pieces);
    const kind = kindOf(file);
    if (kind === 'zip') {
      const bytes = await this.#collect(file, metered);
      if (bytes) {
        await this.#openZip(file, depth - 1, () =>
          fromBufferPromise(bytes, { decodeStrings: false }),
        );
      }
    } else if (kind) {
      await this.#readPacked(file, Readable.from(metered), depth - 1);
    } else if (await scanStream(scanner, file, metered)) {
      scanner.counts.files++;
    } else {
      scanner.counts.skipped++;
    }
    done();
  }

  async #collect(
    file: string,
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<Buffer | undefined> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of pieces) {
      size += chunk.length;
      if (size > MOST_NESTED) {
        this.unread.push({
          file,
          code: `larger than ${MOST_NESTED / MIB} MiB within an archive`,
        });
        return undefined;
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** The same pieces, counted. It leaves its source open when it is left early. */
  async *#metered(
    pieces: AsyncIterator<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    for (
      let next = await pieces.next();
      !next.done && !this.#options.signal.aborted;
      next = await pieces.next()
    ) {
      this.#bytes += next.value.length;
      if (this.#bytes > MOST_BYTES) {
        throw new TooMuchError(
          `it unpacks to more than ${
            MOST_BYTES / MIB
          } MiB; the rest was not looked through`,
        );
      }
      yield next.value;
    }
  }

  #takes(file: string, depth: number): boolean {
    const { scanner } = this.#options;
    return isArchive(file)
      ? depth > 1 && !scanner.leavesOut(file)
      : scanner.takes(file);
  }

  #countEntry(): void {
    this.#entries++;
    if (this.#entries > MOST_ENTRIES) {
      throw new TooMuchError(
        `it has more than ${MOST_ENTRIES} files; the rest was not looked through`,
      );
    }
  }

  #note(file: string, error: unknown): void {
    if (error instanceof TooMuchError) {
      throw error;
    }
    const { code } = error as NodeJS.ErrnoException;
    this.unread.push({
      file,
      code:
        typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : 'damaged',
    });
  }
}

/**
 * Looks through the files in an archive; none of them is written anywhere. Their
 * paths begin with that of the archive: `app.zip!etc/app.conf`.
 *
 * What is unpacked and what is kept in memory are bounded, whatever an archive
 * says of its sizes.
 *
 * @returns what could not be looked through, and why
 */
export async function scanArchive(
  path: string,
  file: string,
  options: ArchiveOptions,
): Promise<Unread[]> {
  const reader = new ArchiveReader(options);
  await reader.read(path, file);
  return reader.unread;
}
