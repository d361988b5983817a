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

import { useId } from 'react';
import {
  Bar,
  BarChart,
  Cell,
  LabelList,
  ResponsiveContainer,
  XAxis,
} from 'recharts';

interface AgesChartProps {
  bars: readonly {
    kind: 'known' | 'old' | 'unknown';
    label: string;
    count: number;
  }[];
}

/** A bar for each span of ages; what is too old differs by its outline, what is not known is hatched. */
export function AgesChart(props: AgesChartProps) {
  const { bars } = props;
  const id = useId().replace(/\W/g, '');
  const fills = {
    known: 'var(--chart-known)',
    old: 'var(--chart-old)',
    unknown: `url(#${id})`,
  };
  return (
    <ResponsiveContainer
      width="100%"
      height="100%"
      initialDimension={{ width: 600, height: 224 }}
    >
      <BarChart
        data={[...bars]}
        margin={{ top: 20, right: 4, bottom: 0, left: 4 }}
      >
        <defs>
          <pattern
            id={id}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(-45)"
          >
            <line
              x1="0"
              y1="0"
              x2="0"
              y2="6"
              stroke="var(--bui-fg-secondary)"
              strokeWidth="4"
            />
          </pattern>
        </defs>
        <XAxis
          dataKey="label"
          interval={0}
          tickLine={false}
          stroke="var(--bui-border-2)"
          height={40}
          tick={<Tick />}
        />
        <Bar dataKey="count" isAnimationActive={false} minPointSize={shownAt}>
          {bars.map(({ kind, label }) => (
            <Cell
              key={label}
              fill={fills[kind]}
              stroke={
                kind === 'unknown'
                  ? 'var(--bui-fg-secondary)'
                  : 'var(--bui-fg-primary)'
              }
              strokeWidth={kind === 'known' ? 0 : 1.5}
              strokeDasharray={kind === 'unknown' ? '4 2' : undefined}
            />
          ))}
          <LabelList dataKey="count" position="top" stroke="none" />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

/** Few stay visible beside many. */
function shownAt(count: unknown): number {
  return Number(count) > 0 ? 2 : 0;
}

/** A label in two lines, so that six of them fit beside each other. */
function Tick(props: { x?: number; y?: number; payload?: { value: string } }) {
  const { x = 0, y = 0, payload } = props;
  const words = (payload?.value ?? '').split(' ');
  const half = Math.ceil(words.length / 2);
  return (
    <text x={x} y={y + 6} textAnchor="middle">
      {[words.slice(0, half), words.slice(half)].map((line, index) => (
        <tspan key={index} x={x} dy={index === 0 ? 8 : 14}>
          {line.join(' ')}
        </tspan>
      ))}
    </text>
  );
}
