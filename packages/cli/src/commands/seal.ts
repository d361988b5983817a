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
  createSealedSecret,
  formatSealedSecret,
  mergeIntoSealedSecret,
  needsServerSideApply,
  type SealingCertificate,
  type SealingScope,
  sealingScopes,
} from '@keyward/sealing';
import { type Command, Option } from 'commander';
import { realpath, stat } from 'fs/promises';
import { stringify } from 'yaml';
import { emptyInput, readUtf8 } from '../input';
import { OutputFile } from '../output/OutputFile';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import {
  type CertificateOptions,
  connectController,
  explainSealing,
  type FileValidation,
  readCertificate,
  readPairs,
  readValues,
  validateFile,
  type ValueOptions,
} from '../seal';
import { collect } from './collect';

const LARGEST_MANIFEST = 16 * 1024 * 1024;

type Format = 'yaml' | 'json';

interface SealOptions extends CertificateOptions, ValueOptions {
  namespace?: string;
  name?: string;
  scope?: SealingScope;
  type?: string;
  label?: string[];
  annotation?: string[];
  mergeInto?: string;
  validate?: string;
  verify?: boolean;
  format: Format;
}

/** `keyward seal`: values into SealedSecrets, and what can be said of these. */
export function addSealCommand(program: Command, io: CliIo): void {
  program
    .command('seal')
    .description(
      'Seals values for the Sealed Secrets controller. Values are read from files and standard input, never from the command line, and are printed nowhere.',
    )
    .option(
      '--cert <file>',
      'the certificate to seal with: a file, - for standard input, or an https:// address',
    )
    .option(
      '--fingerprint <sha256>',
      'the certificate that it has to be; any other is refused',
    )
    .option(
      '--kubeconfig <file>',
      'instead of --cert: asks the controller of this cluster',
    )
    .option('--context <name>', 'the context in it')
    .option(
      '--controller-namespace <name>',
      'the namespace of the controller',
      'kube-system',
    )
    .option(
      '--controller-name <name>',
      "the controller's Service",
      'sealed-secrets-controller',
    )
    .option('--namespace <name>', 'the namespace of the Secret')
    .option('--name <name>', 'the name of the Secret')
    .addOption(
      new Option(
        '--scope <scope>',
        'where the values can be opened: under this name, in this namespace, anywhere (default: "strict")',
      ).choices([...sealingScopes]),
    )
    .option('--type <type>', 'the type of the Secret (default: "Opaque")')
    .option(
      '--label <name=value>',
      'a label of the Secret; may be repeated',
      collect,
    )
    .option(
      '--annotation <name=value>',
      'an annotation of the Secret; may be repeated',
      collect,
    )
    .option(
      '--from-file <[key=]file>',
      'a file that is one value, under its name or a key; may be repeated',
      collect,
    )
    .option(
      '--from-env-file <file>',
      'a .env file, each line a value; may be repeated',
      collect,
    )
    .option('--from-stdin <key>', 'standard input is the value of this key')
    .option(
      '--merge-into <file>',
      'seals into the SealedSecret in this file, for its own scope; its other text stays',
    )
    .option(
      '--validate <file>',
      'seals nothing, but tells what is broken in the SealedSecrets of this file',
    )
    .option(
      '--verify',
      'with --validate: also asks the controller whether it can open them',
    )
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['yaml', 'json'])
        .default('yaml'),
    )
    .action(async (options: SealOptions) => {
      try {
        await run(options, io);
      } catch (error) {
        throw explainSealing(error);
      }
    });
}

async function run(options: SealOptions, io: CliIo): Promise<void> {
  refuseTogether(options);
  if (options.validate !== undefined) {
    await validate(options.validate, options, io);
    return;
  }
  const isNew = options.mergeInto === undefined;
  for (const option of ['namespace', 'name'] as const) {
    if (isNew && options[option] === undefined) {
      throw new UserError(`Nothing says which ${option} the Secret has`, {
        where: `--${option}`,
        remedy: `give --${option}, or --merge-into with a SealedSecret that is there`,
      });
    }
  }
  const certificate = await readCertificate(options, io);
  const values = await readValues(options, io);
  if (isNew) {
    await sealNew(options, certificate, values, io);
  } else {
    await mergeInto(options.mergeInto!, options, certificate, values, io);
  }
}

/** Options that say two things at once, of which one would be passed over. */
function refuseTogether(options: SealOptions): void {
  const { validate: file, mergeInto: merged } = options;
  const sealing: (keyof SealOptions)[] = [
    'mergeInto',
    'cert',
    'fingerprint',
    'fromFile',
    'fromEnvFile',
    'fromStdin',
  ];
  const ofNew: (keyof SealOptions)[] = ['type', 'label', 'annotation'];
  const given = (names: (keyof SealOptions)[]) =>
    names.some(name => options[name] !== undefined);
  if (file !== undefined && given([...sealing, ...ofNew])) {
    throw new UserError('--validate seals nothing', {
      where: '--validate',
      remedy: 'leave out what says with which certificate and what to seal',
    });
  }
  if (file === undefined && options.verify) {
    throw new UserError('Nothing says what to verify', {
      where: '--verify',
      remedy: 'give --validate FILE with it',
    });
  }
  if (merged !== undefined && given(ofNew)) {
    throw new UserError(
      'Only values are sealed into a manifest that is there',
      {
        where: '--merge-into with --type, --label or --annotation',
        remedy: 'change these in the file itself',
      },
    );
  }
  const fromStdin = [
    options.fromStdin !== undefined,
    options.cert === '-',
    merged === '-',
    ...(options.fromEnvFile ?? []).map(name => name === '-'),
    ...(options.fromFile ?? []).map(name => /^(.*=)?-$/.test(name)),
  ];
  if (fromStdin.filter(Boolean).length > 1) {
    throw new UserError('Two things are to be read from standard input', {
      where: '-',
      remedy: 'give a file for all but one',
    });
  }
}

async function sealNew(
  options: SealOptions,
  certificate: SealingCertificate,
  values: Map<string, Uint8Array>,
  io: CliIo,
): Promise<void> {
  const { namespace, name, scope = 'strict' } = options;
  const manifest = await createSealedSecret({
    certificate,
    namespace: namespace!,
    name: name!,
    scope,
    values,
    type: options.type,
    labels: readPairs('--label', options.label),
    annotations: readPairs('--annotation', options.annotation),
  });
  const text = formatSealedSecret(manifest, options.format);
  await writeTo(io.stdout, text);
  await tell(
    `${count(values.size)} sealed for ${namespace}/${name} (${scope})`,
    text,
    certificate,
    io,
  );
}

async function mergeInto(
  file: string,
  options: SealOptions,
  certificate: SealingCertificate,
  values: Map<string, Uint8Array>,
  io: CliIo,
): Promise<void> {
  const before = await readUtf8(file, io, LARGEST_MANIFEST);
  if (before.trim() === '') {
    throw emptyInput(file);
  }
  const { namespace, name, scope } = options;
  const { text, target, replaced, added } = await mergeIntoSealedSecret(
    before,
    { certificate, values, namespace, name, scope },
  ).catch(error => {
    throw explainSealing(error, file);
  });
  if (file === '-') {
    await writeTo(io.stdout, text);
  } else {
    await replace(file, text);
  }
  const place = [target.namespace, target.name].filter(Boolean).join('/');
  await tell(
    `${count(values.size)} sealed for ${place} (${target.scope}): ${
      replaced.length
    } replaced, ${added.length} new`,
    text,
    certificate,
    io,
  );
}

/** The file that a link leads to stays where it is, with its rights. */
async function replace(path: string, text: string): Promise<void> {
  const real = await realpath(path);
  const { mode } = await stat(real);
  const file = await OutputFile.create(real, { force: true, mode });
  try {
    await writeTo(file.stream, text);
    await file.keep();
  } catch (error) {
    await file.drop();
    throw error;
  }
}

async function tell(
  what: string,
  text: string,
  certificate: SealingCertificate,
  io: CliIo,
): Promise<void> {
  if (needsServerSideApply(text)) {
    await writeTo(
      io.stderr,
      'warning: the manifest is so large that only kubectl apply --server-side takes it\n',
    );
  }
  const { fingerprint, notBefore } = certificate;
  await writeTo(
    io.stderr,
    `${what}\ncertificate of ${notBefore
      .toISOString()
      .slice(0, 10)}, SHA-256 ${fingerprint}\n`,
  );
}

function count(values: number): string {
  return values === 1 ? '1 value' : `${values} values`;
}

async function validate(
  file: string,
  options: SealOptions,
  io: CliIo,
): Promise<void> {
  const controller = options.verify
    ? await connectController(options, io)
    : undefined;
  const found = await validateFile(file, controller, io);
  await writeTo(
    io.stdout,
    options.format === 'json'
      ? `${JSON.stringify(found, undefined, 2)}\n`
      : stringify(found, { lineWidth: 0 }),
  );
  const bad = found.filter(isBad);
  if (bad.length > 0) {
    throw new UserError(
      `${bad.length} of ${found.length} ${
        found.length === 1 ? 'SealedSecret is' : 'SealedSecrets are'
      } broken, or not to be opened`,
      {
        where: `${file}, ${bad[0].place}`,
        remedy: 'what is printed says what mends it',
      },
    );
  }
}

function isBad({ verdict, opens }: FileValidation): boolean {
  return verdict !== 'cannot-tell' || opens === false;
}
