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

/**
 * The attributes of an input for values. Browsers, password managers and spelling
 * services are asked to keep out of it, and tools that record what people do (session
 * replay) to leave it out: each by the attribute or class that its documentation names.
 */
export const PRIVATE_INPUT = {
  autoComplete: 'off',
  autoCorrect: 'off',
  autoCapitalize: 'none',
  // Browsers may send what they check to a service.
  spellCheck: false,
  writingsuggestions: 'false',
  // 1Password, LastPass, Bitwarden, Dashlane
  'data-1p-ignore': 'true',
  'data-lpignore': 'true',
  'data-bwignore': 'true',
  'data-form-type': 'other',
  // Grammarly
  'data-gramm': 'false',
  'data-gramm_editor': 'false',
  'data-enable-grammarly': 'false',
  // LogRocket; Sentry; Datadog; Microsoft Clarity; Hotjar; Smartlook
  'data-private': 'true',
  'data-sentry-mask': 'true',
  'data-sentry-ignore': 'true',
  'data-dd-privacy': 'hidden',
  'data-clarity-mask': 'true',
  'data-hj-suppress': 'true',
  'data-recording-sensitive': 'true',
  'data-sl': 'mask',
} as const;

/** The classes of the same tools: rrweb (PostHog, Highlight, New Relic), PostHog, FullStory, Amplitude, Mouseflow. */
export const PRIVATE_CLASSES =
  'rr-block rr-ignore rr-mask ph-no-capture fs-exclude amp-block no-mouseflow nr-block';
