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
import { defaultRuleSettings, type ResourceFacts } from '../facts';
import { riskyBinding } from './riskyBinding';

const settings = { ...defaultRuleSettings, now: '2026-01-01T00:00:00.000Z' };

const bindingWith = (attributes: ResourceFacts['attributes']) =>
  riskyBinding.judge(
    {
      id: '1',
      ref: 'binding:prod/shop/RoleBinding/left',
      sourceId: 'prod',
      system: 'kubernetes',
      kind: 'binding',
      location: ['shop'],
      name: 'RoleBinding/left',
      labels: {},
      attributes,
    },
    settings,
  ).verdicts;

describe('risky-binding', () => {
  it('is one finding of all that is wrong, named by the worst', () => {
    const [verdict, ...others] = bindingWith({
      role: 'ClusterRole reader',
      subjects: ['User ann', 'ServiceAccount shop/api'],
      subjectCount: 5,
      risks: ['medium standing-user-access', 'critical wildcard-secret-read'],
    });
    expect(others).toEqual([]);
    expect(verdict).toEqual({
      item: 'wildcard-secret-read',
      severity: 'critical',
      evidence: {
        risks: ['wildcard-secret-read', 'standing-user-access'],
        role: 'ClusterRole reader',
        subjects: ['User ann', 'ServiceAccount shop/api'],
        subjectCount: 5,
      },
    });
    expect(
      riskyBinding.sentence({ ...verdict, name: 'RoleBinding/left' }),
    ).toBe(
      'ClusterRole reader for User ann, ServiceAccount shop/api and 3 more reads all Secrets by a wildcard; lets a person read Secrets at any time',
    );
  });

  it('says nothing of a binding with which nothing is wrong', () => {
    expect(bindingWith({})).toEqual([]);
    expect(bindingWith({ role: 'Role shop/reader', risks: [] })).toEqual([]);
  });
});
