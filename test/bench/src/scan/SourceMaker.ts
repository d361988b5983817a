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

// The seeded dice and samples of the scanner's own tests: the same kinds are planted here.
/* eslint-disable no-restricted-imports, @backstage/no-relative-monorepo-imports */
import { Dice } from '../../../../packages/secret-scan/src/__testUtils__/Dice';
import { sampleOfFormat } from '../../../../packages/secret-scan/src/__testUtils__/sampleOfFormat';
import { WORD_FORMATS } from '../../../../packages/secret-scan/src/wordFormats';
/* eslint-enable no-restricted-imports, @backstage/no-relative-monorepo-imports */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = `${LETTERS}ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789`;
const HEX = '0123456789abcdef';

/** A file of the made-up sources. */
export interface MadeFile {
  path: string;
  text: string;
  /** Lines (from 1) on which a credential was planted. */
  planted: number[];
}

interface Kind {
  extension: string;
  folder: string;
  /** Out of 100 files. */
  share: number;
  line(maker: SourceMaker): string;
  /** A line that assigns a value to a name. */
  assign(name: string, value: string): string;
}

const KINDS: readonly Kind[] = [
  {
    extension: 'ts',
    folder: 'src',
    share: 26,
    line: m =>
      m.one([
        () => `import { ${m.name()} } from './${m.word()}';`,
        () =>
          `  const ${m.name()} = await this.${m.name()}(${m.name()}, '${m.word()}');`,
        () => `  if (${m.name()}.${m.name()} === ${m.below(1000)}) {`,
        () => `  // ${m.sentence()}`,
        () => `    return ${m.name()}.map(${m.word()} => ${m.word()}.key);`,
        () => '  }',
        () => `export function ${m.name()}(${m.name()}: ${m.type()}): string {`,
      ])(),
    assign: (name, value) => `const ${name} = '${value}';`,
  },
  {
    extension: 'go',
    folder: 'pkg',
    share: 14,
    line: m =>
      m.one([
        () => `\t${m.name()}, err := ${m.name()}.${m.type()}(ctx, ${m.name()})`,
        () => '\tif err != nil {',
        () => `\t\treturn nil, fmt.Errorf("${m.sentence()}: %w", err)`,
        () => `\t// ${m.sentence()}`,
        () => `func (s *${m.type()}) ${m.type()}(token string) error {`,
        () => '\t}',
      ])(),
    assign: (name, value) => `\t${name} := "${value}"`,
  },
  {
    extension: 'py',
    folder: 'lib',
    share: 10,
    line: m =>
      m.one([
        () => `    ${m.name()} = self.${m.name()}(${m.word()}=${m.below(99)})`,
        () => `    # ${m.sentence()}`,
        () => `def ${m.word()}_${m.word()}(${m.word()}, ${m.word()}=None):`,
        () => `    raise ValueError("${m.sentence()}")`,
      ])(),
    assign: (name, value) => `${name} = "${value}"`,
  },
  {
    extension: 'java',
    folder: 'java',
    share: 10,
    line: m =>
      m.one([
        () =>
          `    private final ${m.type()} ${m.name()} = new ${m.type()}(${m.name()});`,
        () => `    @Value("\${${m.word()}.${m.word()}}")`,
        () => `     * ${m.sentence()}`,
        () => `    public ${m.type()} get${m.type()}() {`,
        () => '    }',
      ])(),
    assign: (name, value) => `    String ${name} = "${value}";`,
  },
  {
    extension: 'yaml',
    folder: 'deploy',
    share: 12,
    line: m =>
      m.one([
        () => `  ${m.word()}: ${m.word()}`,
        () => `    - name: ${m.word()}-${m.word()}`,
        () => `      image: ${m.word()}/${m.word()}@sha256:${m.hex(64)}`,
        () => `  # ${m.sentence()}`,
        () => `    ${m.name()}: ${m.below(65_000)}`,
      ])(),
    assign: (name, value) => `    ${name}: "${value}"`,
  },
  {
    extension: 'json',
    folder: 'i18n',
    share: 10,
    line: m =>
      m.one([
        () => `  "${m.word()}.${m.name()}": "${m.sentence()}",`,
        () => `  "${m.name()}": ${m.below(10_000)},`,
        () => `  "id": "${m.hex(8)}-${m.hex(4)}-${m.hex(4)}-${m.hex(12)}",`,
      ])(),
    assign: (name, value) => `  "${name}": "${value}",`,
  },
  {
    extension: 'md',
    folder: 'docs',
    share: 9,
    line: m =>
      m.one([
        () => m.sentence(),
        () => `## ${m.word()} ${m.word()}`,
        () => '',
        () => `- \`${m.name()}\`: ${m.sentence()}`,
      ])(),
    assign: (name, value) => `    ${name}=${value}`,
  },
  {
    extension: 'tf',
    folder: 'infra',
    share: 5,
    line: m =>
      m.one([
        () => `resource "aws_${m.word()}" "${m.word()}" {`,
        () => `  ${m.word()}_${m.word()} = var.${m.word()}`,
        () => '}',
      ])(),
    assign: (name, value) => `  ${name} = "${value}";`,
  },
  {
    extension: 'properties',
    folder: 'config',
    share: 4,
    line: m => `${m.word()}.${m.word()}.${m.name()}=${m.word()}`,
    assign: (name, value) => `${name}=${value}`,
  },
];

const NAMES = [
  'password',
  'apiKey',
  'client_secret',
  'auth_token',
  'secretKey',
];

/**
 * Made-up sources of mixed kinds, the same in each run for one seed: words from a
 * vocabulary of a project's size, in which those that speak of credentials are as
 * frequent as in real code, and now and then a planted credential.
 */
export class SourceMaker {
  readonly #dice: Dice;
  readonly #words: string[];

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    const some = Array.from({ length: 3000 }, () =>
      this.#dice.word(LETTERS, 3 + this.#dice.below(9)),
    );
    this.#words = [...some, 'key', 'token', 'secret', 'auth', 'password'];
  }

  below(limit: number): number {
    return this.#dice.below(limit);
  }

  one<T>(of: ArrayLike<T>): T {
    return this.#dice.one(of);
  }

  hex(length: number): string {
    return this.#dice.word(HEX, length);
  }

  word(): string {
    return this.#dice.one(this.#words);
  }

  type(): string {
    const word = this.word();
    return word[0].toUpperCase() + word.slice(1);
  }

  name(): string {
    return this.word() + this.type();
  }

  sentence(): string {
    return Array.from({ length: 5 + this.below(9) }, () => this.word()).join(
      ' ',
    );
  }

  /** A file of some kind, of 1 to 30 KB, most of them small. */
  file(index: number): MadeFile {
    const kind = this.#kind();
    const size = 1000 + Math.floor(30_000 * (this.below(1000) / 1000) ** 2);
    const lines: string[] = [];
    for (let length = 0; length < size; length += lines.at(-1)!.length + 1) {
      lines.push(kind.line(this));
    }
    const planted: number[] = [];
    if (this.below(20) === 0) {
      planted.push(this.#plant(kind, lines));
    }
    return {
      path: `${kind.folder}/${index % 97}/${this.word()}${index}.${
        kind.extension
      }`,
      text: `${lines.join('\n')}\n`,
      planted,
    };
  }

  /** Replaces some lines of a text by others of its kind. */
  edit(file: MadeFile): MadeFile {
    const kind = KINDS.find(({ extension }) =>
      file.path.endsWith(`.${extension}`),
    )!;
    const lines = file.text.split('\n');
    const from = this.below(lines.length);
    const added = Array.from({ length: 3 + this.below(40) }, () =>
      kind.line(this),
    );
    if (this.below(25) === 0) {
      this.#plant(kind, added);
    }
    lines.splice(from, this.below(30), ...added);
    return { ...file, text: lines.join('\n') };
  }

  #kind(): Kind {
    let rest = this.below(100);
    for (const kind of KINDS) {
      rest -= kind.share;
      if (rest < 0) {
        return kind;
      }
    }
    return KINDS[0];
  }

  /** Replaces a line by one with a credential; returns the number of the line. */
  #plant(kind: Kind, lines: string[]): number {
    const at = this.below(lines.length);
    const isNamed = this.below(2) === 0;
    lines[at] = isNamed
      ? kind.assign(this.one(NAMES), this.#dice.word(ALNUM, 32))
      : kind.assign(
          'value',
          sampleOfFormat(this.one(WORD_FORMATS), this.#dice),
        );
    return at + 1;
  }
}
