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
  SignInPageBlueprint,
  type SignInPageProps,
} from '@backstage/plugin-app-react';
import {
  configApiRef,
  createFrontendModule,
  useApi,
} from '@backstage/frontend-plugin-api';
import { readPersonas } from './readPersonas';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => {
      const { SignInPage } = await import('@backstage/core-components');
      const { PersonaSignInPage } = await import('./PersonaSignInPage');
      return function ChosenSignInPage(props: SignInPageProps) {
        const personas = readPersonas(useApi(configApiRef));
        return personas.length > 0 ? (
          <PersonaSignInPage {...props} personas={personas} />
        ) : (
          <SignInPage {...props} providers={['guest']} />
        );
      };
    },
  },
});

/** Offers personas, but only where the back end's provider for them is configured. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
