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

import { Alert, Button, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import {
  composeSealedSecret,
  formatSealedSecret,
  needsServerSideApply,
} from '@keyward/sealing';
import { type DraftTarget } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { CopyButton } from '../CopyButton';
import { saveFile } from '../ExportButton';
import { RelativeTime } from '../RelativeTime';
import { type SealedDraft } from './SealedDraft';
import styles from './SealForm.module.css';

/** Sealed values are long: so much of each line is shown. */
const SHOWN = 64;

interface DraftPreviewProps {
  draft: SealedDraft;
  /** Whether somebody has to commit it, as no pull request can be opened. */
  isByHand: boolean;
  onChange: () => void;
}

/** What was sealed, as it would stand in Git. */
export function DraftPreview(props: DraftPreviewProps) {
  const { draft, isByHand, onChange } = props;
  const { t } = useSecretsText();
  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {t('seal.preview.title')}
        </Text>
        <Text variant="body-small" color="secondary">
          {t('seal.preview.description', {
            time: <RelativeTime at={draft.expiresAt} />,
          })}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          {draft.targets.map((target, position) => (
            <Manifest
              key={`${target.sourceId}/${target.namespace}`}
              target={target}
              place={draft.titles[position]}
            />
          ))}
          {isByHand && (
            <Text variant="body-small" color="secondary">
              {t(
                draft.targets.some(({ mode }) => mode === 'replace')
                  ? 'seal.preview.merge'
                  : 'seal.preview.byHand',
              )}
            </Text>
          )}
          <div>
            <Button variant="secondary" size="small" onPress={onChange}>
              {t('seal.preview.change')}
            </Button>
          </div>
        </Flex>
      </CardBody>
    </Card>
  );
}

function Manifest(props: { target: DraftTarget; place: string }) {
  const { target, place } = props;
  const { t } = useSecretsText();
  const isWhole = target.mode === 'create';
  const manifest = isWhole
    ? formatSealedSecret(composeSealedSecret(target))
    : linesOf(target);
  const file = `${target.sourceId}-${target.namespace}-${target.name}.yaml`;
  return (
    <section aria-label={place}>
      <div className={styles.manifestHead}>
        <Text as="h4" variant="body-small" weight="bold">
          {place}
        </Text>
        <CopyButton
          text={manifest}
          name={t(isWhole ? 'seal.preview.copy' : 'seal.preview.lines', {
            place,
          })}
        />
        {isWhole && (
          <Button
            size="small"
            variant="tertiary"
            iconStart={<RiDownloadLine aria-hidden />}
            aria-label={t('seal.preview.downloadFile', { name: file })}
            onPress={() =>
              saveFile(new Blob([manifest], { type: 'application/yaml' }), file)
            }
          >
            {t('seal.preview.download')}
          </Button>
        )}
      </div>
      {isWhole && needsServerSideApply(manifest) && (
        <Alert status="warning" icon title={t('seal.preview.serverSide')} />
      )}
      <pre className={styles.manifest}>
        {manifest
          .split('\n')
          .map(line =>
            line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line,
          )
          .join('\n')}
      </pre>
    </section>
  );
}

/** The values that are replaced, as they stand in a manifest: keys stand in quotes, as some would be numbers. */
function linesOf({ encryptedData }: DraftTarget): string {
  return ['spec:', '  encryptedData:']
    .concat(
      Object.entries(encryptedData).map(
        ([key, value]) => `    ${JSON.stringify(key)}: ${value}`,
      ),
    )
    .join('\n');
}
