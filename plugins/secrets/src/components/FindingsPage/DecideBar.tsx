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
import { Alert, Button, Text } from '@backstage/ui';
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { SuppressForm, useDecision, type Decision } from '../Findings';
import styles from './FindingsPage.module.css';

interface DecideBarProps {
  selected: ReadonlyMap<string, Finding>;
  onChange: (selected: ReadonlyMap<string, Finding>) => void;
  onDecided: () => void;
}

/** Acknowledges or suppresses all selected findings, and says what came of it. */
export function DecideBar(props: DecideBarProps) {
  const { selected, onChange, onDecided } = props;
  const { t, finding: say } = useSecretsText();
  const [isAsking, setAsking] = useState(false);
  const [tried, setTried] = useState<ReadonlyMap<string, Finding>>(new Map());
  const { decide, isPending, outcome, dismiss } = useDecision(onDecided);
  const apply = async (decision: Decision) => {
    setTried(selected);
    const { changed } = await decide([...selected.keys()], decision);
    // What failed stays selected, to be tried again.
    onChange(new Map([...selected].filter(([id]) => !changed.includes(id))));
    setAsking(false);
  };
  const states = new Set([...selected.values()].map(({ state }) => state));
  const isSelected = selected.size > 0;
  if (!isSelected && !outcome) {
    return null;
  }
  const dismissal = (
    <Button size="small" variant="tertiary" onPress={dismiss}>
      {t('findings.dismiss')}
    </Button>
  );
  return (
    <div className={styles.decide}>
      <div role="status">
        {outcome && !outcome.error && outcome.failed.length === 0 && (
          <Alert
            status="success"
            icon
            title={t('findings.decided', { count: outcome.changed.length })}
            customActions={dismissal}
          />
        )}
        {outcome && (outcome.error || outcome.failed.length > 0) && (
          <Alert
            status="warning"
            icon
            title={
              outcome.error
                ? t('findings.notDecided', { message: outcome.error.message })
                : t('findings.partlyDecided', {
                    count: outcome.failed.length,
                    changed: String(outcome.changed.length),
                  })
            }
            customActions={dismissal}
            description={
              outcome.failed.length > 0 && (
                <ul className={styles.failed}>
                  {outcome.failed.map(({ id, message }) => {
                    const finding = tried.get(id);
                    return (
                      <li key={id}>
                        {t('findings.failedOne', {
                          name: finding
                            ? `${finding.secret.name}: ${say(finding)}`
                            : id,
                          message,
                        })}
                      </li>
                    );
                  })}
                </ul>
              )
            }
          />
        )}
      </div>
      {isSelected && isAsking && (
        <SuppressForm
          isPending={isPending}
          onSuppress={apply}
          onCancel={() => setAsking(false)}
        />
      )}
      {isSelected && (
        <div
          className={styles.selected}
          role="group"
          aria-label={t('findings.decide')}
        >
          <Text weight="bold" aria-live="polite">
            {t('findings.selected', { count: selected.size })}
          </Text>
          <Button
            size="small"
            isPending={isPending && !isAsking}
            onPress={() => apply({ state: 'acknowledged' })}
          >
            {t('findings.acknowledge')}
          </Button>
          <Button
            size="small"
            variant="secondary"
            aria-expanded={isAsking}
            onPress={() => setAsking(!isAsking)}
          >
            {t('findings.suppressAll')}
          </Button>
          {(states.has('acknowledged') || states.has('suppressed')) && (
            <Button
              size="small"
              variant="secondary"
              onPress={() => apply({ state: 'open' })}
            >
              {t('findings.reopen')}
            </Button>
          )}
          <Button
            size="small"
            variant="tertiary"
            onPress={() => {
              setAsking(false);
              onChange(new Map());
            }}
          >
            {t('findings.clearSelection')}
          </Button>
        </div>
      )}
    </div>
  );
}
