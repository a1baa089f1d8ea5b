import { checkContent, FilePath } from '@orchestrator/domain'
import * as z from 'zod'
import { ProviderError } from '../../../connector/provider-error.ts'
import { type GitHubClient, orNull } from '../client.ts'
import { at, inPath, refused } from './inside.ts'

export const FileChange = z
  .strictObject({
    path: FilePath,
    content: z.string().nullable().meta({ description: 'the whole file; null: it is deleted' }),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
    executable: z.boolean().default(false),
  })
  .superRefine(checkContent)
export type FileChange = z.infer<typeof FileChange>

const Sha = z.object({ sha: z.string() })
const Ref = z.object({ object: Sha })
const Commit = z.object({ sha: z.string(), tree: Sha, message: z.string().default('') })
const File = z.object({ path: z.string(), sha: z.string() })

export async function headOf(client: GitHubClient, repository: string, branch: string): Promise<string | null> {
  const found = await orNull(client.ask(Ref, `GET ${at(repository)}/git/ref/heads/${inPath(branch)}`))
  return found?.data.object.sha ?? null
}

interface Change {
  readonly repository: string
  readonly branch: string
  readonly base: string
  readonly message: string
  readonly files: readonly FileChange[]
  /** Whose branch it has to be, if it is there already; left out: anybody's. */
  readonly owner?: {
    /** Told in the message of each commit, so that the branch is known again after an answer that was lost. */
    readonly marker: string
    readonly isKnown: boolean
  }
}

const trailer = (marker: string) => `Made-By: orchestrator:${marker}`

/**
 * A commit of the files on the branch, which is made from `base` if it is not there. Files that have what they should make no commit, so
 * the same twice is one. Never by force: where somebody pushed meanwhile, it goes on from there.
 * @returns the branch’s head
 */
export async function commitFiles(client: GitHubClient, change: Change): Promise<string> {
  const { owner } = change
  let mayGoOn = owner === undefined || owner.isKnown
  for (let left = 3; ; left--) {
    const before = await headOf(client, change.repository, change.branch)
    if (before !== null && !mayGoOn) {
      const { data } = await client.ask(Commit, `GET ${at(change.repository)}/git/commits/${before}`)
      if (!data.message.includes(trailer(owner?.marker ?? '')))
        throw refused('branch', 'there is such a branch already, and no open pull request of it belongs to the task')
      mayGoOn = true
    }
    try {
      return await commitOn(client, change, before)
    } catch (error) {
      const moved = error instanceof ProviderError && error.kind === 'invalid' && left > 1
      if (!moved || (await headOf(client, change.repository, change.branch)) === before) throw error
    }
  }
}

async function commitOn(client: GitHubClient, change: Change, before: string | null): Promise<string> {
  const { repository, branch, base, files, owner } = change
  const path = `${at(repository)}/git`
  const parent = before ?? (await headOf(client, repository, base))
  if (parent === null) throw refused('base', `there is no branch ${JSON.stringify(base)}`)
  const { data: from } = await client.ask(Commit, `GET ${path}/commits/${parent}`)
  const tree = await treeOf(client, repository, from.tree.sha, files)
  const changed = tree !== from.tree.sha
  // It would not be known for ours, and there would be nothing to merge.
  if (owner && before === null && !changed)
    throw refused('files', 'are the same in the branch into which they would go')
  const message = owner ? `${change.message}\n\n${trailer(owner.marker)}` : change.message
  const commit = { message, tree, parents: [parent] }
  const sha = changed ? (await client.ask(Commit, `POST ${path}/commits`, commit)).data.sha : parent
  if (before === null) await client.ask(Ref, `POST ${path}/refs`, { ref: `refs/heads/${branch}`, sha })
  else if (changed) await client.ask(Ref, `PATCH ${path}/refs/heads/${inPath(branch)}`, { sha, force: false })
  return sha
}

async function treeOf(
  client: GitHubClient,
  repository: string,
  base: string,
  files: readonly FileChange[],
): Promise<string> {
  if (files.length === 0) return base
  const path = `${at(repository)}/git`
  const tree = []
  for (const { path: file, content, encoding, executable } of files) {
    const entry = { path: file, mode: executable ? '100755' : '100644', type: 'blob' }
    if (content === null) {
      // What is not there cannot be deleted; a try that was repeated has done it already.
      if (await isThere(client, repository, base, file)) tree.push({ ...entry, sha: null })
    } else if (encoding === 'base64') {
      const { data } = await client.ask(Sha, `POST ${path}/blobs`, { content, encoding })
      tree.push({ ...entry, sha: data.sha })
    } else tree.push({ ...entry, content })
  }
  if (tree.length === 0) return base
  return (await client.ask(Sha, `POST ${path}/trees`, { base_tree: base, tree })).data.sha
}

async function isThere(client: GitHubClient, repository: string, tree: string, file: string): Promise<boolean> {
  let sha = tree
  const parts = file.split('/')
  for (const [n, part] of parts.entries()) {
    const { data } = await client.ask(z.object({ tree: z.array(File) }), `GET ${at(repository)}/git/trees/${sha}`)
    const found = data.tree.find(({ path }) => path === part)
    if (!found) return false
    if (n < parts.length - 1) sha = found.sha
  }
  return true
}
