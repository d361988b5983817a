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

import { RiKey2Line, RiWifiOffLine } from '@remixicon/react';
import { useSecretsText } from '../../text';
import { StateBadge, type Tone } from '../StateBadge';
import { sourceStateWord } from './sourceStateWord';

const TONES: Record<string, Tone> = {
  live: 'good',
  degraded: 'warning',
  down: 'bad',
  noCredential: 'warning',
};

const ICONS: Record<string, typeof RiKey2Line> = {
  down: RiWifiOffLine,
  noCredential: RiKey2Line,
};

interface SourceStateBadgeProps {
  state: string;
}

/** The state of a source, in a word with a sign. */
export function SourceStateBadge(props: SourceStateBadgeProps) {
  const { state } = props;
  const { t } = useSecretsText();
  return (
    <StateBadge
      tone={TONES[state] ?? 'info'}
      icon={ICONS[state]}
      word={sourceStateWord(t, state)}
    />
  );
}
