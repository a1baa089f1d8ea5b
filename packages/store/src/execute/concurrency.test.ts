import { type AnyEvent, newId, type Principal } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { readEvents } from '../automation/events.ts'
import type { Store } from '../store.ts'

let stage: TestStore
let stores: Store[]
beforeAll(async () => {
  stage = await openTestStore()
  // Two stores have nothing in common but the database, like two processes.
  stores = [stage.store, stage.open()]
})
afterAll(() => stage?.close())

const storeOf = (n: number) => stores[n % 2] as Store
const rowsOf = <T extends object>(w: TestWorkspace, query: string) => w.store.read(w.id, (tx) => tx.unsafe<T[]>(query))

/** Follows the log as a reader does that knows nothing but its cursor, until the end is reached. */
async function follow(w: TestWorkspace, store: Store, until: () => boolean): Promise<AnyEvent[]> {
  const seen: AnyEvent[] = []
  for (let over = false; ; ) {
    const page = await readEvents(store, w.id, seen.at(-1)?.seq ?? 0, 100)
    seen.push(...page)
    if (over && page.length === 0) return seen
    over = until()
  }
}

describe('twenty writers on one workspace, in two processes', () => {
  const writers = 20
  const rounds = 10
  let w: TestWorkspace
  let projects: string[]
  let log: AnyEvent[]
  let followed: AnyEvent[][]

  beforeAll(async () => {
    w = await stage.workspace()
    projects = [await w.project(), await w.project()]
    const tasks = await Promise.all([w.task(projects[0] ?? ''), w.task(projects[1] ?? '')])
    let done = 0
    const write = async (n: number) => {
      for (let round = 0; round < rounds; round++) {
        const projectId = projects[(n + round) % 2] ?? ''
        const change = [
          {
            id: newId(),
            type: 'task.create' as const,
            data: { projectId, title: `${n}/${round}`, tags: [`t${round % 3}`] },
          },
          { id: newId(), type: 'task.update' as const, data: { id: tasks[round % 2] ?? '', title: `${n}/${round}` } },
          // Refused, so that failures between the others are seen to leave no gap.
          { id: newId(), type: 'task.create' as const, data: { projectId: newId(), title: 'nowhere' } },
        ]
        for (const one of change) await refusal(storeOf(n).execute(w.owner, [one]))
      }
      done++
    }
    const readers = [0, 1].map((n) => follow(w, storeOf(n), () => done === writers))
    await Promise.all(Array.from({ length: writers }, (_, n) => write(n)))
    followed = await Promise.all(readers)
    log = await w.events()
  })

  test('seq has no gap and every acknowledged change is in the log', () => {
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
    const created = log.filter((event) => event.type === 'task.created').length
    expect(created).toBe(writers * rounds + 2)
  })

  test('readers that follow the cursor while they write miss nothing and never see a lower seq later', () => {
    for (const seen of followed) expect(seen).toEqual(log)
  })

  test('numbers of tasks are unique and increase in the order of the log', async () => {
    for (const project of projects) {
      const numbers = log.flatMap((event) =>
        event.type === 'task.created' && event.projectId === project && 'task' in event ? [event.task.number] : [],
      )
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
      expect(new Set(numbers).size).toBe(numbers.length)
    }
  })

  test('ranks are unique in each project, and new tasks come last', async () => {
    for (const project of projects) {
      const rows = await rowsOf<{ rank: string; number: number }>(
        w,
        `select rank, number from tasks where project_id = '${project}' order by rank`,
      )
      expect(new Set(rows.map((row) => row.rank)).size).toBe(rows.length)
      expect(rows.map((row) => row.number)).toEqual(rows.map((row) => row.number).sort((a, b) => a - b))
    }
  })

  test('a tag that many use for the first time at once exists once', async () => {
    expect(await rowsOf(w, 'select name from tags')).toHaveLength(3)
    expect(log.filter((event) => event.type === 'tag.created')).toHaveLength(3)
  })
})

describe('what a group reads beside what it locks', () => {
  test('is not older than the lock: a row that changed while the lock was waited for', async () => {
    const w = await stage.workspace()
    const task = await w.task(await w.project())
    const { result } = await w.run('comment.create', { taskId: task, body: 'x' })
    // The comment's task is only read, the same task is changed: both in one transaction that has to wait for another's.
    for (let round = 0; round < 20; round++) {
      const title = `t${round}`
      await Promise.all([
        storeOf(0).execute(w.owner, [{ id: newId(), type: 'task.update', data: { id: task, title } }]),
        storeOf(1).execute(w.owner, [
          { id: newId(), type: 'comment.update', data: { id: result.id, body: title } },
          { id: newId(), type: 'task.update', data: { id: task, description: title } },
        ]),
      ])
    }
    const [row] = await rowsOf<{ title: string; description: string; version: number }>(
      w,
      `select title, description, version from tasks where id = '${task}'`,
    )
    expect(row).toEqual({ title: 't19', description: 't19', version: 41 })
  })
})

describe('two writers of one row', () => {
  test('of different fields: both succeed; of one field from one version: one', async () => {
    const w = await stage.workspace()
    const task = await w.task(await w.project())
    for (let round = 0; round < 10; round++) {
      const [row] = await rowsOf<{ version: number }>(w, `select version from tasks where id = '${task}'`)
      const baseVersion = row?.version ?? 0
      const write = (n: number, data: object) =>
        refusal(
          storeOf(n).execute(w.owner, [{ id: newId(), type: 'task.update', data: { id: task, baseVersion, ...data } }]),
        )
      const different = await Promise.all([write(0, { title: `a${round}` }), write(1, { description: `b${round}` })])
      expect(different).toEqual(['nothing', 'nothing'])
      const same = await Promise.all([
        write(0, { estimatedMinutes: round * 2 }),
        write(1, { estimatedMinutes: round * 2 + 1 }),
      ])
      expect(same.sort()).toEqual(['nothing', 'version_conflict'])
    }
    const [row] = await rowsOf<{ title: string; description: string; version: number }>(
      w,
      `select title, description, version from tasks where id = '${task}'`,
    )
    expect(row).toEqual({ title: 'a9', description: 'b9', version: 31 })
  })

  test('a conflict tells the fields, the version and the values in force', async () => {
    const w = await stage.workspace()
    const task = await w.task(await w.project())
    await w.run('task.update', { id: task, title: 'theirs', priority: 'high' })
    await expect(
      w.run('task.update', { id: task, baseVersion: 1, title: 'mine', priority: 'high', description: 'd' }),
    ).rejects.toMatchObject({
      code: 'version_conflict',
      fields: [{ path: 'title', code: 'version_conflict' }],
      details: { version: 2, current: { title: 'theirs' } },
    })
  })
})

describe('races that each alone would be right', () => {
  const race = async (make: (w: TestWorkspace) => Promise<((store: Store) => Promise<unknown>)[]>, rounds = 10) => {
    const ends: string[][] = []
    for (let round = 0; round < rounds; round++) {
      const w = await stage.workspace()
      const acts = await make(w)
      ends.push(await Promise.all(acts.map((act, n) => refusal(act(storeOf(n + round))))))
    }
    return ends
  }
  const run = (store: Store, who: Principal, type: string, data: object) =>
    store.execute(who, [{ id: newId(), type, data } as never])

  test('both of two ADMINs leave: one stays', async () => {
    const ends = await race(async (w) => {
      const other = await w.member('ADMIN')
      return [w.owner, other].map(
        (one) => (store: Store) => run(store, w.owner, 'member.remove', { id: one.actor.memberId }),
      )
    })
    for (const end of ends) expect(end.filter((one) => one === 'nothing')).toHaveLength(1)
  })

  test('two tasks become each other’s parent: one does', async () => {
    const ends = await race(async (w) => {
      const project = await w.project()
      const [a, b] = [await w.task(project), await w.task(project)]
      return [
        [a, b],
        [b, a],
      ].map(
        ([id, parentId]) =>
          (store: Store) =>
            run(store, w.owner, 'task.update', { id, parentId }),
      )
    })
    for (const end of ends) expect([...end].sort()).toEqual(['cycle', 'nothing'])
  })

  test('three relations that close a circle: one is refused', async () => {
    const ends = await race(async (w) => {
      const project = await w.project()
      const [a, b, c] = [await w.task(project), await w.task(project), await w.task(project)]
      return [
        [a, b],
        [b, c],
        [c, a],
      ].map(
        ([fromTaskId, toTaskId]) =>
          (store: Store) =>
            run(store, w.owner, 'task_relation.create', { type: 'blocks', fromTaskId, toTaskId }),
      )
    })
    for (const end of ends) expect([...end].sort()).toEqual(['cycle', 'nothing', 'nothing'])
  })

  test('a project is deleted while a task is made in it: one of them', async () => {
    const ends = await race(async (w) => {
      const projectId = await w.project()
      return [
        (store: Store) => run(store, w.owner, 'project.delete', { id: projectId }),
        (store: Store) => run(store, w.owner, 'task.create', { projectId, title: 'x' }),
      ]
    }, 15)
    for (const end of ends)
      expect([
        ['nothing', 'not_found'],
        ['in_use', 'nothing'],
      ]).toContainEqual(end)
  })

  test('a state is deleted while a task is put into it: one of them', async () => {
    const ends = await race(async (w) => {
      const projectId = await w.project()
      const task = await w.task(projectId)
      const { result } = await w.run('state.create', { name: 'Review', category: 'started' })
      return [
        (store: Store) => run(store, w.owner, 'state.delete', { id: result.id }),
        (store: Store) => run(store, w.owner, 'task.update', { id: task, stateId: result.id }),
        (store: Store) => run(store, w.owner, 'task.create', { projectId, title: 'x', stateId: result.id }),
      ]
    }, 20)
    for (const end of ends) {
      expect([
        ['nothing', 'not_found', 'not_found'],
        ['in_use', 'nothing', 'nothing'],
      ]).toContainEqual(end)
    }
  })

  test('the last two states of a category are deleted: one stays', async () => {
    const ends = await race(async (w) => {
      const { result } = await w.run('state.create', { name: 'Later', category: 'triage' })
      const states = await w.store.read(
        w.id,
        (tx) => tx<{ id: string }[]>`select id from states where category = 'triage'`,
      )
      expect(states.map(({ id }) => id)).toContain(result.id)
      return states.map(
        ({ id }) =>
          (store: Store) =>
            run(store, w.owner, 'state.delete', { id }),
      )
    })
    for (const end of ends) expect([...end].sort()).toEqual(['in_use', 'nothing'])
  })

  test('a tag is deleted while a task is given it: no task carries a tag that is not there', async () => {
    for (let round = 0; round < 20; round++) {
      const w = await stage.workspace()
      const projectId = await w.project()
      const task = await w.task(projectId)
      const { result } = await w.run('tag.create', { name: 'x' })
      const ends = await Promise.all([
        refusal(run(storeOf(round), w.owner, 'tag.delete', { id: result.id })),
        refusal(run(storeOf(round + 1), w.owner, 'task.update', { id: task, addTags: ['x'] })),
      ])
      expect(['nothing', 'in_use']).toContain(ends[0])
      expect(ends[1]).toBe('nothing')
      expect(await rowsOf(w, "select name from tags where name = 'x'")).toHaveLength(1)
    }
  })

  test.each(['a new child', 'a child', 'a relation'])(
    'a task is deleted while it gets %s: nothing hangs on what is gone',
    async (what) => {
      for (let round = 0; round < 25; round++) {
        const w = await stage.workspace()
        const projectId = await w.project()
        const [parent, other] = [await w.task(projectId), await w.task(projectId)]
        const [type, data] = {
          'a new child': ['task.create', { projectId, title: 'x', parentId: parent }] as const,
          'a child': ['task.update', { id: other, parentId: parent }] as const,
          'a relation': ['task_relation.create', { type: 'relates', fromTaskId: other, toTaskId: parent }] as const,
        }[what] as [string, object]
        const ends = await Promise.all([
          refusal(run(storeOf(round), w.owner, 'task.delete', { id: parent })),
          refusal(run(storeOf(round + 1), w.owner, type, data)),
        ])
        expect(ends[0]).toBe('nothing')
        expect(['nothing', 'not_found']).toContain(ends[1])
        const [left] = await rowsOf<{ children: number; relations: number }>(
          w,
          `select (select count(*) from tasks where parent_id = '${parent}' and deleted_at is null)::int as children,
            (select count(*) from task_relations)::int as relations`,
        )
        expect(left).toEqual({ children: 0, relations: 0 })
      }
    },
  )

  test('two projects take one key, two members one address: one each', async () => {
    const ends = await race(async (w) => [
      ...[1, 2].map(() => (store: Store) => run(store, w.owner, 'project.create', { key: 'SAME', name: 'x' })),
      ...[1, 2].map(
        () => (store: Store) =>
          run(store, w.owner, 'member.add', { name: 'x', email: 'same@example.com', role: 'VIEWER' }),
      ),
    ])
    for (const end of ends) expect([...end].sort()).toEqual(['already_exists', 'already_exists', 'nothing', 'nothing'])
  })
})
