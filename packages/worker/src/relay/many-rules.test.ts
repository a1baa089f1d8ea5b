import { type Command, newId } from '@orchestrator/domain'
import { type CursorValue, listEntities, type Run, type Store, type Tx } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { RecentEvents } from '../rules/recent-events.ts'
import { Matcher } from './matcher.ts'
import { WorkspaceRelay } from './workspace-round.ts'

let stage: TestStore
let matcher: Matcher
beforeAll(async () => {
  stage = await openTestStore()
  matcher = new Matcher()
})
afterAll(async () => {
  await matcher?.close()
  await stage?.close()
})

/** What a store asks, and how many rows it gets. */
function counted(store: Store) {
  const asked = { queries: 0, rows: 0 }
  const count = (tx: Tx): Tx =>
    new Proxy(tx, {
      apply(target, self, parameters) {
        const query = Reflect.apply(target as never, self, parameters) as Promise<readonly unknown[]>
        // Parts of statements are no statements.
        if (!(query instanceof Promise) || !Array.isArray((parameters[0] as { raw?: unknown }).raw)) return query
        asked.queries++
        query.then(
          (rows) => void (asked.rows += rows.length),
          () => {},
        )
        return query
      },
    })
  const write: Store['write'] = (workspaceId, work) => store.write(workspaceId, (tx) => work(count(tx)))
  return { store: { ...store, write }, asked }
}

const total = 10_000

test('10,000 rules: made in batches, listed in pages, and an event asks for those alone that it meets', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const body = [{ action: 'comment.create', body: 'x' }]
  const make = (n: number) =>
    ({
      id: newId(),
      type: 'rule.create',
      data: {
        name: `rule ${n}`,
        when: 'task.created',
        if: `event.task.title == "task ${n}"`,
        ['then' as string]: body,
        ...(n % 2 === 0 && { flow: { concurrency: { key: 'event.task.projectId', limit: 3 } } }),
      },
    }) as unknown as Command
  for (let from = 0; from < total; from += 500) {
    const batch = Array.from({ length: 500 }, (_, n) => make(from + n))
    expect(await w.store.execute(w.owner, batch)).toHaveLength(500)
  }

  const sort = {
    descending: false,
    columns: [
      { expression: 't.created_at', type: 'timestamptz' as const, field: 'createdAt' },
      { expression: 't.id', type: 'uuid' as const, field: 'id' },
    ],
  }
  const names = new Set<unknown>()
  let after: readonly CursorValue[] | undefined
  for (let page = 0; page < total / 200; page++) {
    const request = { kind: 'rule' as const, where: [], sort, after, limit: 200 }
    const found = await w.store.read(w.id, (tx) => listEntities(tx, w.id, request))
    expect(found.items).toHaveLength(200)
    for (const item of found.items) names.add((item as unknown as { name: string }).name)
    after = found.next ?? undefined
  }
  expect([names.size, after]).toEqual([total, undefined])

  const { store, asked } = counted(stage.open('relay', 2))
  const relay = new WorkspaceRelay({
    ...{ store, matcher, recent: new RecentEvents(), workspaceId: w.id },
  })
  const read = async () => {
    for (const head = (await w.events()).length; relay.position < head; ) await relay.round(500, head)
  }
  await read()
  Object.assign(asked, { queries: 0, rows: 0 })
  await w.task(project, { title: 'task 77' })
  await w.task(project, { title: 'task 78' })
  await w.task(project, { title: 'nothing' })
  const head = (await w.events()).length
  await relay.round(500, head)
  const runs = await w.store.read(
    w.id,
    (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`,
  )
  expect(runs.map((run) => [run.name, run.status])).toEqual([
    ['rule 77', 'queued'],
    ['rule 78', 'held'],
  ])
  // Three events, however many rules there are.
  expect(asked.queries).toBeGreaterThan(2)
  expect(asked.queries).toBeLessThanOrEqual(10)
  expect(asked.rows).toBeLessThanOrEqual(10)
}, 300_000)
