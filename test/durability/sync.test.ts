import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type GitHubStage,
  githubTokens,
  openGitHubStage,
} from '../../packages/integrations/src/testing/github-stage.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { until } from './arena/oracle.ts'
import { createRandom, type Random } from './arena/random.ts'
import { createWriter, type Writer } from './arena/writer.ts'

const count = 14
let arena: Arena
let github: GitHubStage
let write: Writer
beforeAll(async () => {
  github = await openGitHubStage()
  arena = await openArena({ parts: ['api', 'sync'], env: { ORCHESTRATOR_HTTP_ALLOW_HOSTS: github.proxy.host } })
  await arena.allUp()
  write = createWriter(arena)
})
afterAll(async () => {
  await arena?.close()
  await github?.close()
})

interface Issue {
  readonly number: number
  readonly title: string
  readonly body: string | null
  readonly state: string
  readonly labels: readonly { readonly name: string }[]
}

const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  (await github.emulator.ask(githubTokens.theirs, method, `/repos/acme-dev/shop${path}`, body)).body as T
const issues = () => ask<Issue[]>('GET', '/issues?state=all&per_page=100')
const plain = (body: string | null) => (body ?? '').replace(/\s*<!-- orchestrator:[^>]*-->\s*/g, '').trim()

/** One request in six fails: half of them before GitHub sees it, half after it has done it. */
function breakSometimes(random: Random): () => void {
  const timer = setInterval(() => {
    const write = random.between(0, 1) === 1
    github.proxy.plan(random.between(0, 1) ? { kind: 'drop' } : { kind: 'reset' }, {
      when: ({ method }) => write === (method !== 'GET'),
    })
  }, 700)
  return () => {
    clearInterval(timer)
    github.proxy.clear()
  }
}

async function editHere(random: Random, ids: readonly string[], n: number): Promise<void> {
  const id = random.pick(ids)
  const edits = [
    { title: `renamed here ${n}` },
    { description: `described here ${n}` },
    { status: 'completed' },
    { tags: [`here-${n % 3}`] },
  ]
  await write('PATCH', `/v1/tasks/${id}`, `edit ${n}`, random.pick(edits))
}

async function editThere(random: Random, n: number): Promise<void> {
  const issue = random.pick(await issues())
  if (!issue) return
  const hidden = /<!-- orchestrator:[^>]*-->/.exec(issue.body ?? '')?.[0]
  const body = `described there ${n}${hidden ? `\n\n${hidden}` : ''}`
  const edits = [{ title: `renamed there ${n}` }, { body }, { state: 'closed' }, { labels: [`there-${n % 3}`] }]
  await ask('PATCH', `/issues/${issue.number}`, random.pick(edits))
}

test('a repository and its project come to the same while every process is killed and answers are lost', async () => {
  const random = createRandom()
  const { body: connection } = await write('POST', '/v1/connections', 'connect', {
    ...{ provider: 'github', credentials: { token: githubTokens.ours }, settings: { baseUrl: github.proxy.url } },
  })
  expect(connection, JSON.stringify(connection)).toMatchObject({ provider: 'github', status: 'active' })
  const mapped = await write('POST', '/v1/mappings', 'map', {
    ...{ connectionId: connection['id'], projectId: arena.projectId, containerId: github.containerId },
  })
  expect(mapped.status, JSON.stringify(mapped.body)).toBe(201)

  const heal = breakSometimes(random)
  const chaos = beginChaos(arena, random, ['sync', 'sync', 'api', 'postgres', 'temporal', 'sync'], [1_500, 4_000])
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const made = await write('POST', '/v1/tasks', `task ${n}`, { projectId: arena.projectId, title: `here ${n}` })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    ids.push(String(made.body['id']))
    await ask('POST', '/issues', { title: `there ${n}`, body: 'words' })
    if (n % 3 === 0) await write('POST', '/v1/comments', `comment ${n}`, { taskId: ids.at(-1), body: `said here ${n}` })
    if (n % 3 === 1) await editHere(random, ids, n)
    if (n % 3 === 2) await editThere(random, n)
    await pause(random.between(200, 1_500))
  }
  await until('some kills', 60_000, async () => ({ done: chaos.kills() >= 8, state: chaos.kills() }))
  await chaos.end()
  heal()

  await until('both sides to be the same', 300_000, async () => {
    // What is asked for only now and then is asked for now.
    await arena.sql`update mapping_syncs set pull_at = now()`
    await arena.sql`update connection_syncs set due_at = now(), wakes = wakes + 1`
    const tasks = await arena.sql<{ title: string; description: string; status: string; tags: string[] }[]>`
      select title, description, status, tags from tasks where project_id = ${arena.projectId} and deleted_at is null`
    const here = tasks.map(({ title, description, status, tags }) => [
      title,
      description.trim(),
      status === 'completed' ? 'closed' : 'open',
      tags.sort(),
    ])
    const there = (await issues()).map(({ title, body, state, labels }) => [
      title,
      plain(body),
      state,
      labels.map(({ name }) => name).sort(),
    ])
    const [a, b] = [here, there].map((side) => side.map((one) => JSON.stringify(one)).sort())
    const [work] = await arena.sql`select count(*)::int as n from sync_work`
    await pause(1_000)
    const differing = a?.filter((one) => !b?.includes(one)) ?? []
    return {
      done: work?.['n'] === 0 && JSON.stringify(a) === JSON.stringify(b),
      state: { here: a?.length, there: b?.length, work, differing },
    }
  })

  // Each was made once, on both sides, whatever it is called by now.
  expect(await issues()).toHaveLength(2 * count)
  const [here] =
    await arena.sql`select count(*)::int as tasks from tasks where project_id = ${arena.projectId} and deleted_at is null`
  expect(here).toEqual({ tasks: 2 * count })
  const said = (
    await Promise.all(
      (await issues()).map(({ number }) => ask<{ body: string }[]>('GET', `/issues/${number}/comments?per_page=100`)),
    )
  ).flat()
  expect(said.map(({ body }) => plain(body).replace(/^\*\*.+\*\* wrote:\n\n/, '')).sort()).toEqual(
    Array.from({ length: count }, (_, n) => n)
      .filter((n) => n % 3 === 0)
      .map((n) => `said here ${n}`)
      .sort(),
  )
}, 600_000)
