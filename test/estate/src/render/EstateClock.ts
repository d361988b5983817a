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

import { SeededRandom } from './seededRandom';

const second = 1000;
const units: Record<string, number> = {
  s: second,
  m: 60 * second,
  h: 3600 * second,
  d: 86_400 * second,
  w: 7 * 86_400 * second,
  y: 365 * 86_400 * second,
};

/** Milliseconds of a duration such as `113d`, `3h`, `+5d` or `-2d`. */
export function parseDuration(duration: string): number {
  const match = /^([+-]?)(\d+)([smhdwy])$/.exec(duration.trim());
  if (!match) {
    throw new Error(`"${duration}" is no duration such as 113d, 3h or +5d`);
  }
  const [, sign, count, unit] = match;
  return (sign === '-' ? -1 : 1) * Number(count) * units[unit];
}

/** The one clock of the estate: all its times are offsets from its now. */
export class EstateClock {
  readonly now: Date;

  constructor(now: Date) {
    this.now = now;
  }

  /**
   * The time an age ago, as Kubernetes writes times. Ages of days are made
   * somewhat longer, depending on the seed, lest all things happen at once.
   */
  ago(age: string, seed?: string): string {
    let offset = parseDuration(age);
    if (seed !== undefined && /[dwy]$/.test(age)) {
      offset += new SeededRandom(`age ${seed}`).below(20 * 3600) * second;
    }
    return formatTime(new Date(this.now.getTime() - offset));
  }

  /** The time after an offset such as `+5d` or `-2d`. */
  in(offset: string): string {
    return formatTime(new Date(this.now.getTime() + parseDuration(offset)));
  }

  /**
   * The midnight (UTC) at or after an offset. What ends up in values uses
   * days, so that a value is the same all day long.
   */
  midnightAfter(offset: string): Date {
    const time = this.now.getTime() + parseDuration(offset);
    return new Date(Math.ceil(time / units.d) * units.d);
  }
}

/** A time as Kubernetes writes it: UTC, whole seconds. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
