import { closesIdentifier } from '@orchestrator/domain'
import type { CodeHint } from '../../../connector/code.ts'
import type { Payload } from '../payload.ts'

/** Checks and statuses come one after the other. */
const checksMs = 3_000
/** Of one push. */
const mostCommits = 20
const nowhere = /^0+$/

export function codeHintsOf(event: string, payload: Payload, at: string): CodeHint[] {
  const { repository, pull_request: pull } = payload
  if (!repository) return []
  const place = { repositoryId: String(repository.id), repository: repository.full_name }
  const look = (number: number, afterMs: number): CodeHint => ({
    ...{ kind: 'pull_request', repositoryId: place.repositoryId, number, afterMs },
  })
  if ((event === 'pull_request' || event === 'pull_request_review') && pull) return [look(pull.number, 0)]
  if (event === 'check_run' || event === 'check_suite') {
    const { pull_requests: pulls, head_sha: sha } = payload.check_run ?? payload.check_suite ?? {}
    // Of a fork's commit GitHub names none.
    if (!pulls?.length) return checksOf(place.repositoryId, sha)
    return pulls.map(({ number }) => look(number, checksMs))
  }
  if (event === 'status') return checksOf(place.repositoryId, payload.sha)
  const branch = branchOf(event, payload)
  if (branch === null || nowhere.test(payload.after ?? '')) return []
  const commits = (payload.commits ?? []).filter(({ message }) => closesIdentifier(message)).slice(0, mostCommits)
  return [
    {
      ...{ kind: 'branch', ...place, externalId: `${place.repositoryId}/branches/${branch}` },
      url: `${repository.html_url}/tree/${branch.split('/').map(encodeURIComponent).join('/')}`,
      ...{ text: branch, branch, sha: payload.after ?? null, at },
    },
    ...commits.map(
      ({ id, message, url }): CodeHint => ({
        ...{ kind: 'commit', ...place, externalId: `${place.repositoryId}/commits/${id}` },
        url: url ?? `${repository.html_url}/commit/${id}`,
        ...{ text: message, branch, sha: id, at },
      }),
    ),
  ]
}

const checksOf = (repositoryId: string, sha: string | undefined): CodeHint[] =>
  sha === undefined ? [] : [{ kind: 'checks', repositoryId, sha, afterMs: checksMs }]

function branchOf(event: string, { ref, ref_type: type }: Payload): string | null {
  if (event === 'create') return type === 'branch' ? (ref ?? null) : null
  return event === 'push' && ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null
}
