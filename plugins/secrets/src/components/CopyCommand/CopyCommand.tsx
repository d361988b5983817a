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
import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { useSecretsText } from '../../text';
import { wrappingButton } from '../WrappingButton';

interface CopyCommandProps {
  command: string;
  /** What the button says; by default that it copies a command. */
  label?: string;
  /** What it is for, for assistive technology. */
  subject: string;
}

/** Copies a command, which its tooltip shows. */
export function CopyCommand(props: CopyCommandProps) {
  const { command, subject } = props;
  const { t } = useSecretsText();
  const [, copy] = useCopyToClipboard();
  const [isCopied, setCopied] = useState(false);
  const label = isCopied ? t('copied') : props.label ?? t('remedy.command');
  return (
    <span title={command}>
      <Button
        className={wrappingButton}
        size="small"
        variant="secondary"
        iconStart={
          isCopied ? (
            <RiCheckLine aria-hidden />
          ) : (
            <RiFileCopyLine aria-hidden />
          )
        }
        aria-label={t('remedy.for', { label, subject })}
        onPress={() => {
          copy(command);
          setCopied(true);
        }}
      >
        {label}
      </Button>
    </span>
  );
}
