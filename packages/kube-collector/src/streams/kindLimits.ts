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
 * What looking for kinds, and following them, may cost.
 *
 * @public
 */
export interface KindLimits {
  /** Of the document of one group and version. */
  documentBytes: number;
  /** Of all documents that are read in one go; the rest is read in the next. */
  totalBytes: number;
  /** Groups with a version: those of one cluster are some hundred at most. */
  documents: number;
  /** Kinds, times namespaces where these are listed one by one. */
  streams: number;
  /** Of the streams, those that are watched; the others are listed now and then. */
  watches: number;
  /** Of one kind; where there are more, the namespaces with most of them are left out. */
  objects: number;
  /** Of all kinds, and as many again of namespaces with few. */
  totalObjects: number;
  /** In which the objects of a kind are counted, where there are too many of all. */
  namespaces: number;
}

const MIB = 1024 * 1024;

export const KIND_LIMITS: KindLimits = {
  documentBytes: 8 * MIB,
  totalBytes: 64 * MIB,
  documents: 1000,
  streams: 300,
  watches: 25,
  objects: 20_000,
  totalObjects: 100_000,
  namespaces: 5_000,
};
