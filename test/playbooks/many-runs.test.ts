import { createStore, createWorkspace } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// Another workspace has thousands of runs, all older and all of a bundle that cannot be served.
let folder: PlaybookFolder
let stage: Stage
let other = ''
beforeAll(async () => {
  folder = await createPlaybookFolder({
    'a/quick/playbook.ts': playbookText('quick', "return 'done'", {
      when: "on('task.created', { if: (e) => e.task.title.eq('quick') })",
    }),
    'a/forever/playbook.ts': playbookText('forever', "await waitFor('task.deleted', { timeout: '10 days' })", {
      when: "on('task.created', { if: (e) => e.task.title.eq('forever') })",
    }),
  })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  // Made before the workspace of the stage, it comes first wherever workspaces are gone through in order.
  const store = createStore({ ...database, role: 'app', connections: 1 })
  const owner = { name: 'Eve', email: 'eve@example.com' }
  other = (await createWorkspace(store, { slug: 'other', name: 'Other', owner })).workspaceId
  await store.close()
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
  expect(other < stage.workspaceId).toBe(true)
  await addRuns(5_000, 'running')
  await addRuns(300, 'queued')
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
})

const addRuns = (count: number, status: 'running' | 'queued') =>
  stage.store.write(
    other,
    (tx) => tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id,
      member_id, depth, correlation_id, status, workflow_id, created_at, started_at)
    select ${other}, gen_random_uuid(), 'playbook', gen_random_uuid(), 'lost', repeat('0', 64), 1, 1, gen_random_uuid(), 'task.created', 'task', gen_random_uuid(),
      gen_random_uuid(), 1, gen_random_uuid(), ${status}::text, case when ${status}::text = 'running' then ${other} || '/lost@000000000000/' || n || '#1' end,
      now() - interval '1 day', case when ${status}::text = 'running' then now() - interval '1 day' end
    from generate_series(1, ${count}::int) n`,
  )

describe('beside thousands of runs that do not get on', () => {
  it('a run is started', async () => {
    await stage.createTask('quick')
    expect((await stage.ended('quick')).run).toMatchObject({ status: 'completed', result: 'done' })
  })

  it('a run that waits is cancelled within seconds', async () => {
    await stage.createTask('forever')
    const { run } = await stage.ended('forever', { until: ({ steps }) => steps[0]?.status === 'running' })
    await stage.execute('run.cancel', { id: run.id })
    expect((await stage.ended('forever', { withinMs: 20_000 })).run.status).toBe('canceled')
  })

  it('a run whose workflow is gone is found, however many there are', async () => {
    const gone = async () => {
      const rows = await stage.store.read(
        other,
        (tx) => tx<{ count: number }[]>`
        select count(*)::int as count from runs where workspace_id = ${other} and status = 'queued' and workflow_id is null`,
      )
      return rows[0]?.count ?? 0
    }
    // 300 were queued from the beginning.
    for (const over = Date.now() + 60_000; (await gone()) < 300 + 150; ) {
      if (Date.now() > over) throw new Error(`only ${await gone()} are queued`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })
})
