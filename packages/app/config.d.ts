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

export interface Config {
  app?: {
    demo?: {
      /**
       * Whether the clusters that the portal shows are simulated. The portal
       * then says so on every page.
       *
       * @visibility frontend
       */
      simulated?: boolean;
    };
  };
  auth?: {
    providers?: {
      /** Sign-in as somebody of the simulated company; development only. */
      personas?: {
        people: Array<{
          /**
           * The entity reference of the user.
           *
           * @visibility frontend
           */
          user: string;
          /** @visibility frontend */
          title: string;
          /** @visibility frontend */
          description: string;
        }>;
      };
    };
  };
}
