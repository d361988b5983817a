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

// The process of one side: so that each begins cold and its memory is its own.
import { floorSide } from './floorSide';
import { keywardSide } from './keywardSide';
import { listSide } from './listSide';
import type { SideOptions } from './SideOptions';

const sides = { floor: floorSide, keyward: keywardSide, list: listSide };

process.once('message', async (options: SideOptions) => {
  try {
    const result = await sides[options.side](options);
    // The transform of TypeScript sends messages of its own.
    process.send!({ result }, () => process.exit(0));
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
});
