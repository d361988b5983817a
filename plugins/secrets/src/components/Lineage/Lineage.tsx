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

import { useMemo, useRef } from 'react';
import {
  DependencyGraph,
  DependencyGraphTypes,
} from '@backstage/core-components';
import { Skeleton, useBreakpoint, VisuallyHidden } from '@backstage/ui';
import { type SecretDetailAllOfLineage } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { extentOf } from './extentOf';
import { LineageNode } from './LineageNode';
import { shorten } from './shorten';
import { specialContainers } from './specialContainers';
import { useIsDrawn } from './useIsDrawn';
import styles from './Lineage.module.css';

/** More nodes than these are worth the whole screen. */
const ROOMY = 8;

const LONGEST_LABEL = 24;

/** A node with its edge: the picture fills its place, and a short one would be blown up. */
const NODE_WIDTH_REM = 18;

interface LineageProps {
  name: string;
  lineage: SecretDetailAllOfLineage;
}

/** From where the value comes to whom it serves, as a picture with links and, for those who cannot see it, as a list. */
export function Lineage(props: LineageProps) {
  const { name } = props;
  // A new layout flickers: only what changed is worth one.
  const content = JSON.stringify(props.lineage);
  const lineage = useMemo<SecretDetailAllOfLineage>(
    () => JSON.parse(content),
    [content],
  );
  const { t, how } = useSecretsText();
  const isNarrow = useBreakpoint().down('lg');
  const titles = new Map(
    lineage.nodes.map(node => {
      const title = `${node.kind} ${node.title}`;
      const containers = specialContainers(node).map(kind => how(kind));
      return [
        node.id,
        containers.length > 0
          ? t('secret.lineageContainers', {
              title,
              containers: containers.join(t('separator')),
            })
          : title,
      ];
    }),
  );
  const consumers = new Set(
    lineage.nodes.filter(({ role }) => role === 'consumer').map(({ id }) => id),
  );
  const { steps, breadth } = extentOf(lineage);
  const across = isNarrow ? breadth : steps;
  const picture = useRef<HTMLDivElement>(null);
  const isDrawn = useIsDrawn(picture);
  return (
    <div className={styles.root}>
      {!isDrawn && (
        <Skeleton className={styles.waiting} width="100%" height="14rem" />
      )}
      <div
        ref={picture}
        className={styles.picture}
        style={{ maxWidth: `${across * NODE_WIDTH_REM}rem` }}
      >
        <DependencyGraph
          className={styles.graph}
          nodes={lineage.nodes}
          edges={lineage.edges}
          direction={
            isNarrow
              ? DependencyGraphTypes.Direction.TOP_BOTTOM
              : DependencyGraphTypes.Direction.LEFT_RIGHT
          }
          nodeMargin={16}
          rankMargin={32}
          paddingX={8}
          paddingY={8}
          zoom="enable-on-click"
          fit="contain"
          allowFullscreen={lineage.nodes.length > ROOMY}
          renderNode={({ node }) => <LineageNode node={node} />}
          renderLabel={({ edge }) => (
            <text className={styles.edgeLabel} textAnchor="middle" aria-hidden>
              {shorten(
                consumers.has(edge.to)
                  ? wordsOf(edge.label ?? '', how, t('separator'))
                  : edge.label ?? '',
                LONGEST_LABEL,
              )}
            </text>
          )}
        />
      </div>
      <VisuallyHidden>
        <ul aria-label={t('secret.lineageLabel', { name })}>
          {lineage.edges.map(edge => (
            <li key={`${edge.from} ${edge.to}`}>
              {t('secret.lineageEdge', {
                from: titles.get(edge.from) ?? edge.from,
                to: titles.get(edge.to) ?? edge.to,
              })}
            </li>
          ))}
        </ul>
      </VisuallyHidden>
    </div>
  );
}

/** How a consumer uses the secret, in words, from a label such as `env, ingressTls`. */
function wordsOf(
  label: string,
  how: (name: string) => string,
  separator: string,
): string {
  return label
    .split(', ')
    .map(name => how(name))
    .join(separator);
}
