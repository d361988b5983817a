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

import type { PortalAnswer, PortalClient } from '../support/PortalClient';

const ENDPOINT = '/api/mcp-actions/v1';
const REGISTRY = '/api/secrets/.backstage/actions/v1/actions';

/** What an MCP client gets: each answer as it came. */
export class McpClient {
  readonly #portal: PortalClient;
  #id = 0;
  readonly answers: PortalAnswer[] = [];

  constructor(portal: PortalClient) {
    this.#portal = portal;
  }

  /** The names of the tools that are Keyward's. */
  async tools(): Promise<string[]> {
    const { tools } = await this.#rpc('tools/list', {});
    return tools
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name.startsWith('secrets.'));
  }

  /** What a tool answers; refusals and bad input are answers, too. */
  async call(name: string, input: object): Promise<any> {
    return await this.#rpc('tools/call', { name, arguments: input });
  }

  /** The same action by the HTTP route that MCP itself uses. */
  async invoke(name: string, input: object): Promise<PortalAnswer> {
    const id = encodeURIComponent(name.replace('.', ':'));
    const answer = await this.#portal.post(`${REGISTRY}/${id}/invoke`, input);
    this.answers.push(answer);
    return answer;
  }

  async #rpc(method: string, params: object): Promise<any> {
    this.#id += 1;
    const answer = await this.#portal.post(
      ENDPOINT,
      { jsonrpc: '2.0', id: this.#id, method, params },
      { accept: 'application/json, text/event-stream' },
    );
    this.answers.push(answer);
    const data = /^data: (.*)$/m.exec(answer.text)?.[1] ?? answer.text;
    const { result, error } = JSON.parse(data);
    return result ?? { isError: true, error };
  }
}
