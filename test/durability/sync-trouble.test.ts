import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type GitHubStage,
  githubTokens,
  openGitHubStage,
} from '../../packages/integrations/src/testing/github-stage.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { until } from './arena/oracle.ts'
import { createWriter, type Writer } from './arena/writer.ts'

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

interface Trouble {
  readonly code: string
  readonly message: string
  readonly since: string
}
interface Seen {
  readonly trouble: Trouble | null
  readonly mappings: readonly {
    readonly containerKey: string
    readonly items: number
    readonly trouble: Trouble | null
    readonly backfill: { readonly state: string; readonly heldUntil: string | null }
  }[]
}

const open = (repository: string, title: string) =>
  github.emulator.ask(githubTokens.ours, 'POST', `/repos/${repository}/issues`, { title })

test('what is wrong with a repository is known to the process after a kill, until it is there again, and no longer', async () => {
  const second = github.emulator.repositories['acme-dev/second'] ?? ''
  for (let n = 0; n < 3; n++) await open('acme-dev/shop', `before ${n}`)
  const { body: connection } = await write('POST', '/v1/connections', 'connect', {
    ...{ provider: 'github', credentials: { token: githubTokens.ours }, settings: { baseUrl: github.proxy.url } },
  })
  const at = `/v1/connections/${connection['id']}`
  const map = async (containerId: string, projectId: string, enabled: boolean) => {
    const given = { connectionId: connection['id'], projectId, containerId, enabled }
    const made = await write('POST', '/v1/mappings', `map ${containerId}`, given)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    return `/v1/mappings/${made.body['id']}`
  }
  const seen = async (): Promise<Seen> => {
    const answer = await fetch(`${arena.apiUrl}${at}/health`, { headers: { authorization: `Bearer ${arena.apiKey}` } })
    return (await answer.json()) as Seen
  }
  const mappingOf = ({ mappings }: Seen, key: string) => mappings.find(({ containerKey }) => containerKey === key)
  const project = await write('POST', '/v1/projects', 'project', { key: 'TWO', name: 'Second' })
  const shop = await map(github.containerId, arena.projectId, false)
  await map(second, String(project.body['id']), true)

  // It was made private, or the account was taken out of it: GitHub says of both that it is not there.
  github.proxy.plan(
    { kind: 'answer', status: 404, body: JSON.stringify({ message: 'Not Found' }) },
    { when: ({ path }) => path.startsWith(`/repositories/${github.containerId}`), times: Number.POSITIVE_INFINITY },
  )
  await write('PATCH', shop, 'enable', { enabled: true })
  await write('POST', `${shop}/backfill`, 'backfill', { action: 'start' })
  const troubled = await until('the trouble of one mapping', 120_000, async () => {
    const state = await seen()
    return { done: mappingOf(state, 'acme-dev/shop')?.trouble != null && state.trouble !== null, state }
  })
  expect(troubled.trouble).toMatchObject({
    ...{ code: 'mapping_trouble', message: 'A mapping has trouble: acme-dev/shop' },
  })
  expect(mappingOf(troubled, 'acme-dev/second')?.trouble).toBeNull()
  expect(mappingOf(troubled, 'acme-dev/shop')).toMatchObject({
    trouble: { code: 'forbidden', message: 'The repository is gone, or the connected account may not see it' },
    backfill: { state: 'running', heldUntil: expect.any(String) },
  })

  await arena.kept.sync.kill()
  await arena.kept.sync.up()
  await open('acme-dev/second', 'meanwhile')
  await arena.sql`update mapping_syncs set pull_at = now() where not troubles ? 'pull'`
  await arena.sql`update connection_syncs set due_at = now(), wakes = wakes + 1`
  const other = await until('the other mapping', 120_000, async () => {
    const state = await seen()
    return { done: mappingOf(state, 'acme-dev/second')?.items === 1, state }
  })
  // The process that is there now has seen nothing but a mapping that works.
  expect(other.trouble).toEqual(troubled.trouble)
  expect(mappingOf(other, 'acme-dev/shop')?.trouble).toEqual(mappingOf(troubled, 'acme-dev/shop')?.trouble)

  github.proxy.clear()
  await arena.kept.sync.kill()
  await write('POST', `${at}/resume`, 'resume', {})
  await arena.kept.sync.up()
  // Held it would be for longer.
  const over = await until('all to go on', 120_000, async () => {
    const state = await seen()
    return { done: mappingOf(state, 'acme-dev/shop')?.backfill.state === 'done' && state.trouble === null, state }
  })
  expect(over.mappings.map(({ trouble, items }) => [trouble, items]).sort()).toEqual([
    [null, 1],
    [null, 3],
  ])
}, 600_000)
