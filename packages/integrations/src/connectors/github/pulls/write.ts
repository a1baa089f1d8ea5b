import * as z from 'zod'
import type { PullRequest, PullRequestDraft } from '../../../connector/code.ts'
import { ProviderError } from '../../../connector/provider-error.ts'
import { commitFiles } from '../actions/branch.ts'
import { at, findMarked, refused } from '../actions/inside.ts'
import type { GitHubClient } from '../client.ts'
import { withMarker, withoutMarker } from '../marker.ts'
import { complete, Pull } from './look.ts'

const Repository = z.object({ full_name: z.string(), default_branch: z.string() })

/** Makes a pull request, or brings the one that was made up to what it is to be. Done twice, it is done once. */
export async function writePull(client: GitHubClient, wanted: PullRequestDraft): Promise<PullRequest> {
  const { repository, branch, files } = wanted
  const { data: known } = await client.ask(Repository, `GET ${at(repository)}`)
  const base = wanted.base ?? known.default_branch
  if (branch === base) throw refused('branch', 'is the branch into which it would be merged')
  // What is pushed there would be in force at once.
  if (branch === known.default_branch) throw refused('branch', 'is the repository’s default branch')
  const path = `${at(repository)}/pulls`
  const query = { state: 'all', head: `${known.full_name.split('/')[0]}:${branch}`, sort: 'created', direction: 'desc' }
  const mine =
    wanted.number === null
      ? await findMarked(client, Pull, { path, query, pages: 1 }, wanted.marker)
      : (await client.ask(Pull, `GET ${path}/${wanted.number}`)).data
  // Closed or merged since: its branch is not made again.
  if (mine && mine.state !== 'open') return complete(client, mine)
  const there = mine ?? (await openOf(client, path, query, branch))
  const isOfTask = there?.head.repo?.id === there?.base.repo.id && wanted.ofTask.includes(there?.number ?? 0)
  const owner = { marker: wanted.marker, isKnown: mine !== null || isOfTask }
  if (files !== null) await commitFiles(client, { repository, branch, base, message: wanted.message, files, owner })
  const open = there ?? (await openOf(client, path, query, branch))
  if (open) return complete(client, await rewrite(client, path, open, wanted))
  try {
    const { data } = await client.ask(Pull, `POST ${path}`, {
      ...{ title: wanted.title ?? branch, body: withMarker(whole(wanted), wanted.marker) },
      ...{ head: branch, base, draft: wanted.draft },
    })
    return await complete(client, data)
  } catch (error) {
    // Somebody made one of the same branch since we looked: GitHub takes one at a time.
    const other =
      error instanceof ProviderError && error.kind === 'invalid' && (await openOf(client, path, query, branch))
    if (!other) throw error
    return complete(client, await rewrite(client, path, other, wanted))
  }
}

async function openOf(client: GitHubClient, path: string, query: object, branch: string): Promise<Pull | undefined> {
  const { data } = await client.ask(z.array(Pull), `GET ${path}`, { ...query, state: 'open', per_page: 100 })
  return data.find(({ head }) => head.ref === branch)
}

const whole = ({ part }: PullRequestDraft) => `${part.begin}\n${part.text}\n${part.end}`

async function rewrite(client: GitHubClient, path: string, pull: Pull, wanted: PullRequestDraft): Promise<Pull> {
  const { text, marker } = withoutMarker(pull.body)
  // One that somebody else opened keeps its title and its text; ours comes below.
  const isOurs = marker === wanted.marker
  const body = replacePart(text ?? '', wanted, isOurs)
  const title = isOurs ? (wanted.title ?? pull.title) : pull.title
  const changed = title !== pull.title || body !== (text ?? '') || !isOurs
  const written = changed
    ? (await client.ask(Pull, `PATCH ${path}/${pull.number}`, { title, body: withMarker(body, wanted.marker) })).data
    : pull
  if (wanted.number === null || (written.draft ?? false) === wanted.draft) return written
  await setDraft(client, written.node_id, wanted.draft)
  return { ...written, draft: wanted.draft }
}

/** Who took our part out of the text does not want it there. */
function replacePart(text: string, wanted: PullRequestDraft, isOurs: boolean): string {
  const { begin, end } = wanted.part
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from >= 0 && to > from) return `${text.slice(0, from)}${whole(wanted)}${text.slice(to + end.length)}`
  return isOurs ? text : `${text}${text === '' ? '' : '\n\n'}${whole(wanted)}`
}

/** REST cannot. */
async function setDraft(client: GitHubClient, id: string, draft: boolean): Promise<void> {
  const name = draft ? 'convertPullRequestToDraft' : 'markPullRequestReadyForReview'
  const query = `mutation ($id: ID!) { ${name}(input: { pullRequestId: $id }) { clientMutationId } }`
  const Answer = z.object({ errors: z.array(z.object({ message: z.string() })).optional() })
  const { data } = await client.ask(Answer, client.graphql, { query, variables: { id } }).catch((error: unknown) => {
    if (!(error instanceof ProviderError && error.kind === 'not_found')) throw error
    throw refused('draft', 'can be changed by GraphQL alone, which was not found at the address of the connection')
  })
  const [error] = data.errors ?? []
  if (error) throw refused('draft', error.message)
}
