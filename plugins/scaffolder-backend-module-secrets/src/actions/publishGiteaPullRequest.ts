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

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { InputError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  createTemplateAction,
  getRepoSourceDirectory,
  parseRepoUrl,
  serializeDirectoryContents,
} from '@backstage/plugin-scaffolder-node';
import { GiteaRepository, type WrittenFile } from './GiteaRepository';
import { examples } from './publishGiteaPullRequest.examples';

/**
 * Opens a pull request at a Gitea with files of the workspace. Done again, it finds the
 * branch and the pull request of the first time.
 */
export function createPublishGiteaPullRequestAction(options: {
  integrations: ScmIntegrationRegistry;
  /** Whether the token of the user has to be given. */
  needsUserToken: boolean;
}) {
  const { integrations, needsUserToken } = options;
  return createTemplateAction({
    id: 'publish:gitea:pull-request',
    description: 'Opens a pull request at a Gitea with files of the workspace.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z =>
          z.string({
            description:
              'The repository: gitea.example.com?owner=OWNER&repo=REPOSITORY',
          }),
        branchName: z =>
          z.string({ description: 'The branch that the files are written to' }),
        targetBranchName: z =>
          z
            .string({
              description:
                'The branch to merge into. Default: that of the repository',
            })
            .optional(),
        title: z => z.string({ description: 'The title of the pull request' }),
        description: z =>
          z
            .string({ description: 'The text of the pull request, Markdown' })
            .optional(),
        commitMessage: z =>
          z
            .string({
              description: 'The message of the commit. Default: the title',
            })
            .optional(),
        sourcePath: z =>
          z
            .string({
              description:
                'A folder of the workspace. Default: all of the workspace',
            })
            .optional(),
        targetPath: z =>
          z
            .string({
              description: 'A folder of the repository. Default: its root',
            })
            .optional(),
        token: z =>
          z
            .string({
              description:
                'The token of the user. Default: the credential of the integration',
            })
            .optional(),
      },
      output: {
        remoteUrl: z =>
          z.string({ description: 'The page of the pull request' }).optional(),
        pullRequestNumber: z => z.number().optional(),
        targetBranchName: z => z.string().optional(),
      },
    },
    async handler(ctx) {
      const { repoUrl, branchName, title, description = '' } = ctx.input;
      const { owner, repo, host } = parseRepoUrl(repoUrl, integrations);
      const integration = integrations.gitea.byHost(host);
      if (!integration || !owner) {
        throw new InputError(
          'The repository is at no Gitea of this portal. Write repoUrl as gitea.example.com?owner=OWNER&repo=REPOSITORY, and configure the host in integrations.gitea',
        );
      }
      if (needsUserToken && !ctx.input.token) {
        throw new InputError(
          'This portal opens pull requests with the token of the user only. Give it as token',
        );
      }
      const files = await readFiles(
        getRepoSourceDirectory(ctx.workspacePath, ctx.input.sourcePath),
        ctx.input.targetPath,
      );
      if (files.length === 0) {
        throw new InputError(
          'There is no file to write. Check sourcePath and the steps before this one',
        );
      }
      if (ctx.isDryRun) {
        // Nobody is asked: a dry run says nothing of the repository.
        ctx.logger.info(`Would write ${files.length} files to a branch`);
        ctx.output('targetBranchName', ctx.input.targetBranchName);
        return;
      }
      const repository = new GiteaRepository({
        config: integration.config,
        owner,
        repo,
        token: ctx.input.token,
        signal: ctx.signal,
      });
      const base =
        ctx.input.targetBranchName ?? (await repository.readDefaultBranch());
      if (base === branchName) {
        throw new InputError(
          'The files cannot be written to the branch that they are to be merged into. Give another branchName',
        );
      }
      await writeBranch(repository, {
        base,
        branch: branchName,
        message: ctx.input.commitMessage ?? title,
        files,
      });
      const existing = await repository.findPullRequest(base, branchName);
      const { url, number } = existing?.isOpen
        ? existing
        : await repository.openPullRequest({
            base,
            head: branchName,
            title,
            body: description,
          });
      ctx.output('remoteUrl', url);
      ctx.output('pullRequestNumber', number);
      ctx.output('targetBranchName', base);
    },
  });
}

async function readFiles(source: string, target = ''): Promise<WrittenFile[]> {
  const folder = posix.normalize(target === '' ? '.' : target);
  if (folder.startsWith('..') || folder.startsWith('/') || /\\/.test(folder)) {
    throw new InputError(
      'targetPath is outside of the repository. Write it from the root of the repository, without ..',
    );
  }
  const contents = await serializeDirectoryContents(source, {
    gitignore: true,
  });
  return contents
    .filter(({ symlink }) => !symlink)
    .map(({ path, content }) => ({
      path: posix.join(folder, path),
      content,
    }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function writeBranch(
  repository: GiteaRepository,
  options: {
    base: string;
    branch: string;
    message: string;
    files: readonly WrittenFile[];
  },
): Promise<void> {
  const { base, branch, message, files } = options;
  const isThere = await repository.hasBranch(branch);
  const from = isThere ? branch : base;
  const ids = await repository.readFileIds(from);
  const changed = files.filter(
    ({ path, content }) => ids.get(path) !== blobId(content),
  );
  if (isThere && changed.length > 0) {
    throw new InputError(
      'There is a branch of that name with other files. Give another branchName, or delete the branch',
    );
  }
  if (!isThere && changed.length === 0) {
    throw new InputError(
      'The repository has all of the files already, so there is nothing to merge',
    );
  }
  if (changed.length > 0) {
    await repository.commit({ from, branch, message, files: changed, ids });
  }
}

/** The id that Git gives to a content. */
function blobId(content: Buffer): string {
  return createHash('sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}
