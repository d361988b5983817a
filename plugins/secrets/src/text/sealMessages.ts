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

/** The words of sealing values. */
export const sealMessages = {
  button: 'Seal a secret',
  replaceButton: 'Replace a value',
  replaceOf: 'Replace a value of {{name}}',
  title: 'Seal a secret',
  replaceTitle: 'Replace values of {{name}}',
  back: 'Back to the secrets',
  cancel: 'Cancel',
  insecure: {
    title: 'Values cannot be sealed on this page',
    description:
      'Browsers encrypt on pages served over https or from localhost only, and Keyward sends no value that is not sealed. Open the portal at its https address.',
  },
  template: {
    open: 'Seal values',
    again: 'Seal again',
    entityFirst: 'Select the service first.',
    sealed: 'Sealed, to be requested until {{until}}',
    lost: {
      title: 'What was sealed is no longer there',
      description:
        'It is stored for an hour, and for you alone. Seal the values again.',
    },
  },
  onDevice: {
    title: 'Sealed on this device',
    description:
      'Your browser encrypts each value with the certificate of its cluster. What you type is neither sent nor stored.',
  },
  where: {
    title: 'Where',
    places: 'Clusters and namespaces',
    none: 'There is no namespace to seal for',
    controller: 'Controller in {{place}}',
    certificate: 'Certificate from {{time}}, SHA-256',
    fingerprint: 'SHA-256 of the certificate',
    expires: 'expires on {{day}}',
    name: 'Name of the Secret',
    nameWrong:
      'Use at most 253 lower-case letters, digits, - and ., with a letter or digit at both ends.',
    type: 'Type',
    scope: 'Scope',
    scopes: {
      strict: 'Strict: this name and namespace',
      'namespace-wide': 'Namespace-wide: any name',
      'cluster-wide': 'Cluster-wide: any name and namespace',
    },
    pick: 'Select at least one place.',
  },
  types: {
    opaque: 'Any keys (Opaque)',
    tls: 'Certificate and key (kubernetes.io/tls)',
    docker: 'Registry login (kubernetes.io/dockerconfigjson)',
    basic: 'User name and password (kubernetes.io/basic-auth)',
    ssh: 'SSH key (kubernetes.io/ssh-auth)',
  },
  values: {
    title: 'Values',
    replaceHint:
      'Keys that you leave blank keep their values. Keyward does not know them.',
    each: 'A value of its own for each place',
    key: 'Key',
    keyWrong: 'Use at most 253 letters, digits, -, _ and .',
    keyTwice: 'This key is there already.',
    value: 'Value of {{key}}',
    valueFor: 'Value of {{key}} for {{place}}',
    unnamed: 'new key',
    keep: 'keeps its value',
    missing: 'Give {{key}} a value.',
    missingKeys: 'A Secret of this type needs {{keys}}.',
    nothing: 'Give at least one key a value.',
    or: ' or ',
    add: 'Add a key',
    remove: 'Remove {{key}}',
    show: 'Show {{value}}',
    hide: 'Hide {{value}}',
    file: 'Read a file as {{value}}',
    fileButton: 'File',
    generate: 'Generate {{value}}',
    generateButton: 'Generate',
    alphabet: 'Characters',
    alphabets: {
      lettersAndDigits: 'Letters and digits',
      lettersDigitsAndSigns: 'Letters, digits and signs',
      hex: 'Hexadecimal',
      base64url: 'Base64 for URLs',
    },
    length: 'Length',
    bits: '{{bits}} bits',
    create: 'Generate now',
    bytes_one: '{{count}} byte',
    bytes_other: '{{count}} bytes',
    fromFile: '{{size}} from a file',
    clear: 'Remove the file of {{value}}',
    readFiles: 'Read .env or other files',
    drop: 'or drop them here: each line of a .env file becomes a key, any other file becomes one value',
    tooLarge: '{{file}} is larger than the 1 MiB that a Secret holds.',
    fileRefused: '{{where}}: {{message}}. {{remedy}}.',
  },
  problem: {
    empty: 'The value is empty.',
    lineEnd: 'The value ends with a line break, which becomes part of it.',
    noLineEnd:
      'The key does not end with a line break; OpenSSH refuses such keys.',
    outerSpace: 'The value begins or ends with a space.',
    short: 'The value is short: use at least 12 characters, or generate it.',
    common: 'The value is a common password, which can be guessed.',
    repetitive: 'The value repeats a few characters, which can be guessed.',
    notText: 'The value is not text.',
    notJson: 'The value is not JSON.',
    noRegistry:
      'The JSON has no registry under “auths”, where Kubernetes reads it.',
    noCertificate: 'The value is not a certificate in PEM.',
    noPrivateKey: 'The value is not a private key in PEM.',
    keyDiffers: 'The private key does not belong to the certificate.',
    keyEncrypted:
      'The private key is encrypted: servers cannot read it without its passphrase.',
    keyNotChecked:
      'This browser cannot check whether the private key belongs to the certificate.',
    expired: 'The certificate has expired.',
  },
  seal: 'Seal and preview',
  sealing: 'Sealing {{count}} of {{total}}',
  failed: {
    title: 'Nothing was sealed or sent',
    insecure: 'This page is not served over https.',
    otherCertificate:
      'The certificate of {{target}} is not the one whose SHA-256 was shown. Reload the page, and ask your platform team if that does not help.',
    tooLarge: 'The values for {{target}} are larger than 1 MiB together.',
    nothing: 'There is no value for {{target}}.',
    sealing: '{{where}}: {{message}}. {{remedy}}.',
  },
  preview: {
    title: 'What leaves this device',
    description:
      'Only the controllers of these clusters can open it. The draft expires {{time}}.',
    byHand:
      'Download the manifest and commit it: it may stand in Git, and your GitOps tool applies it.',
    merge:
      'Replace these lines under spec.encryptedData of the manifest in Git, and leave the others as they are.',
    lines: 'the sealed values for {{place}}',
    change: 'Change the values',
    download: 'Download',
    downloadFile: 'Download {{name}}',
    copy: 'the manifest for {{place}}',
    serverSide:
      'The manifest is larger than 250 KB and has to be applied server-side.',
  },
  request: {
    title: 'Pull request',
    repository: 'Repository',
    repositoryFor: 'Repository for {{place}}',
    reason: 'Reason',
    reasonHint: 'Everyone who can read the pull request sees it.',
    reasonHolds: {
      value: 'The reason contains a value that you sealed. Remove it.',
      credential:
        'The reason contains something that looks like a credential. Remove it.',
    },
    asMe: 'Open it with my own account',
    asMeHint:
      'You sign in at the Git host, and are the author of the pull request. Without this the portal is.',
    notSignedIn:
      'You could not be signed in at the Git host: {{message}}. Clear the checkbox to have the portal open the pull request.',
    open_one: 'Open pull request',
    open_other: 'Open {{count}} pull requests',
    failed: 'The pull request could not be requested: {{message}}',
  },
  preflight: {
    title: 'What the pull request writes',
    change:
      '{{secret}} to the folder {{folder}} of {{repository}}, branch {{branch}}',
    needsApproval:
      'Somebody else must approve this request after the pull request is opened.',
    failed: 'The checks could not be run: {{message}}',
    lines: 'Changed lines of {{path}}',
  },
  reference: {
    workload: 'Workload that uses the Secret',
    hint: 'The pull request changes its manifest in the folder.',
    none: 'None: I refer to it myself',
    noWorkloads:
      'The folder has no manifest of a workload that can be changed. Add the reference by hand.',
    failed: 'The workloads of the folder could not be loaded.',
    container: 'Container',
    how: 'How it uses the Secret',
    as: {
      envFrom: 'Variables for all keys, named as the keys',
      env: 'A variable for each sealed key, in upper case',
      volume: 'Files',
    },
    mountPath: 'Folder of the files',
    reloader: 'Let Reloader restart it when the Secret changes',
  },
} as const;
