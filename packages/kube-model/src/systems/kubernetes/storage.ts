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

import { at, isJson, type Json } from '@keyward/observation/json';
import { wordAt } from '../../fields/conditions';
import { ExtractionContext, Extractor } from '../Extractor';
import { compact, objectAt, textAt } from '../../fields/read';
import { walkSecretReferences } from '../../references/walkSecretReferences';

/** The Secrets by which a volume is attached, mounted and resized. */
export const persistentVolume: Extractor = ({ object, references }) => {
  const spec = objectAt(object, 'spec');
  const claimNamespace = at(spec, 'claimRef', 'namespace');
  for (const [type, source] of Object.entries(spec)) {
    if (type === 'azureFile' && isJson(source)) {
      references.add({
        name: source.secretName,
        namespace: source.secretNamespace ?? claimNamespace,
        how: 'storage',
        path: 'spec.azureFile.secretName',
      });
    } else if (type !== 'claimRef') {
      walkSecretReferences(source, `spec.${type}`, references, {
        how: 'storage',
      });
    }
  }
  return {
    detail: compact({
      phase: wordAt(object, 'status', 'phase'),
      storageClassName: textAt(spec, 'storageClassName'),
      driver: textAt(spec, 'csi', 'driver'),
      claimNamespace: textAt(spec, 'claimRef', 'namespace'),
      claimName: textAt(spec, 'claimRef', 'name'),
    }),
  };
};

export const persistentVolumeClaim: Extractor = ({ object }) => ({
  detail: compact({
    phase: wordAt(object, 'status', 'phase'),
    storageClassName: textAt(object, 'spec', 'storageClassName'),
    volumeName: textAt(object, 'spec', 'volumeName'),
  }),
});

/** How a parameter that names a Secret ends, and how the one beside it that names its namespace. */
const NAME_ENDINGS: [name: RegExp, namespaceEnding: string][] = [
  [/^csi\.storage\.k8s\.io\/[a-z-]*secret-name$/, '-namespace'],
  [/^(secret|[A-Za-z]*Secret)Name$/, 'Namespace'],
];

/**
 * A StorageClass or VolumeSnapshotClass: the Secrets that its parameters name.
 * A template such as `${pvc.name}` is different for each volume, hence kept in
 * the detail and not taken for a reference.
 */
export const storageClass: Extractor = context => {
  const { object } = context;
  return {
    detail: compact({
      provisioner: textAt(object, 'provisioner') ?? textAt(object, 'driver'),
      secretTemplates: readParameters(context, objectAt(object, 'parameters')),
    }),
  };
};

/** Adds the references of the parameters and gives back those that are templates. */
function readParameters(
  { references }: ExtractionContext,
  parameters: Json,
): { name: string; namespace?: string }[] {
  const templates: { name: string; namespace?: string }[] = [];
  for (const parameter of Object.keys(parameters)) {
    const ending = NAME_ENDINGS.find(
      ([pattern]) => parameter.length < 128 && pattern.test(parameter),
    );
    const name = ending && textAt(parameters, parameter);
    if (!name) {
      continue;
    }
    const namespace = textAt(
      parameters,
      parameter.replace(/-?[nN]ame$/, ending[1]),
    );
    if (isTemplate(name) || (namespace && isTemplate(namespace))) {
      templates.push({ name, ...(namespace && { namespace }) });
    } else {
      references.add({
        name,
        namespace,
        how: 'storage',
        path: `parameters[${parameter}]`,
      });
    }
  }
  return templates;
}

function isTemplate(text: string): boolean {
  return /^[-a-z0-9.]*(\$\{[A-Za-z0-9._/'[\]-]+\}[-a-z0-9.]*)+$/.test(text);
}
