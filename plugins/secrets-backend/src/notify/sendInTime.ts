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

import type {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';

/** Whoever does not answer must not keep the others waiting. */
const SEND_MS = 15_000;

/**
 * Sends a notification.
 *
 * @throws an Error if it fails, or if there is no answer in 15 seconds
 */
export async function sendInTime(
  notifications: NotificationService,
  notification: NotificationSendOptions,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer in ${SEND_MS / 1000} seconds`)),
      SEND_MS,
    );
  });
  try {
    await Promise.race([notifications.send(notification), late]);
  } finally {
    clearTimeout(timer);
  }
}
