import { newId, type TaskLink } from '@orchestrator/domain'
import { ProviderError, type Session } from '@orchestrator/integrations'
import { createConnection, keepDelivery, readLogForSync } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { type GitHubStage, githubTokens, openGitHubStage } from '../../../../integrations/src/testing/github-stage.ts'
import { Budget } from '../limit-session.ts'
import { syncRound } from '../round.ts'
import type { SyncDeps } from '../sync-deps.ts'
import { Troubles } from '../trouble.ts'

interface Json {
  [key: string]: unknown
}

let store: TestStore
let github: GitHubStage
beforeAll(async () => {
  store = await openTestStore()
  github = await openGitHubStage()
})
afterAll(async () => {
  await github?.close()
  await store?.close()
})

let w: TestWorkspace
let projectId: string
let connectionId: string
let mappingId: string
const troubles: string[] = []

beforeEach(async () => {
  w = await store.workspace()
  projectId = await w.project()
  troubles.length = 0
  const made = await createConnection(w.store, store.database.masterKey, w.owner, {
    ...{ provider: 'github', name: 'GitHub', auth: 'token', account: { id: '1', name: 'acme-dev', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: githubTokens.ours } },
  })
  connectionId = made.result.id
  const { result } = await w.run('mapping.create', {
    ...{ connectionId, projectId, containerId: github.containerId, containerKey: 'acme-dev/shop' },
    ...{ containerName: 'shop', fields: [{ theirs: 'title', ours: 'title' }] },
  })
  mappingId = result.id
})

const generous = { perSecond: 10_000, burst: 10_000 }
const deps = (): SyncDeps => ({
  ...{ store: w.store, connectors: { github: github.connector }, pullEveryMs: 3_600_000 },
  logger: pino({ level: process.env['SYNC_LOG'] ?? 'silent' }),
  openSession: async () => github.open(),
  budgetOf: () => new Budget({ requests: generous, writes: generous, atOnce: 8 }),
  webhookOf: async () => null,
  troubles: {
    tell: async (_claim, _state, error) => {
      troubles.push(error.kind)
      return error.kind === 'unauthorized'
    },
    settle: (claim, state) => new Troubles(w.store).settle(claim, state),
    unexpected: async () => 0,
  },
})

/** A round; by itself it asks for nothing, unless it is told to. `session`: what is otherwise with the service. */
async function round({ pulls = false, session = {} as Partial<Session> } = {}): Promise<void> {
  await w.store.write(w.id, async (tx) => {
    await tx`update mapping_syncs set pull_at = ${pulls ? tx`now()` : tx`now() + interval '1 hour'`}`
    await tx`update code_work set due_at = now()`
  })
  const openSession = async () => Object.assign(await github.open(), session)
  await syncRound({ ...deps(), openSession }, { workspaceId: w.id, connectionId }, new AbortController().signal)
}
const refuse = (kind: 'forbidden' | 'not_found') => async () => {
  throw new ProviderError('github', kind, 'no')
}

const ask = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await github.emulator.ask(githubTokens.ours, method, `/repos/acme-dev/shop${path}`, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as Json
}

/** A branch with a commit of its own, and a pull request of it. */
async function open(branch: string, title: string, body = '', draft = false): Promise<number> {
  const main = await ask('GET', '/git/ref/heads/main')
  const { sha } = main['object'] as { sha: string }
  const { tree } = (await ask('GET', `/git/commits/${sha}`)) as unknown as { tree: { sha: string } }
  const file = { path: `${branch}.md`, mode: '100644', type: 'blob', content: branch }
  const made = await ask('POST', '/git/trees', { base_tree: tree.sha, tree: [file] })
  const commit = await ask('POST', '/git/commits', { message: title, tree: made['sha'], parents: [sha] })
  await ask('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: commit['sha'] })
  return (await ask('POST', '/pulls', { title, body, head: branch, base: 'main', draft }))['number'] as number
}

async function deliver(event: string, payload: Json): Promise<void> {
  const repository = {
    id: Number(github.containerId),
    full_name: 'acme-dev/shop',
    html_url: 'https://github.test/acme-dev/shop',
  }
  const sender = { id: 1, login: 'acme-dev' }
  const id = newId()
  await keepDelivery(
    w.store,
    { workspaceId: w.id, connectionId },
    {
      ...{ deliveryId: id, headers: { 'x-github-event': event, 'x-github-delivery': id } },
      body: Buffer.from(JSON.stringify({ repository, sender, ...payload })),
    },
  )
}
const hint = (number: number) =>
  deliver('pull_request', { action: 'opened', pull_request: { number, html_url: 'https://github.test/x' } })

const unread = () =>
  w.store.read(w.id, (tx) => tx`select delivery_id from inbound_deliveries where processed_at is null`)
const work = () => w.store.read(w.id, (tx) => tx`select key, attempts from code_work`)
const links = async (taskId: string): Promise<TaskLink[]> =>
  (await w.store.read(
    w.id,
    (tx) => tx`select * from task_links where task_id = ${taskId} and deleted_at is null order by created_at, id`,
  )) as unknown as TaskLink[]
const statusOf = async (id: string) =>
  (await w.store.read(w.id, (tx) => tx<{ status: string }[]>`select status from tasks where id = ${id}`))[0]?.status
async function task(title = 'Fix login') {
  const id = await w.task(projectId, { title, description: 'It does not work.', status: 'unstarted' })
  const [row] = await w.store.read(
    w.id,
    (tx) => tx<{ identifier: string }[]>`
      select p.key || '-' || t.number as identifier from tasks t join projects p on p.id = t.project_id where t.id = ${id}`,
  )
  return { id, identifier: row?.identifier ?? '' }
}
const merge = (number: number) => ask('PUT', `/pulls/${number}/merge`, {})
let branches = 0
const unique = (identifier: string) => `${identifier.toLowerCase()}-${++branches}-${w.id.slice(-6)}`

describe('what is recognised', () => {
  test('a pull request by its branch: linked, looked up, and the task moves with it until it is merged', async () => {
    const { id, identifier } = await task()
    const branch = unique(identifier)
    const number = await open(branch, 'Log in')
    await hint(number)
    await hint(number)
    await round()
    expect(await links(id)).toMatchObject([
      {
        ...{ kind: 'pull_request', number, branch, state: 'open', provider: 'github', connectionId, completes: true },
        ...{ repository: 'acme-dev/shop', externalId: `${github.containerId}/pulls/${number}`, title: 'Log in' },
      },
    ])
    expect(await statusOf(id)).toBe('started')
    const [moved] = (await w.events()).filter(({ type }) => type === 'task.status_changed')
    expect(moved).toMatchObject({ subject: { id }, actor: { type: 'connection', id: connectionId } })
    await merge(number)
    await hint(number)
    await round()
    expect(await links(id)).toMatchObject([{ number, state: 'merged' }])
    expect(await statusOf(id)).toBe('completed')
  })

  test('a draft is one, and may move the task elsewhere', async () => {
    await w.run('mapping.update', { id: mappingId, moves: { pullRequestDraft: null } })
    const { id, identifier } = await task()
    await hint(await open(unique(identifier), 'Log in', '', true))
    await round()
    expect(await links(id)).toMatchObject([{ state: 'draft' }])
    expect(await statusOf(id)).toBe('unstarted')
  })

  test('reviews and checks are told of it; what a delivery says is not believed', async () => {
    const { id, identifier } = await task()
    const number = await open(unique(identifier), 'Log in')
    const pull = await ask('GET', `/pulls/${number}`)
    const { sha } = pull['head'] as { sha: string }
    const reviewer = (event: string) =>
      github.emulator.ask(githubTokens.theirs, 'POST', `/repos/acme-dev/shop/pulls/${number}/reviews`, {
        event,
        body: 'x',
      })
    await reviewer('REQUEST_CHANGES')
    await ask('POST', '/check-runs', { name: 'test', head_sha: sha, status: 'completed', conclusion: 'failure' })
    await deliver('pull_request', {
      action: 'closed',
      pull_request: { number, html_url: 'x', state: 'closed', merged: true },
    })
    await round()
    expect(await links(id)).toMatchObject([{ state: 'open', review: 'changes_requested', checks: 'failing' }])
    await reviewer('APPROVE')
    await deliver('check_run', {
      action: 'completed',
      check_run: { id: 1, name: 'test', head_sha: sha, pull_requests: [{ number }] },
    })
    // Checks end one after the other: it waits for more of them.
    await round()
    await round()
    expect(await links(id)).toMatchObject([{ review: 'approved', checks: 'failing' }])
  })

  test('what is said of a commit is looked up for the pull request whose last one it is', async () => {
    const { id, identifier } = await task()
    const number = await open(unique(identifier), 'Log in')
    await hint(number)
    await round()
    expect(await links(id)).toMatchObject([{ checks: null }])
    const pull = await ask('GET', `/pulls/${number}`)
    const { sha } = pull['head'] as { sha: string }
    await deliver('status', { sha: 'f'.repeat(40), state: 'failure', context: 'ci' })
    await round()
    expect(await work()).toEqual([])
    const body = JSON.stringify({ state: 'failure', total_count: 1 })
    const when = ({ path }: { path: string }) => path.endsWith(`/commits/${sha}/status`)
    github.proxy.plan({ kind: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body }, { when })
    await deliver('status', { sha, state: 'failure', context: 'ci' })
    await round()
    await round()
    expect(await links(id)).toMatchObject([{ checks: 'failing' }])
  })

  test('what was over before the mapping is linked with the import, and moves nothing; what is open does', async () => {
    const [past, closed, now] = [await task('past'), await task('closed'), await task('now')]
    const merged = await open(unique(past.identifier), 'Log in')
    const left = await open(unique(closed.identifier), 'Log in')
    await merge(merged)
    await ask('PATCH', `/pulls/${left}`, { state: 'closed' })
    const current = await open(unique(now.identifier), 'Log in')
    // The mapping is from just before.
    await w.store.write(
      w.id,
      (tx) => tx`update mapping_syncs set since = now() + interval '1 hour', backfill = 'running', backfill_at = now()`,
    )
    const whole = (await github.open()).pullRequestHistory
    let broken = 0
    const session: Partial<Session> = {
      // A page of two each, the second of which fails once.
      pullRequestHistory: async ({ repositoryId, cursor }) => {
        const { pulls = [] } = (await whole?.call(await github.open(), { repositoryId, cursor: null })) ?? {}
        const from = typeof cursor === 'number' ? cursor : 0
        if (from > 0 && broken++ === 0) throw new ProviderError('github', 'unavailable', 'no')
        return { pulls: pulls.slice(from, from + 2), cursor: from + 2 < pulls.length ? from + 2 : null }
      },
    }
    for (let n = 0; n < 3; n++) {
      await w.store.write(w.id, (tx) => tx`update connection_syncs set throttled_until = null`)
      await round({ session })
    }
    expect(broken).toBeGreaterThan(1)
    const linked = async (id: string) => (await links(id)).map(({ number, state }) => [number, state])
    expect(await linked(past.id)).toContainEqual([merged, 'merged'])
    expect(await linked(closed.id)).toContainEqual([left, 'closed'])
    expect(await linked(now.id)).toContainEqual([current, 'open'])
    expect(await Promise.all([past.id, closed.id, now.id].map(statusOf))).toEqual(['unstarted', 'unstarted', 'started'])
    const [ended] = await w.store.read(w.id, (tx) => tx`select backfill from mapping_syncs`)
    expect(ended).toEqual({ backfill: 'done' })
    // Nor does one of which somebody tells before it is imported.
    const late = await task('late')
    const lately = await open(unique(late.identifier), 'Log in')
    await merge(lately)
    await hint(lately)
    await round()
    expect(await linked(late.id)).toContainEqual([lately, 'merged'])
    expect(await statusOf(late.id)).toBe('unstarted')
  })

  test('closing words end the task whose they are, also that of an issue; a mere mention does not', async () => {
    const [one, two, three] = [await task('one'), await task('two'), await task('three')]
    const issue = await ask('POST', '/issues', { title: 'an issue' })
    await round({ pulls: true })
    const [four] = await w.store.read(w.id, (tx) => tx<{ id: string }[]>`select id from tasks where title = 'an issue'`)
    const body = `Fixes ${one.identifier}. Closes #${issue['number']}. See ${three.identifier}`
    const number = await open(`plain-${w.id.slice(-6)}`, `Resolves ${two.identifier}`, body)
    await hint(number)
    await round()
    await merge(number)
    await hint(number)
    await round()
    const ends = await Promise.all([one.id, two.id, three.id, four?.id ?? ''].map(statusOf))
    expect(ends).toEqual(['completed', 'completed', 'started', 'completed'])
    expect(await links(three.id)).toMatchObject([{ number, completes: false }])
  })

  test('a text that only looks as if it had a part of ours is one like any other', async () => {
    const { id, identifier } = await task()
    const number = await open(unique(identifier), 'Log in', `<!-- orchestrator-task:${'-'.repeat(36)} -->`)
    await hint(number)
    await round()
    expect(await links(id)).toMatchObject([{ number }])
    expect(await work()).toEqual([])
  })

  test('what fails again and again, while the service is there, is left until somebody tells of it', async () => {
    const { identifier } = await task()
    const number = await open(unique(identifier), 'Log in')
    await hint(number)
    const fails = (kind: 'unavailable' | 'malformed') => ({
      pullRequest: async () => {
        throw new ProviderError('github', kind, 'no')
      },
    })
    for (let n = 0; n < 15; n++) await round({ session: fails('unavailable') })
    expect(await work()).toMatchObject([{ attempts: 15 }])
    await round({ session: fails('malformed') })
    expect(await work()).toEqual([])
  })

  test('of several pull requests the last one that is merged ends the task', async () => {
    const { id, identifier } = await task()
    const [first, second] = [await open(unique(identifier), 'a'), await open(unique(identifier), 'b')]
    await hint(first)
    await hint(second)
    await round()
    await merge(first)
    await hint(first)
    await round()
    expect(await statusOf(id)).toBe('started')
    await merge(second)
    await hint(second)
    await round()
    expect(await statusOf(id)).toBe('completed')
  })

  test('what nobody told of is found by asking; moves that are switched off are none', async () => {
    const none = { pullRequestDraft: null, pullRequestOpened: null, merged: null }
    await w.run('mapping.update', { id: mappingId, moves: none })
    const { id, identifier } = await task()
    const number = await open(unique(identifier), 'Log in')
    await round({ pulls: true })
    expect(await links(id)).toMatchObject([{ number, state: 'open' }])
    await merge(number)
    await round({ pulls: true })
    expect(await links(id)).toMatchObject([{ number, state: 'merged' }])
    expect(await statusOf(id)).toBe('unstarted')
  })

  test('what changes twice in one second, and was listed in between, is looked at once more', async () => {
    const { id, identifier } = await task()
    const number = await open(unique(identifier), 'Log in')
    const updatedAt = `${new Date().toISOString().slice(0, 19)}Z`
    const session = { pullRequests: async () => [{ number, updatedAt }] }
    await round({ pulls: true, session })
    expect(await links(id)).toMatchObject([{ number, state: 'open' }])
    await merge(number)
    await round({ pulls: true, session })
    expect(await links(id)).toMatchObject([{ number, state: 'merged' }])
  })

  test('they are looked at as often where tasks are only sent', async () => {
    await w.run('mapping.update', { id: mappingId, direction: 'out' })
    await round({ pulls: true })
    const [next] = await w.store.read(
      w.id,
      (tx) => tx`select pull_at < now() + interval '2 hours' as soon from mapping_syncs`,
    )
    expect(next).toEqual({ soon: true })
  })

  test('what is open is looked at by itself, but not with every look at the list', async () => {
    const { id, identifier } = await task()
    const number = await open(unique(identifier), 'Log in')
    await hint(number)
    await round({ pulls: true })
    expect(await links(id)).toMatchObject([{ number, state: 'open' }])
    let looks = 0
    const counting = {
      pullRequests: async () => [],
      pullRequest: async () => {
        looks++
        return null
      },
    }
    for (let n = 0; n < 3; n++) await round({ pulls: true, session: counting })
    expect(looks).toBeLessThanOrEqual(1)
    const before = looks
    await w.store.write(
      w.id,
      (tx) => tx`update mapping_syncs set cursors = jsonb_set(cursors, '{pull_requests,openAt}', '0')`,
    )
    for (let n = 0; n < 3; n++) await round({ pulls: true, session: counting })
    expect(looks).toBe(before + 1)
  })

  test.each(['forbidden', 'not_found'] as const)(
    'pull requests that are %s keep nothing else waiting',
    async (kind) => {
      await round({ pulls: true, session: { pullRequests: refuse(kind) } })
      expect(troubles).toEqual([])
      const [next] = await w.store.read(
        w.id,
        (tx) => tx`select pull_at > now() + interval '30 minutes' as late, troubles from mapping_syncs`,
      )
      expect(next).toEqual({ late: true, troubles: {} })
    },
  )

  test('a branch and a commit of a push', async () => {
    await w.run('mapping.update', { id: mappingId, moves: { branchCreated: 'started' } })
    const { id, identifier } = await task()
    const branch = `ann/${identifier.toLowerCase()}-login`
    const commits = [
      {
        id: 'a'.repeat(40),
        message: `Fixes ${identifier}\n\nwords`,
        url: 'https://github.test/c/a',
        timestamp: '2026-01-02T00:00:00Z',
      },
      {
        id: 'b'.repeat(40),
        message: `${identifier} wip`,
        url: 'https://github.test/c/b',
        timestamp: '2026-01-02T00:00:00Z',
      },
    ]
    await deliver('push', { ref: `refs/heads/${branch}`, after: 'a'.repeat(40), commits })
    await round()
    expect(await links(id)).toMatchObject([
      { kind: 'branch', title: branch, url: `https://github.test/acme-dev/shop/tree/${branch}`, state: null },
      { kind: 'commit', title: `Fixes ${identifier}`, url: 'https://github.test/c/a', sha: 'a'.repeat(40) },
    ])
    expect(await statusOf(id)).toBe('started')
  })

  test('a push whose text is cut within a character is taken like any other', async () => {
    const { id, identifier } = await task()
    const first = `Fixes ${identifier} `.padEnd(999, 'x')
    const commits = [{ id: 'c'.repeat(40), message: `${first}😀 tail`, url: 'https://github.test/c/c' }]
    await deliver('push', { ref: 'refs/heads/other', after: 'a'.repeat(40), commits })
    await round()
    expect(await links(id)).toMatchObject([{ kind: 'commit', title: first }])
    expect(await unread()).toEqual([])
  })

  test('a push that is refused is closed with the reason, and keeps none of the others', async () => {
    const { id, identifier } = await task()
    const commit = (sha: string, url: string) => ({ id: sha.repeat(40), message: `Fixes ${identifier}`, url })
    const bad = commit('d', `https://github.test/${'x'.repeat(20_000)}`)
    await deliver('push', { ref: 'refs/heads/other', after: 'a'.repeat(40), commits: [bad] })
    const good = commit('e', 'https://github.test/c/e')
    await deliver('push', { ref: 'refs/heads/other', after: 'a'.repeat(40), commits: [good] })
    await round()
    expect(await links(id)).toMatchObject([{ kind: 'commit', url: good.url }])
    expect(await unread()).toEqual([])
    const refused = await w.store.read(w.id, (tx) => tx`select error from inbound_deliveries where error is not null`)
    expect(refused).toEqual([{ error: expect.stringContaining('url') }])
  })

  test('an address that somebody added becomes the pull request; one that somebody removed stays away', async () => {
    const { id } = await task()
    const number = await open(`other-${w.id.slice(-6)}`, 'Nothing to see')
    const { html_url: url } = await ask('GET', `/pulls/${number}`)
    const { result } = await w.run('task_link.add', { taskId: id, url: String(url) })
    await hint(number)
    await round()
    expect(await links(id)).toMatchObject([{ id: result.id, kind: 'pull_request', number, completes: false }])
    await w.run('task_link.remove', { id: result.id })
    await hint(number)
    await round()
    expect(await links(id)).toEqual([])
  })

  test('what anybody may open leaves room for the links of people', async () => {
    const { id } = await task()
    await w.store.write(
      w.id,
      (tx) => tx`
        insert into task_links (workspace_id, id, task_id, project_id, kind, url, title, completes, version, field_versions, created_at, updated_at)
        select ${w.id}, gen_random_uuid(), ${id}, ${projectId}, 'url', 'https://a.test/' || n, 'a', false, 1, '{}', now(), now()
        from generate_series(1, 50) n`,
    )
    const seen = (externalId: string, isForeign: boolean) =>
      w.run('task_link.observe', {
        ...{ taskId: id, connectionId, provider: 'github', mappingId: null, isForeign },
        link: {
          ...{
            kind: 'pull_request' as const,
            url: `https://b.test/${externalId}`,
            title: 'b',
            externalId,
            repositoryId: '1',
          },
          ...{ repository: 'a/b', state: 'open' as const, theirsUpdatedAt: '2026-01-02T00:00:00.000Z' },
        },
      })
    await expect(seen('theirs', true)).rejects.toMatchObject({ code: 'invalid_state' })
    await seen('ours', false)
    // What is known already is kept up to date.
    await seen('ours', true)
    expect((await links(id)).map(({ externalId }) => externalId).filter((one) => one !== null)).toEqual(['ours'])
  })

  test('in projects where the owner has no rights nothing is linked, and the others go on', async () => {
    const { id, identifier } = await task()
    const other = await w.project()
    const hidden = await w.task(other, { title: 'hidden' })
    const owner = await w.member('MANAGER')
    const memberId = owner.actor.memberId
    await w.run('project_member.set', { projectId: other, memberId, role: 'VIEWER' })
    await w.store.write(w.id, (tx) => tx`update connections set owner_id = ${memberId} where id = ${connectionId}`)
    const [key] = await w.store.read(w.id, (tx) => tx<{ key: string }[]>`select key from projects where id = ${other}`)
    const number = await open(unique(identifier), `${key?.key}-1`)
    await hint(number)
    await round()
    expect(await links(hidden)).toEqual([])
    expect(await links(id)).toMatchObject([{ number }])
  })

  test('that a task may not be moved is told until somebody gives the right', async () => {
    const trouble = async () => {
      const [row] = await w.store.read(
        w.id,
        (tx) => tx`select c.trouble->>'code' as connection, s.troubles->'moves'->>'code' as mapping
          from connections c, mapping_syncs s where c.id = ${connectionId}`,
      )
      return [row?.['connection'], row?.['mapping']]
    }
    const { identifier } = await task()
    const { memberId } = (await w.member('MANAGER')).actor
    await w.store.write(w.id, (tx) => tx`update connections set owner_id = ${memberId} where id = ${connectionId}`)
    await w.run('project_member.set', { projectId, memberId, role: 'VIEWER' })
    while (await readLogForSync(w.store, w.id));
    const branch = unique(identifier)
    await hint(await open(branch, 'Log in'))
    await round()
    expect(await trouble()).toEqual(['lost_rights', 'lost_rights'])
    await w.run('project_member.set', { projectId, memberId, role: 'MANAGER' })
    while (await readLogForSync(w.store, w.id));
    await round()
    expect(await trouble()).toEqual([null, null])
  })
})

describe('a pull request from a task', () => {
  const files = [{ path: 'docs/login.md', content: '# Log in\n' }]

  test('is made once, with branch, commit, title and text of the task, and follows it', async () => {
    const { id, identifier } = await task()
    const { result } = await w.run('task.create_pull_request', { taskId: id, files })
    expect(await links(id)).toMatchObject([{ id: result.id, state: 'making', url: null, number: null }])
    await round()
    const [link] = await links(id)
    const branch = `${identifier.toLowerCase()}-fix-login`
    expect(link).toMatchObject({ id: result.id, state: 'open', branch, base: 'main', completes: true, error: null })
    const at = `/pulls/${link?.number}`
    const made = await ask('GET', at)
    expect(made).toMatchObject({ title: `${identifier}: Fix login`, head: { ref: branch } })
    expect(made['body']).toContain(`It does not work.\n\nCloses ${identifier}`)
    expect(await statusOf(id)).toBe('started')
    // Somebody writes above our part; it stays.
    await ask('PATCH', at, { body: `By hand.\n\n${made['body']}` })
    await w.run('task.update', { id, title: 'Fix the login', description: 'It works sometimes.' })
    await round()
    const followed = await ask('GET', at)
    expect(followed['title']).toBe(`${identifier}: Fix the login`)
    expect(followed['body']).toMatch(/^By hand\.[\s\S]*It works sometimes\./)
    expect(followed['body']).not.toContain('It does not work')
    const calls = github.proxy.requests.length
    await round()
    expect(github.proxy.requests.slice(calls).filter(({ path }) => path.includes('/pulls'))).toEqual([])
  })

  test('takes what is attached later as a further commit; what people renamed there stays', async () => {
    const { id } = await task()
    await w.run('task.create_pull_request', { taskId: id, files, title: 'Mine', branch: `b-${w.id.slice(-6)}` })
    await round()
    const [link] = await links(id)
    const ref = `/git/ref/heads/${link?.branch}`
    const head = async () => ((await ask('GET', ref))['object'] as { sha: string }).sha
    const before = await head()
    await ask('PATCH', `/pulls/${link?.number}`, { title: 'Theirs' })
    await hint(link?.number ?? 0)
    await round()
    await w.run('change_set.attach', { taskId: id, files: [{ path: 'docs/more.md', content: 'more' }] })
    await round()
    const after = await head()
    expect(after).not.toBe(before)
    expect(await ask('GET', `/pulls/${link?.number}`)).toMatchObject({ title: 'Theirs' })
    const { parents } = (await ask('GET', `/git/commits/${after}`)) as unknown as { parents: { sha: string }[] }
    expect(parents.map(({ sha }) => sha)).toEqual([before])
  })

  test('whose answer was lost is found again, also when a delivery tells of it first', async () => {
    const { id } = await task()
    const branch = `lost-${w.id.slice(-6)}`
    await w.run('task.create_pull_request', { taskId: id, files, branch })
    github.proxy.plan({ kind: 'drop' }, { when: ({ method, path }) => method === 'POST' && path.endsWith('/pulls') })
    await round()
    const listed = (await ask('GET', `/pulls?state=all&head=acme-dev:${branch}`)) as unknown as { number: number }[]
    expect(listed).toHaveLength(1)
    expect(await links(id)).toMatchObject([{ state: 'making' }])
    await hint(listed[0]?.number ?? 0)
    await round()
    await round()
    expect(await links(id)).toMatchObject([{ number: listed[0]?.number, state: 'open' }])
    expect(await ask('GET', `/pulls?state=all&head=acme-dev:${branch}`)).toHaveLength(1)
  })

  test('is made a draft, or ready, where REST cannot; what is refused leaves it as it is', async () => {
    const { id } = await task()
    const { result } = await w.run('task.create_pull_request', { taskId: id, files, branch: `d-${w.id.slice(-6)}` })
    await round()
    const when = ({ path }: { path: string }) => path === '/graphql'
    const answer = (body: object) =>
      github.proxy.plan({ kind: 'answer', status: 200, headers: json, body: JSON.stringify(body) }, { when })
    const json = { 'content-type': 'application/json' }
    answer({ errors: [{ message: 'Draft pull requests are not supported' }] })
    await w.run('task_link.update', { id: result.id, draft: true })
    await round()
    expect(await links(id)).toMatchObject([
      { state: 'open', error: { message: expect.stringContaining('not supported') } },
    ])
    // A mere look does not forget it, and the same wish is tried again.
    await hint((await links(id))[0]?.number ?? 0)
    await round()
    expect(await links(id)).toMatchObject([{ error: { message: expect.stringContaining('not supported') } }])
    github.proxy.plan({ kind: 'answer', status: 404, headers: json, body: '{"message":"Not Found"}' }, { when })
    await w.run('task_link.update', { id: result.id, draft: true })
    await round()
    expect(await links(id)).toMatchObject([{ state: 'open', error: { message: expect.stringContaining('GraphQL') } }])
    answer({ data: {} })
    await w.run('task_link.update', { id: result.id, title: 'Another' })
    await round()
    expect(await links(id)).toMatchObject([{ state: 'draft', error: null, title: 'Another' }])
    expect(github.proxy.clear()).toBe(0)
  })

  test('is made where a person opened one of the branch: theirs stays, ours comes below', async () => {
    const { id, identifier } = await task()
    const branch = `theirs-${w.id.slice(-6)}`
    const number = await open(branch, 'Theirs', 'Their words')
    await w.run('task.create_pull_request', { taskId: id, branch })
    await round()
    expect(await links(id)).toMatchObject([{ number, state: 'open', title: 'Theirs' }])
    const { title, body } = await ask('GET', `/pulls/${number}`)
    expect(title).toBe('Theirs')
    expect(body).toMatch(new RegExp(`^Their words[\\s\\S]*Closes ${identifier}`))
  })

  test('speaks for its own task alone, whatever is said in it', async () => {
    const { id } = await task()
    const other = await w.project()
    await w.run('mapping.create', {
      ...{ connectionId, projectId: other, containerId: '999', containerKey: 'acme-dev/other', containerName: 'other' },
      fields: [{ theirs: 'title', ours: 'title' }],
    })
    const theirs = await w.task(other, { title: 'theirs', status: 'unstarted' })
    const [row] = await w.store.read(w.id, (tx) => tx<{ key: string }[]>`select key from projects where id = ${other}`)
    const marks = `<!-- orchestrator-task:${theirs} --> <!-- orches<!-- orchestrator:x -->trator:task-link-${theirs} -->`
    await w.run('task.update', { id, description: `Closes ${row?.key}-1 ${marks}` })
    const branch = `${row?.key.toLowerCase()}-1-${w.id.slice(-6)}`
    await w.run('task.create_pull_request', { taskId: id, files, branch, title: `Fixes ${row?.key}-1` })
    await round()
    const [link] = await links(id)
    await hint(link?.number ?? 0)
    await deliver('create', { ref: branch, ref_type: 'branch' })
    await round()
    expect(link).toMatchObject({ state: 'open', completes: true })
    expect([await links(theirs), await statusOf(theirs)]).toEqual([[], 'unstarted'])
    const { body } = await ask('GET', `/pulls/${link?.number}`)
    expect(body).not.toContain(`<!-- orchestrator-task:${theirs}`)
    expect(String(body).match(/<!-- orchestrator:/g)).toHaveLength(1)
  })

  test('puts no files onto a branch that others made, unless its pull request is one of the task', async () => {
    const { id, identifier } = await task()
    const branch = `release-${w.id.slice(-6)}`
    const number = await open(branch, 'Theirs')
    const head = async () => ((await ask('GET', `/git/ref/heads/${branch}`))['object'] as { sha: string }).sha
    const before = await head()
    await w.run('task.create_pull_request', { taskId: id, files, branch })
    await round()
    const [refused] = await links(id)
    expect(refused).toMatchObject({ state: 'making', number: null, error: { code: 'invalid' } })
    expect(await head()).toBe(before)
    await ask('PATCH', `/pulls/${number}`, { title: `Theirs, for ${identifier}` })
    await hint(number)
    await round()
    await w.run('task_link.update', { id: refused?.id ?? '', draft: false })
    await round()
    expect(await head()).not.toBe(before)
    expect((await links(id)).find((link) => link.id === refused?.id)).toMatchObject({ number, error: null })
  })

  test('is tried again when that is asked, though nothing else about it changed', async () => {
    const { id } = await task()
    const branch = `again-${w.id.slice(-6)}`
    await w.run('task.create_pull_request', { taskId: id, files, branch })
    const json = { 'content-type': 'application/json' }
    github.proxy.plan(
      { kind: 'answer', status: 422, headers: json, body: '{"message":"Validation Failed"}' },
      { when: ({ method, path }) => method === 'POST' && path.endsWith('/pulls') },
    )
    await round()
    const [refused] = await links(id)
    expect(refused).toMatchObject({ state: 'making', error: { code: 'invalid' } })
    await w.run('task_link.update', { id: refused?.id ?? '', draft: false })
    await round()
    expect(await links(id)).toMatchObject([{ id: refused?.id, state: 'open', error: null }])
    await round()
    expect(await w.store.read(w.id, (tx) => tx`select key from code_work`)).toEqual([])
  })

  test('takes a title that is asked for after people gave it theirs', async () => {
    const { id } = await task()
    const { result } = await w.run('task.create_pull_request', { taskId: id, files, branch: `t-${w.id.slice(-6)}` })
    await round()
    const [link] = await links(id)
    const titleThere = async () => (await ask('GET', `/pulls/${link?.number}`))['title']
    await ask('PATCH', `/pulls/${link?.number}`, { title: 'Theirs' })
    await hint(link?.number ?? 0)
    await round()
    await w.run('task.update', { id, title: 'Called otherwise here' })
    await round()
    expect(await titleThere()).toBe('Theirs')
    await w.run('task_link.update', { id: result.id, title: 'Asked for' })
    await round()
    expect(await titleThere()).toBe('Asked for')
    await ask('PATCH', `/pulls/${link?.number}`, { title: 'Theirs again' })
    await hint(link?.number ?? 0)
    await round()
    await w.run('task_link.update', { id: result.id, body: 'another text' })
    await round()
    expect(await titleThere()).toBe('Theirs again')
  })

  test('that is refused says why, and is tried again when something about it changes', async () => {
    const { id } = await task()
    await w.run('task.create_pull_request', { taskId: id, files, base: 'nowhere', branch: `no-${w.id.slice(-6)}` })
    await round()
    expect(await links(id)).toMatchObject([{ state: 'making', error: { code: 'invalid' } }])
    expect(await work()).toEqual([])
  })
})
