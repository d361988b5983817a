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

import { useEffect, useState } from 'react';
import { ButtonIcon } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { useSecretsText } from '../../text';

const SHOWN_MS = 2_000;

interface CopyButtonProps {
  text: string;
  /** What it is called, where the text is too long to be read out. */
  name?: string;
}

/** Copies a name, and says so. */
export function CopyButton(props: CopyButtonProps) {
  const { text, name = text } = props;
  const { t } = useSecretsText();
  const [, copy] = useCopyToClipboard();
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  return (
    <ButtonIcon
      size="small"
      variant="tertiary"
      aria-label={isCopied ? t('copied') : t('copy', { name })}
      icon={
        isCopied ? <RiCheckLine aria-hidden /> : <RiFileCopyLine aria-hidden />
      }
      onPress={() => {
        copy(text);
        setCopied(true);
      }}
    />
  );
}
