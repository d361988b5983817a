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
  type FieldExtensionComponentProps,
  makeFieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { SealedValuesInput } from './SealedValuesInput';

/** The field of the form that has the service, unless `ui:options` name another. */
const ENTITY_FIELD = 'entity';

const schema = makeFieldSchema({
  output: z => z.string().describe('The id of a draft of the user'),
  uiOptions: z =>
    z.object({
      entityField: z
        .string()
        .optional()
        .describe(
          `The field of the form that has the ref of the service. Default: ${ENTITY_FIELD}`,
        ),
    }),
});

type SealedValuesProps = FieldExtensionComponentProps<
  string,
  { entityField?: string }
>;

/** The field `SealedValues` of a form of the scaffolder. */
export function SealedValues(props: SealedValuesProps) {
  const { formContext, formData, onChange, rawErrors, uiSchema } = props;
  const { entityField = ENTITY_FIELD } = uiSchema?.['ui:options'] ?? {};
  const entityRef: unknown = formContext?.formData?.[entityField];
  return (
    <SealedValuesInput
      entityRef={
        typeof entityRef === 'string' && entityRef ? entityRef : undefined
      }
      value={formData || undefined}
      label={props.schema.title ?? props.name}
      description={props.schema.description}
      error={rawErrors?.length ? rawErrors[0] : undefined}
      onChange={onChange}
    />
  );
}

export const sealedValuesField = createFormField({
  name: 'SealedValues',
  component: SealedValues,
  schema,
});
