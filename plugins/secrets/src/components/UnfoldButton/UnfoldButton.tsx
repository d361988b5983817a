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

import { Button } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';

interface UnfoldButtonProps {
  isOpen: boolean;
  /** What is folded, for example `3 clusters`. */
  label: string;
  /** The same with the name of what it belongs to, for assistive technology. */
  description?: string;
  onToggle: () => void;
}

/** Shows what is folded under a row or a table, and folds it again. */
export function UnfoldButton(props: UnfoldButtonProps) {
  const { isOpen, label, description, onToggle } = props;
  return (
    <Button
      size="small"
      variant="tertiary"
      aria-expanded={isOpen}
      aria-label={description}
      iconStart={
        isOpen ? (
          <RiArrowDownSLine aria-hidden />
        ) : (
          <RiArrowRightSLine aria-hidden />
        )
      }
      onPress={onToggle}
    >
      {label}
    </Button>
  );
}
