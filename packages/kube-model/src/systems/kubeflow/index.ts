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

import { ANY, podMakers } from '../podMakers';
import type { KnownSystem } from '../KnownSystem';

/** Kubeflow: https://www.kubeflow.org */
export const kubeflow: KnownSystem = {
  id: 'kubeflow',
  kinds: [
    // The pod templates of the replicas
    ...podMakers(
      'kubeflow.org',
      'https://www.kubeflow.org/docs/components/trainer/legacy-v1/reference/',
      ['PyTorchJob', 'pytorchjobs', ANY],
      ['TFJob', 'tfjobs', ANY],
      ['MPIJob', 'mpijobs', ANY],
      ['XGBoostJob', 'xgboostjobs', ANY],
      ['PaddleJob', 'paddlejobs', ANY],
      ['JAXJob', 'jaxjobs', ANY],
    ),
    ...podMakers(
      'kubeflow.org',
      'https://www.kubeflow.org/docs/components/notebooks/api-reference/notebook-v1/',
      ['Notebook', 'notebooks', ANY],
    ),
  ],
};
