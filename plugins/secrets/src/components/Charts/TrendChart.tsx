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
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { type ComplianceTrendPoint } from '@keyward/backstage-plugin-secrets-common';

interface TrendChartProps {
  points: ComplianceTrendPoint[];
  names: { score: string; confidence: string };
}

/** The score as a line, its confidence as a dashed one, each named at its end. */
export function TrendChart(props: TrendChartProps) {
  const { points, names } = props;
  const isSparse = points.length <= 14;
  return (
    <ResponsiveContainer
      width="100%"
      height="100%"
      initialDimension={{ width: 600, height: 224 }}
    >
      <LineChart
        data={points}
        margin={{ top: 8, right: 84, bottom: 0, left: 0 }}
      >
        <XAxis
          dataKey="day"
          tickLine={false}
          minTickGap={40}
          stroke="var(--bui-border-2)"
          tickFormatter={dayLabel}
        />
        <YAxis
          domain={[0, 100]}
          ticks={[0, 50, 100]}
          width={32}
          tickLine={false}
          stroke="var(--bui-border-2)"
        />
        <Tooltip
          labelFormatter={dayLabel}
          contentStyle={{
            color: 'var(--bui-fg-primary)',
            background: 'var(--bui-bg-app)',
            border: '1px solid var(--bui-border-2)',
          }}
        />
        <Line
          name={names.score}
          dataKey="score"
          stroke="var(--chart-known)"
          strokeWidth={2.5}
          dot={isSparse}
          isAnimationActive={false}
          label={atEnd(points, names.score)}
        />
        <Line
          name={names.confidence}
          dataKey="confidence"
          stroke="var(--bui-fg-secondary)"
          strokeWidth={2}
          strokeDasharray="5 4"
          dot={isSparse}
          isAnimationActive={false}
          label={atEnd(points, names.confidence)}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Names a line at its last point. */
function atEnd(points: readonly unknown[], name: string) {
  return (props: { x?: number; y?: number; index?: number }) => {
    const { x = 0, y = 0, index } = props;
    return (
      <text key={`${name} ${index}`} x={x + 8} y={y + 4}>
        {index === points.length - 1 ? name : ''}
      </text>
    );
  };
}

function dayLabel(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
}
