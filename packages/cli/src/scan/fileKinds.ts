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

/** Lists of what a package manager has fetched: full of digests, and of nothing else. */
const LOCK_FILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock|Gemfile\.lock|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|go\.sum|go\.work\.sum|flake\.lock|mix\.lock|Podfile\.lock|Package\.resolved|pubspec\.lock|packages\.lock\.json|gradle\.lockfile|\.terraform\.lock\.hcl|deno\.lock|conan\.lock|Chart\.lock)$/;
/** Files in which no text is looked for. */
const NO_TEXT =
  /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|tiff?|psd|mp[34]|m4[av]|webm|mov|avi|ogg|wav|flac|woff2?|ttf|otf|eot|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|ear|class|pyc|o|a|so|dylib|dll|exe|wasm|node|map|svg)$/i;
const MINIFIED = /[.-]min\.(?:js|css)$/i;
const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|pyi|ipynb|go|java|kts?|scala|groovy|cs|fs|vb|c|h|cc|cpp|hpp|m|mm|swift|rs|rb|php|pl|pm|lua|dart|ex|exs|erl|hs|clj|cljs|r|jl|sol|sql|graphql|proto|html?|css|scss|less)$/i;
/** Where examples and tests stand: what is assigned there is rarely real. */
const EXAMPLES =
  /(?:^|[/._-])(?:tests?|specs?|__tests__|__fixtures__|fixtures?|mocks?|__mocks__|testdata|examples?|samples?|demos?|docs?|tutorials?|locales?|i18n|translations?|lang)(?:[/._-]|$)|\.(?:md|mdx|rst|adoc)$/i;

/** Why a file is not looked through, if it is not. */
export function skipReasonOf(
  path: string,
): 'lock file' | 'no text' | undefined {
  if (LOCK_FILE.test(path)) {
    return 'lock file';
  }
  return NO_TEXT.test(path) || MINIFIED.test(path) ? 'no text' : undefined;
}

/** Whether a file holds source code, by its name. */
export function isCode(path: string): boolean {
  return CODE.test(path);
}

/** Whether a file is a test, an example, documentation or a translation, by its path. */
export function isExample(path: string): boolean {
  return EXAMPLES.test(path);
}
