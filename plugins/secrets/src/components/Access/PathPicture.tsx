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
  DependencyGraph,
  DependencyGraphTypes,
} from '@backstage/core-components';
import { useBreakpoint } from '@backstage/ui';
import { type AccessStep } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { placeWords } from './placeWords';
import styles from './Access.module.css';

const WIDTH = 220;
const HEIGHT = 40;
const LONGEST = 27;
/** More than these would be too small to read side by side. */
const MOST_ABREAST = 3;
/** A node with its edge: the picture fills its place, and a short one would be blown up. */
const PLACE_REM = 16;

interface PathPictureProps {
  steps: AccessStep[];
}

/** A path as a picture; what it says is in words beside it. */
export function PathPicture(props: PathPictureProps) {
  const { steps } = props;
  const { t } = useSecretsText();
  const isNarrow = useBreakpoint().down('md');
  const places = [steps[0].from, ...steps.map(({ to }) => to)];
  const isStacked = isNarrow || places.length > MOST_ABREAST;
  return (
    <div
      aria-hidden
      style={{ maxWidth: `${(isStacked ? 1 : places.length) * PLACE_REM}rem` }}
    >
      <DependencyGraph
        className={styles.picture}
        nodes={[...new Set(places)].map(id => ({ id }))}
        edges={steps.map(({ from, to, title }) => ({
          from,
          to,
          label: title,
        }))}
        direction={
          isStacked
            ? DependencyGraphTypes.Direction.TOP_BOTTOM
            : DependencyGraphTypes.Direction.LEFT_RIGHT
        }
        nodeMargin={16}
        rankMargin={72}
        paddingX={8}
        paddingY={8}
        zoom="disabled"
        allowFullscreen={false}
        fit="contain"
        renderNode={({ node }) => (
          <g>
            <rect
              className={styles.node}
              width={WIDTH}
              height={HEIGHT}
              rx={6}
            />
            <text
              className={styles.nodeText}
              x={WIDTH / 2}
              y={HEIGHT / 2}
              textAnchor="middle"
              dominantBaseline="central"
            >
              {shortened(placeWords(t, node.id))}
            </text>
          </g>
        )}
        renderLabel={({ edge }) => (
          <text className={styles.edgeText} textAnchor="middle">
            {edge.label}
          </text>
        )}
      />
    </div>
  );
}

/** What a place is stands first, and its name last. */
function shortened(words: string): string {
  const half = Math.floor((LONGEST - 1) / 2);
  return words.length > LONGEST
    ? `${words.slice(0, half)}…${words.slice(-half)}`
    : words;
}
