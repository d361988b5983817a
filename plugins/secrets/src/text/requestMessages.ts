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

/** The words of requests. */
export const requestMessages = {
  title: 'Requests',
  sentence_one: '{{count}} request',
  sentence_other: '{{count}} requests',
  all: 'Show all {{number}} requests',
  none: 'No requests yet. Owners make one by sealing a secret on the Secrets tab of their service.',
  noneMatch: 'No requests match these filters.',
  what: 'Secret',
  progress: 'Progress',
  by: 'Requested by',
  service: 'Service',
  repository: 'Repository',
  folder: '{{repository}} (branch {{branch}})',
  reason: 'Reason',
  keys: 'Keys: {{keys}}',
  number: 'Pull request #{{number}}',
  targets: 'Secrets',
  history: 'History',
  state: {
    preparing: 'Opening the pull request',
    opened: 'Waiting for review and merge',
    merged: 'Merged, not applied yet',
    applied: 'Applied, not unsealed yet',
    unsealed: 'Unsealed, not used yet',
    used: 'Used',
    delivered: 'Delivered, nothing refers to it',
    closed: 'Closed without a merge',
    withdrawn: 'Withdrawn',
    failed: 'Failed',
  },
  event: {
    preparing: 'Requested',
    requested: 'Requested',
    opened: 'Opened',
    merged: 'Merged',
    applied: 'Applied',
    unsealed: 'Unsealed',
    used: 'Used',
    delivered: 'Delivered',
    closed: 'Closed without a merge',
    withdrawn: 'Withdrawn',
    failed: 'Failed',
    approved: 'Approved',
    pushed: 'Commits were pushed',
    forged: 'Status forged at the Git host',
  },
  approval: {
    heading: 'Approval',
    waiting: 'Waiting for approval',
    approved: 'Approved, waiting for merge',
    outdated: 'Waiting to be approved again',
    missing: 'Merged without approval',
    waitingText: 'Somebody other than the requester must approve this request.',
    approvedText: 'This request is approved.',
    outdatedText:
      'Commits were pushed after this request was approved, so the approval no longer counts. Somebody other than the requester must approve it again.',
    missingText:
      'This request was merged although nobody approved what was merged.',
    by: '{{name}} approved commit {{commit}}',
    earlier: 'Does not count: the pull request has another last commit now',
    approve: 'Approve',
    approveOf: 'Approve the request for {{name}}',
    own: 'You cannot approve your own request.',
    forbidden: 'You need the permission {{permission}} to approve it.',
    title: 'Approve the request for {{name}}?',
    commit: 'at commit {{commit}}',
    explanation:
      'Open the pull request and review it first. Your approval counts for this commit only: if somebody pushes more commits, the request must be approved again.',
    failed: 'The request could not be approved: {{message}}',
    cancel: 'Cancel',
  },
  step: {
    done: 'done',
    current: 'in progress',
    blocked: 'blocked',
    waiting: 'not yet',
    stopped: 'not reached',
  },
  began: 'This began {{time}}.',
  withdraw: 'Withdraw',
  withdrawOf: 'Withdraw the request for {{name}}',
  withdrawTitle: 'Withdraw the request for {{name}}?',
  withdrawText: 'Keyward closes the pull request without merging it.',
  keep: 'Keep it',
  withdrawn: 'Withdrawn. Keyward closes the pull request shortly.',
  remind: 'Remind',
  remindOf: 'Remind reviewers of the request for {{name}}',
  reminded: 'Keyward comments on the pull request shortly.',
  failedList: 'The requests could not be loaded: {{message}}',
  failedAction: 'The request could not be changed: {{message}}',
  notFound: 'Request not found, or you do not have access to it',
} as const;
