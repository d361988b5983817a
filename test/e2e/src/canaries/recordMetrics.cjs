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
// Loaded before the portal (`node --require`): keeps whatever its plugins give
// to Backstage's metrics service, which hands it to OpenTelemetry's global
// meter provider. A portal without one has no metrics to show anywhere.
const { appendFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const OBSERVE_EVERY_MS = 1_000;
const file = process.env.KEYWARD_PORTAL_METRICS;

if (file) {
  // The very module that the back end loads.
  const portal = createRequire(join(process.cwd(), 'package.json'));
  const defaults = createRequire(portal.resolve('@backstage/backend-defaults'));
  const { metrics } = defaults('@opentelemetry/api');
  appendFileSync(file, '');
  metrics.setGlobalMeterProvider({
    getMeter: (name, version) => createMeter({ name, version }),
  });
}

function createMeter(meter) {
  const keep = instrument => (value, attributes) =>
    appendFileSync(
      file,
      `${JSON.stringify({ meter, ...instrument, value, attributes })}\n`,
    );
  const observed = new Map();
  const instrumentOf = (name, options) => ({ name, options });
  const synchronous = (name, options) => {
    const measure = keep(instrumentOf(name, options));
    return { add: measure, record: measure };
  };
  const observable = (name, options) => {
    const callbacks = new Set();
    const made = {
      addCallback: callback => callbacks.add(callback),
      removeCallback: callback => callbacks.delete(callback),
    };
    const observe = keep(instrumentOf(name, options));
    observed.set(made, observe);
    every(() => callbacks.forEach(callback => callback({ observe })));
    return made;
  };
  return {
    createCounter: synchronous,
    createUpDownCounter: synchronous,
    createHistogram: synchronous,
    createGauge: synchronous,
    createObservableCounter: observable,
    createObservableUpDownCounter: observable,
    createObservableGauge: observable,
    addBatchObservableCallback(callback) {
      every(() =>
        callback({
          observe: (made, value, attributes) =>
            observed.get(made)?.(value, attributes),
        }),
      );
    },
    removeBatchObservableCallback() {},
  };
}

function every(task) {
  setInterval(async () => {
    try {
      await task();
    } catch {
      // A plugin that cannot observe now is asked again.
    }
  }, OBSERVE_EVERY_MS).unref();
}
