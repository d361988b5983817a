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

/** The middle of some numbers, or the mean of the two in the middle. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value below which a share of some numbers lies, interpolated between the
 * two that are next to it.
 */
export function quantile(values: number[], share: number): number {
  if (values.length === 0) {
    throw new Error('There is no quantile of no values');
  }
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/**
 * How a ratio grows with size: 1 when it is the same at ten times the size,
 * 2 when it is ten times higher.
 */
export function growth(atOne: number, atTen: number): number {
  return 1 + Math.log10(atTen / atOne);
}

/** A number with as many digits as a reader needs. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
