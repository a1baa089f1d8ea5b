import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { countTitles, expectEachOnce, expectLogWhole, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter, type Writer } from './arena/writer.ts'

const [rounds, leastKills] = [24, 10]

let arena: Arena
/** Three members, each with a key: whoever proposes, and two who review. */
let proposer: Writer
let reviewers: readonly Writer[]
beforeAll(async () => {
  arena = await openArena({ parts: ['api', 'relay'] })
  await arena.allUp()
  const owner = createWriter(arena)
  const member = async (name: string, role: string) => {
    const made = await owner('POST', '/v1/members', name, { name, email: `${name}@example.com`, role })
    const key = await owner('POST', '/v1/api-keys', `key of ${name}`, { name, memberId: made.body['id'] })
    return createWriter({ apiUrl: arena.apiUrl, apiKey: String(key.body['key']) })
  }
  proposer = await member('ann', 'CONTRIBUTOR')
  reviewers = [await member('bo', 'MANAGER'), await member('cy', 'MANAGER')]
  await arena.addRule({
    name: 'tells',
    when: 'patch.applied',
    if: 'event.patch.undoesId == null',
    ['then' as string]: [{ action: 'task.create', projectId: arena.projectId, title: 'told {{event.patch.title}}' }],
  } as never)
})
afterAll(() => arena?.close())

interface Told {
  readonly n: number
  readonly id: string
  /** Of each reviewer: what they were told. */
  readonly accepted: readonly number[]
  readonly undone: readonly number[]
}

/** One is proposed, two people accept it at once, and of some both undo it at once. */
async function round(n: number): Promise<Told> {
  const base = await proposer('POST', '/v1/tasks', `base ${n}`, { projectId: arena.projectId, title: `base ${n}` })
  expect(base.status, JSON.stringify(base.body)).toBe(201)
  const [whole, part] = [crypto.randomUUID(), crypto.randomUUID()]
  const made = await proposer('POST', '/v1/patches', `propose ${n}`, {
    title: `patch ${n}`,
    operations: [
      operation('whole', 'task.create', { id: whole, projectId: arena.projectId, title: `made ${n} whole` }),
      operation('part', 'task.create', {
        ...{ id: part, projectId: arena.projectId, parentId: whole, title: `made ${n} part` },
      }),
      operation('base', 'task.update', { id: base.body['id'], title: `base ${n} changed`, addTags: ['patched'] }),
      operation('said', 'comment.create', { taskId: base.body['id'], body: `comment ${n}` }),
    ],
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const id = String(made.body['id'])
  const bothDo = async (verb: string, body: object) =>
    Promise.all(
      reviewers.map(async (reviewer, who) => {
        const { status, body: answer } = await reviewer(
          'POST',
          `/v1/patches/${id}/${verb}`,
          `${verb} ${n} ${who}`,
          body,
        )
        expect([200, 201, 409], JSON.stringify(answer)).toContain(status)
        return status
      }),
    )
  const accepted = await bothDo('accept', {})
  return { n, id, accepted, undone: n % 3 === 0 ? await bothDo('undo', {}) : [] }
}

const operation = (key: string, command: string, data: object) => ({ key, command, data })

test('whatever is killed meanwhile, a patch is applied as a whole and once, and undone likewise', async () => {
  const chaos = beginChaos(arena, createRandom(), ['api', 'relay', 'postgres', 'api'], [500, 2_500])
  const told: Told[] = []
  let next = 0
  const writer = async () => {
    while (next < rounds || chaos.kills() < leastKills) told.push(await round(next++))
  }
  await Promise.all(Array.from({ length: 4 }, writer))
  await chaos.end()
  const isUndone = ({ undone }: Told) => undone.length > 0
  for (const { n, accepted, undone } of told) {
    expect([n, accepted.filter((status) => status === 200).length]).toEqual([n, 1])
    if (undone.length > 0) expect([n, undone.filter((status) => status < 300).length]).toEqual([n, 1])
  }

  const titles = told.map(({ n }) => n)
  expectEachOnce(
    await countTitles(arena, 'made '),
    titles.flatMap((n) => [`made ${n} whole`, `made ${n} part`]),
  )
  const kept = told.filter((one) => !isUndone(one)).map(({ n }) => n)
  const back = told.filter(isUndone).map(({ n }) => n)
  expectEachOnce(await countTitles(arena, 'base '), [
    ...kept.map((n) => `base ${n} changed`),
    ...back.map((n) => `base ${n}`),
  ])
  const tellings = await until('the rule has told of each patch', 120_000, async () => {
    const state = await countTitles(arena, 'told ')
    return { done: state.size >= told.length, state }
  })
  expectEachOnce(
    tellings,
    titles.map((n) => `told patch ${n}`),
  )

  // Each operation's event is there once, under the command that applied its patch.
  const events = await arena.sql<{ id: string; types: string[] }[]>`
    select a.subject_id as id, array_agg(o.type order by o.seq) as types from events a
    join events o on o.workspace_id = a.workspace_id and o.command_id = a.command_id and o.type not like 'patch.%' and o.type not like 'tag.%'
    where a.workspace_id = ${arena.workspaceId} and a.type = 'patch.applied' and a.data->'patch'->>'undoesId' is null
    group by a.subject_id`
  const wanted = ['task.created', 'task.created', 'task.updated', 'comment.created']
  expect(events.map(({ id, types }) => [id, types.toSorted()]).toSorted()).toEqual(
    told.map(({ id }) => [id, wanted.toSorted()]).toSorted(),
  )
  const [left] = await arena.sql`
    select count(*) filter (where t.archived_at is not null)::int as archived,
      (select count(*)::int from comments where workspace_id = ${arena.workspaceId} and deleted_at is null) as comments
    from tasks t where t.workspace_id = ${arena.workspaceId} and starts_with(t.title, 'made ')`
  expect(left).toEqual({ archived: 2 * back.length, comments: kept.length })
  await expectLogWhole(arena)
}, 900_000)
