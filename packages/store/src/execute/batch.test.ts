import { type Command, type CommandInput, type CommandType, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const command = <T extends CommandType>(type: T, data: CommandInput<T>): Command =>
  ({ id: newId(), type, data }) as never

describe('a batch', () => {
  test('is all or nothing, and says which command was refused and why', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const task = await w.task(project)
    const before = await w.events()
    const commands = [
      command('task.create', { projectId: project, title: 'a', tags: ['new'] }),
      command('task.update', { id: task, title: 'changed' }),
      command('task.create', { projectId: project, title: 'b', parentId: newId() }),
      command('task.delete', { id: task }),
    ]
    await expect(w.store.execute(w.owner, commands)).rejects.toMatchObject({
      code: 'not_found',
      fields: [{ path: 'commands.2.data.parentId' }],
    })
    expect(await w.events()).toEqual(before)
    const rows = await w.store.read(w.id, (tx) => tx<{ title: string }[]>`select title from tasks`)
    expect(rows.map((row) => row.title)).toEqual(['Task'])
    expect(
      await w.store.read(
        w.id,
        (tx) => tx`select 1 from commands where id = any(${commands.map(({ id }) => id)}::uuid[])`,
      ),
    ).toHaveLength(0)
    expect(await w.store.read(w.id, (tx) => tx`select 1 from tags`)).toHaveLength(0)
  })

  test('is nothing also when the database refuses the last of it', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const before = await w.events()
    const commands = [
      command('task.create', { projectId: project, title: 'a' }),
      command('task.create', { projectId: project, title: 'NUL \u0000' }),
    ]
    expect(await refusal(w.store.execute(w.owner, commands))).toBe('invalid_input')
    expect(await w.events()).toEqual(before)
  })

  test('a later command sees what an earlier one made', async () => {
    const w = await stage.workspace()
    const [project, parent, child] = [newId(), newId(), newId()]
    const answers = await w.store.execute(w.owner, [
      command('project.create', { id: project, key: 'ABC', name: 'New' }),
      command('task.create', { id: parent, projectId: project, title: 'parent' }),
      command('task.create', { id: child, projectId: project, title: 'child', parentId: parent }),
      command('task.update', { id: child, status: 'completed' }),
      command('comment.create', { taskId: child, body: 'done' }),
    ])
    expect(answers.map((answer) => answer.entity)).toMatchObject([
      {},
      { identifier: 'ABC-1' },
      { identifier: 'ABC-2', parentId: parent },
      { version: 2, status: 'completed' },
      { taskId: child },
    ])
    expect(answers.map((answer) => answer.firstSeq)).toEqual(
      [...answers.map((answer) => answer.firstSeq)].sort((a, b) => (a ?? 0) - (b ?? 0)),
    )
    expect(await w.task(project)).toBeTruthy()
    const numbers = await w.store.read(w.id, (tx) => tx<{ number: number }[]>`select number from tasks order by number`)
    expect(numbers.map((row) => row.number)).toEqual([1, 2, 3])
  })

  test('what is refused or known already uses no number up, alone and among others', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const create = (id = newId()) => command('task.create', { id, projectId: project, title: 'x' })
    const taken = newId()
    const known = create(taken)
    for (const batch of [[known], [known], [create(taken)], [create(), create(taken)], [create()]])
      await refusal(w.store.execute(w.owner, batch))
    // The first has a transaction of its own, the others share one.
    const ends = await Promise.all(
      [create(), create(taken), create(), known, create(), create(taken)].map((one) =>
        refusal(w.store.execute(w.owner, [one])),
      ),
    )
    expect(ends).toEqual(['nothing', 'already_exists', 'nothing', 'nothing', 'nothing', 'already_exists'])
    await w.task(project)
    const numbers = await w.store.read(w.id, (tx) => tx<{ number: number }[]>`select number from tasks order by number`)
    expect(numbers.map((row) => row.number)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('takes five hundred commands and no more', async () => {
    const w = await stage.workspace()
    const tags = (count: number) => Array.from({ length: count }, (_, n) => command('tag.create', { name: `t${n}` }))
    expect(await refusal(w.store.execute(w.owner, tags(501)))).toBe('invalid_input')
    expect(await w.store.execute(w.owner, tags(500))).toHaveLength(500)
    expect(await w.store.execute(w.owner, [])).toEqual([])
  })

  const together: [string, string, (w: TestWorkspace) => Promise<Command[]>][] = [
    [
      'a project and a task just made in it: delete',
      'in_use',
      async (w) => {
        const project = await w.project()
        return [command('task.create', { projectId: project, title: 'x' }), command('project.delete', { id: project })]
      },
    ],
    [
      'both ADMINs leave',
      'invalid_state',
      async (w) => {
        const other = await w.member('ADMIN')
        return [
          command('member.remove', { id: other.actor.memberId }),
          command('member.update', { id: w.owner.actor.memberId, role: 'VIEWER' }),
        ]
      },
    ],
    [
      'two tasks, each below the other',
      'cycle',
      async (w) => {
        const project = await w.project()
        const [a, b] = [await w.task(project), await w.task(project)]
        return [command('task.update', { id: a, parentId: b }), command('task.update', { id: b, parentId: a })]
      },
    ],
    [
      'three new tasks in a circle',
      'cycle',
      async (w) => {
        const project = await w.project()
        const [a, b, c] = [newId(), newId(), newId()]
        return [
          command('task.create', { id: a, projectId: project, title: 'a' }),
          command('task.create', { id: b, projectId: project, title: 'b', parentId: a }),
          command('task.create', { id: c, projectId: project, title: 'c', parentId: b }),
          command('task.update', { id: a, parentId: c }),
        ]
      },
    ],
    [
      'two relations that close a circle',
      'cycle',
      async (w) => {
        const project = await w.project()
        const [a, b, c] = [await w.task(project), await w.task(project), await w.task(project)]
        await w.run('task_relation.create', { type: 'blocks', fromTaskId: a, toTaskId: b })
        return [
          command('task_relation.create', { type: 'precedes', fromTaskId: b, toTaskId: c }),
          command('task_relation.create', { type: 'blocks', fromTaskId: c, toTaskId: a }),
        ]
      },
    ],
    [
      'a relation to a task that has just become an ancestor',
      'cycle',
      async (w) => {
        const project = await w.project()
        const [a, b] = [await w.task(project), await w.task(project)]
        return [
          command('task.update', { id: a, parentId: b }),
          command('task_relation.create', { type: 'blocks', fromTaskId: a, toTaskId: b }),
        ]
      },
    ],
    [
      'a tag that a task was just given: delete',
      'in_use',
      async (w) => {
        const [task, tag] = [await w.task(await w.project()), (await w.run('tag.create', { name: 'x' })).result.id]
        return [command('task.update', { id: task, addTags: ['x'] }), command('tag.delete', { id: tag })]
      },
    ],
    [
      'a state into which a task was just moved: delete',
      'in_use',
      async (w) => {
        const [task, state] = [
          await w.task(await w.project()),
          (await w.run('state.create', { name: 'Review', category: 'started' })).result.id,
        ]
        return [command('task.update', { id: task, stateId: state }), command('state.delete', { id: state })]
      },
    ],
  ]

  test.each(together)('refuses together what it refuses one after the other: %s', async (_what, code, make) => {
    const w = await stage.workspace()
    expect(await refusal(w.store.execute(w.owner, await make(w)))).toBe(code)
    // Two callers whose requests share a transaction are no batch, but must come to the same.
    const fresh = await stage.workspace()
    const commands = await make(fresh)
    const codes = await Promise.all(commands.map((one) => refusal(fresh.store.execute(fresh.owner, [one]))))
    expect(codes.filter((one) => one === code)).toHaveLength(1)
  })

  test('takes together what it takes one after the other: room is made first', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const [a, b] = [await w.task(project), await w.task(project)]
    const relation = (await w.run('task_relation.create', { type: 'blocks', fromTaskId: a, toTaskId: b })).result.id
    const answers = await w.store.execute(w.owner, [
      command('task_relation.delete', { id: relation }),
      command('task_relation.create', { type: 'blocks', fromTaskId: b, toTaskId: a }),
      command('task_relation.delete', {
        id: (await w.run('task_relation.create', { type: 'relates', fromTaskId: a, toTaskId: b })).result.id,
      }),
      command('task.delete', { id: a }),
      command('task.delete', { id: b }),
      command('project.delete', { id: project }),
    ])
    expect(answers.every((answer) => answer.applied)).toBe(true)
  })
})
