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

import { type ReactElement } from 'react';
import { act } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type ApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/frontend-plugin-api';
import { type Entity } from '@backstage/catalog-model';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { secretsApiRef, type SecretsApi } from '../api';
import { rootRouteRef } from '../routes';

export interface RenderOptions {
  api: SecretsApi;
  /** What the catalog answers, whatever it is asked for. */
  entities?: Entity[];
  /** Beside those that each portal has. */
  apis?: [ApiRef<any>, any][];
  /** The permissions that are denied, by name. */
  denied?: string[];
  /** Told of each permission that is asked for. */
  onAuthorize?: (permission: string) => void;
  path?: string;
  /** The pattern of the page's path, of which it reads its parameters. */
  mountPath?: string;
}

/** Renders a page over a back end in memory, with signals that the test sends. */
export function renderWithSecrets(
  element: ReactElement,
  options: RenderOptions,
): { signal: (message: object) => void } {
  const subscribers = new Set<(message: any) => void>();
  renderInTestApp(atPath(element, options.mountPath), {
    mountedRoutes: {
      '/secrets': rootRouteRef as any,
      '/catalog/:namespace/:kind/:name': entityRouteRef as any,
    },
    initialRouteEntries: [options.path ?? '/'],
    apis: [
      ...((options.apis ?? []) as any),
      [secretsApiRef, options.api],
      [storageApiRef, mockApis.storage()],
      [
        catalogApiRef,
        {
          getEntities: async () => ({ items: options.entities ?? [] }),
        } as any,
      ],
      [
        identityApiRef,
        mockApis.identity({
          userEntityRef: 'user:default/guest',
          ownershipEntityRefs: ['user:default/guest', 'group:default/payments'],
        }),
      ],
      [
        permissionApiRef,
        {
          authorize: async ({
            permission,
          }: {
            permission: { name: string };
          }) => {
            options.onAuthorize?.(permission.name);
            return {
              result: options.denied?.includes(permission.name)
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
            };
          },
        },
      ],
      [
        signalApiRef,
        {
          subscribe: (_channel: string, onMessage: (message: any) => void) => {
            subscribers.add(onMessage);
            return { unsubscribe: () => subscribers.delete(onMessage) };
          },
        },
      ],
    ],
  });
  return {
    signal: (message: object) => {
      act(() => {
        for (const tell of subscribers) {
          tell(message);
        }
      });
    },
  };
}

function atPath(element: ReactElement, path = '*'): ReactElement {
  return (
    <Routes>
      <Route path={path} element={element} />
    </Routes>
  );
}
