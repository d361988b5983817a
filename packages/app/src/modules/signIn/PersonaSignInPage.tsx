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

import { useState } from 'react';
import {
  Content,
  ContentHeader,
  Header,
  InfoCard,
  Page,
  ProxiedSignInPage,
} from '@backstage/core-components';
import { type IdentityApi } from '@backstage/core-plugin-api';
import { type SignInPageProps } from '@backstage/plugin-app-react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, Grid, Typography } from '@material-ui/core';
import { personaMemory } from './personaMemory';
import { type Persona } from './readPersonas';

export interface PersonaSignInPageProps extends SignInPageProps {
  personas: Persona[];
}

export function PersonaSignInPage(props: PersonaSignInPageProps) {
  const { personas, onSignInSuccess } = props;
  const config = useApi(configApiRef);
  const [chosen, setChosen] = useState(() => {
    const remembered = personaMemory.read();
    return personas.find(persona => persona.user === remembered);
  });

  if (chosen) {
    return (
      <ProxiedSignInPage
        provider="personas"
        headers={{ 'X-Keyward-Persona': chosen.user }}
        onSignInSuccess={identity => {
          personaMemory.write(chosen.user);
          onSignInSuccess(forgetOnSignOut(identity));
        }}
      />
    );
  }

  return (
    <Page themeId="home">
      <Header title={config.getOptionalString('app.title') ?? 'Keyward'} />
      <Content>
        <ContentHeader title="Who do you want to be?">
          <Typography>
            This estate is simulated: an imagined company, its clusters and
            their secrets. No real system is read or changed.
          </Typography>
        </ContentHeader>
        <Grid container spacing={3}>
          {personas.map(persona => (
            <Grid item xs={12} sm={6} md={3} key={persona.user}>
              <InfoCard
                title={persona.title}
                subheader={persona.user}
                actions={
                  <Button
                    color="primary"
                    variant="outlined"
                    onClick={() => setChosen(persona)}
                  >
                    Enter as {persona.title}
                  </Button>
                }
              >
                <Typography>{persona.description}</Typography>
              </InfoCard>
            </Grid>
          ))}
        </Grid>
      </Content>
    </Page>
  );
}

/** The same identity, except that signing out leads back to the choice. */
function forgetOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      personaMemory.clear();
      await identity.signOut();
    },
  };
}
