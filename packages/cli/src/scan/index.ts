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

export { ContentScanner } from './ContentScanner';
export { CONFIDENCES, type Confidence, type Finding } from './Finding';
export {
  formatReport,
  REPORT_FORMATS,
  type ReportFormat,
} from './formatReport';
export { resolveCommit, streamGit } from './git';
export { KnownFindings } from './KnownFindings';
export { Progress } from './Progress';
export { readReport } from './readReport';
export { scanFolder } from './scanFolder';
export { scanHistory } from './scanHistory';
export { PATCH_OPTIONS, PatchReader } from './scanPatches';
export { ScanRules } from './ScanRules';
export { CONFIG, IGNORE_FILE, ScanSettings } from './ScanSettings';
export { SealedPlaces } from './SealedPlaces';
export { scanStream } from './scanStream';
export type { Unread } from './Unread';
