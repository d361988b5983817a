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
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from './bootstrap.mjs';
import { root } from './paths.mjs';

/**
 * What the README has an adopter do, read from its code blocks, so that what is
 * tested is what is written there.
 *
 * @returns {Promise<{
 *   add: Record<string, string[]>,
 *   remove: Record<string, string[]>,
 *   code: (start: string) => string
 * }>} packages by folder, and the block that begins with a comment
 */
export async function readmeSnippets() {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  const start = text.indexOf('\n## Add it to your portal');
  const section = text.slice(start, text.indexOf('\n## ', start + 4));
  const blocks = [...section.matchAll(/^( *)```\w+\n([^]*?)^ *```$/gm)].map(
    ([, indent, block]) =>
      block
        .split('\n')
        .map(line => line.slice(line.startsWith(indent) ? indent.length : 0))
        .join('\n'),
  );
  const commands = command => {
    const found = {};
    for (const line of blocks.join('\n').split('\n')) {
      const match = line.match(/^yarn --cwd (\S+) (add|remove) (.+)$/);
      if (match?.[2] === command) {
        found[match[1]] = match[3].trim().split(/\s+/);
      }
    }
    if (Object.keys(found).length === 0) {
      throw new SetupError(`The README shows no "yarn --cwd … ${command}".`);
    }
    return found;
  };
  return {
    add: commands('add'),
    remove: commands('remove'),
    code: comment => {
      const block = blocks.find(candidate =>
        candidate.startsWith(`// ${comment}`),
      );
      if (!block) {
        throw new SetupError(
          `The README shows no block that begins with "// ${comment}".`,
        );
      }
      return block.slice(block.indexOf('\n') + 1);
    },
  };
}
