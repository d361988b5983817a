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

import { Link } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type LineageNode as Node } from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { entityName, useSecretsText } from '../../text';
import { shorten } from './shorten';
import { specialContainers } from './specialContainers';
import styles from './Lineage.module.css';

const WIDTH = 180;
const HEIGHT = 58;
const PADDING = 10;
const LONGEST = 18;
const LONGEST_SMALL = 28;

interface LineageNodeProps {
  node: Node;
}

/** A box of the picture; a problem shows by a thick dashed border and in words. That of another secret leads to its page. */
export function LineageNode(props: LineageNodeProps) {
  const { node } = props;
  const { t, how } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  const title = node.role === 'entity' ? entityName(node.title) : node.title;
  const subtitle =
    node.subtitle ??
    specialContainers(node)
      .map(kind => how(kind))
      .join(t('separator'));
  const label = [node.kind, title, subtitle, node.problem]
    .filter(Boolean)
    .join(' · ');
  const box = (
    // What is no link stands in the list beside the picture.
    <g aria-hidden>
      <title>{label}</title>
      <rect
        className={styles.node}
        data-role={node.role}
        data-problem={node.problem ? true : undefined}
        width={WIDTH}
        height={HEIGHT}
        rx={6}
      />
      <text className={styles.kind} x={PADDING} y={17}>
        {shorten(
          `${t(`secret.role.${node.role}`)} · ${node.kind}`,
          LONGEST_SMALL,
        )}
      </text>
      <text className={styles.title} x={PADDING} y={34}>
        {shorten(title, LONGEST)}
      </text>
      <text
        className={node.problem ? styles.problem : styles.kind}
        x={PADDING}
        y={49}
      >
        {shorten(node.problem ? `⚠ ${node.problem}` : subtitle, LONGEST_SMALL)}
      </text>
    </g>
  );
  return node.secretId ? (
    <Link
      to={secretLink({ id: node.secretId })}
      className={styles.link}
      aria-label={label}
    >
      {box}
    </Link>
  ) : (
    box
  );
}
