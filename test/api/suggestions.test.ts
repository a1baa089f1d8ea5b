import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let mine: TestWorkspace
let projectId: string
let ada: string

const day = 86_400_000
const path = '/v1/automation-suggestions'

beforeAll(async () => {
  api = await startApi()
  mine = await api.workspace()
  ada = (await mine.call('POST', '/v1/members', { name: 'Ada', email: 'ada@x.test', role: 'CONTRIBUTOR' })).body.id
  projectId = (await mine.call('POST', '/v1/projects', { key: 'HAND', name: 'By hand' })).body.id
  const made = new Map<string, number>()
  // The log goes forward in time, so what is longest ago comes first.
  for (const { daysAgo, act } of [...habits(), ...reports(), ...onboardings()].sort((a, b) => b.daysAgo - a.daysAgo))
    await act(async (fields) => {
      const { body } = await mine.call('POST', '/v1/tasks', { projectId, ...fields })
      made.set(body.id, Date.now() - daysAgo * day)
      return body.id
    })
  await setBack(api.databaseUrl, made)
}, 120_000)
afterAll(() => api?.stop())

interface Work {
  readonly daysAgo: number
  readonly act: (task: (fields: Json) => Promise<string>) => Promise<unknown>
}

/** Bugs that are urgent and Ada's, all but one; and other work, which is not. */
const habits = (): Work[] =>
  [...'abcdefghijklmn'].flatMap((letter, n) => [
    { daysAgo: 4 + n * 4, act: (task) => task({ title: `Chore ${letter}`, type: 'chore' }) },
    {
      daysAgo: 3 + n * 4,
      async act(task) {
        const bug = await task({ title: `Bug ${letter}`, type: 'bug' })
        if (letter === 'h') return
        await mine.call('PATCH', `/v1/tasks/${bug}`, { priority: 'high' })
        await mine.call('PATCH', `/v1/tasks/${bug}`, { assigneeId: ada })
      },
    },
  ])

/** Each week but one. */
const reports = (): Work[] =>
  [0, 1, 2, 3, 5, 6, 7, 8, 9].map((week) => ({
    daysAgo: 1.1 + week * 7,
    act: (task) => task({ title: `Weekly report KW ${40 - week}` }),
  }))

const onboardings = (): Work[] =>
  ['Grace', 'Linus', 'Ken'].map((name, n) => ({
    daysAgo: 5.2 + n * 20,
    async act(task) {
      const parentId = await task({ title: `Onboard ${name}` })
      for (const step of [
        'Order a laptop for',
        'Create the accounts of',
        'Plan the first week of',
        'Sign the contract of',
      ])
        await task({ title: `${step} ${name}`, parentId })
    },
  }))

/** Lets what was done by real commands have happened earlier, ten minutes after each other on each task. */
async function setBack(databaseUrl: string, made: ReadonlyMap<string, number>): Promise<void> {
  const owner = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  const [ids, times] = [[...made.keys()], [...made.values()].map((at) => new Date(at).toISOString())]
  await owner`
    update events e set occurred_at = m.at + interval '10 minutes' * m.place
    from (
      select o.workspace_id, o.seq, v.at, row_number() over (partition by o.subject_id order by o.seq) - 1 as place
      from events o join unnest(${ids}::uuid[], ${times}::timestamptz[]) v (id, at) on v.id = o.subject_id
    ) m where e.workspace_id = m.workspace_id and e.seq = m.seq`
  await owner.end()
}

const find = async (query = '', as = mine) => {
  const answer = await as.call('GET', `${path}${query}`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as { items: Json[]; dismissed: string[]; analyzed: Json }
}
const one = async (kind: string, query = '') => (await find(query)).items.filter((item) => item.kind === kind)

describe('what is found', () => {
  it('of a habit, a rule that was tried on the log', async () => {
    const { items, analyzed } = await find()
    expect(analyzed.complete).toBe(true)
    const [rule, ...others] = items.filter(({ kind }) => kind === 'sequence')
    expect(others).toEqual([])
    expect(rule).toMatchObject({
      title: 'When a task of the type bug in By hand is made, set its priority to high and give it to Ada',
      projectId,
      backtest: { would: 14, asByHand: 13, alreadySo: 0, otherwise: 1, missed: 0 },
      evidence: { count: 13 },
    })
    expect(rule.confidence).toBeCloseTo(0.685, 3)
  })

  it('of tasks that come again, a series', async () => {
    expect(await one('recurring')).toMatchObject([
      { backtest: { would: 10, asByHand: 9, otherwise: 1 }, commands: [{ type: 'series.create' }] },
    ])
  })

  it('of tasks with the same parts, a template', async () => {
    expect(await one('structure')).toMatchObject([
      { title: 'Make a template “Onboard …” of 4 tasks', backtest: { would: 12, asByHand: 12 } },
    ])
  })

  it('only of the kinds, days and project that are asked for', async () => {
    expect((await find('?kinds=recurring')).items.map(({ kind }) => kind)).toEqual(['recurring'])
    expect((await find('?days=2')).items).toEqual([])
    const other = (await mine.call('POST', '/v1/projects', { key: 'OTHER', name: 'Other' })).body.id
    expect((await find(`?projectId=${other}`)).items).toEqual([])
    expect((await mine.call('GET', `${path}?days=0`)).status).toBe(400)
    expect((await mine.call('GET', `${path}?kinds=magic`)).body.errors[0].path).toMatch(/^kinds/)
  })

  it('in no other workspace', async () => {
    const theirs = await api.workspace()
    const [{ id }] = (await one('sequence')) as [Json]
    expect((await find('', theirs)).items).toEqual([])
    expect((await theirs.call('POST', `${path}/${id}/accept`, {})).status).toBe(404)
  })
})

describe('accepting', () => {
  it.each([
    ['sequence', 'rule', '/v1/rules'],
    ['recurring', 'series', '/v1/series'],
    ['structure', 'template', '/v1/templates'],
  ])('a %s makes the %s, which is not suggested again', async (kind, made, at) => {
    const [suggestion] = (await one(kind)) as [Json]
    const send = () =>
      mine.call('POST', `${path}/${suggestion.id}/accept`, { name: `Made ${made}` }, { 'idempotency-key': kind })
    const answer = await send()
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    const [{ id, ...rest }] = answer.body.made
    expect(rest).toEqual({ kind: made, path: `${at}/${id}` })
    expect((await mine.call('GET', `${at}/${id}`)).body.name).toBe(`Made ${made}`)
    expect(await one(kind)).toEqual([])
    const again = await send()
    expect(again.body).toEqual(answer.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  it('is undone by deleting what was made: then it is suggested again', async () => {
    const [rule] = (await mine.call('GET', '/v1/rules')).body.items
    expect((await mine.call('DELETE', `/v1/rules/${rule.id}`)).status).toBe(204)
    expect(await one('sequence')).toHaveLength(1)
  })
})

describe('proposing', () => {
  it('lets who may not install it ask for it: whoever accepts the patch does', async () => {
    const [suggestion] = (await one('sequence')) as [Json]
    const contributor = await api.caller(mine, { role: 'CONTRIBUTOR' })
    expect((await find('?kinds=sequence', contributor)).items).toMatchObject([{ id: suggestion.id }])
    const at = `${path}/${suggestion.id}/propose`
    const send = () => contributor.call('POST', at, { name: 'Triage' }, { 'idempotency-key': 'propose' })
    const { status, body: patch } = await send()
    expect(status, JSON.stringify(patch)).toBe(201)
    expect(patch).toMatchObject({
      ...{ projectId, status: 'proposed', title: suggestion.title, rationale: suggestion.why },
      author: { agent: 'suggestions' },
      operations: [
        { key: suggestion.id, command: 'rule.create', confidence: suggestion.confidence, data: { name: 'Triage' } },
      ],
    })
    expect(patch.evidence).toHaveLength(1 + suggestion.evidence.items.length)
    const waits = await mine.call('POST', at, {})
    expect(waits.body).toMatchObject({ status: 409, code: 'already_exists', details: { patchId: patch.id } })
    expect((await contributor.call('POST', `/v1/patches/${patch.id}/accept`, {})).status).toBe(403)
    expect((await one('sequence')).map(({ id }) => id)).toEqual([suggestion.id])
    expect((await mine.call('POST', `/v1/patches/${patch.id}/accept`, {})).body.status).toBe('applied')
    const [rule] = (await mine.call('GET', '/v1/rules')).body.items
    expect(rule).toMatchObject({ name: 'Triage', enabled: true })
    expect(await one('sequence')).toEqual([])
    const again = await send()
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, patch, 'true'])
    await mine.call('POST', `/v1/patches/${patch.id}/undo`)
    expect(await one('sequence')).toHaveLength(1)
  })

  it('is possible again once a patch was rejected', async () => {
    const [{ id }] = (await one('sequence')) as [Json]
    const first = await mine.call('POST', `${path}/${id}/propose`, {})
    await mine.call('POST', `/v1/patches/${first.body.id}/reject`, { reason: 'Not yet.' })
    const second = await mine.call('POST', `${path}/${id}/propose`, {})
    expect(second.status).toBe(201)
    await mine.call('POST', `/v1/patches/${second.body.id}/withdraw`)
  })
})

describe('dismissing', () => {
  it('keeps it away until it is restored', async () => {
    const [{ id, title }] = (await one('sequence')) as [Json]
    expect((await mine.call('POST', `${path}/${id}/dismiss`)).body).toMatchObject({ id, title, kind: 'sequence' })
    expect(await one('sequence')).toEqual([])
    const all = await find('?dismissed=true')
    expect(all.items).toMatchObject([{ id }])
    expect(all.dismissed).toEqual([id])
    expect((await mine.call('POST', `${path}/${id}/restore`)).status).toBe(200)
    expect(await one('sequence')).toMatchObject([{ id }])
    expect((await mine.call('POST', `${path}/${id}/restore`)).status).toBe(404)
  })
})

it('asks for the permission to manage automations, and those of what is made', async () => {
  const [{ id }] = (await one('sequence')) as [Json]
  const contributor = await api.caller(mine, { role: 'CONTRIBUTOR' })
  for (const [method, at] of [
    ['POST', `${path}/${id}/accept`],
    ['POST', `${path}/${id}/dismiss`],
    ['POST', `${path}/${id}/restore`],
  ] as const)
    expect((await contributor.call(method, at, at.endsWith('accept') ? {} : undefined)).status, at).toBe(403)
  const viewer = await api.caller(mine, { role: 'VIEWER' })
  for (const [method, at] of [
    ['GET', path],
    ['GET', `${path}/${id}`],
    ['POST', `${path}/${id}/propose`],
  ] as const)
    expect((await viewer.call(method, at, method === 'POST' ? {} : undefined)).status, at).toBe(403)
  const narrow = await api.caller(mine, { scopes: ['workspace.read', 'automation.manage'] })
  const refused = await narrow.call('POST', `${path}/${id}/accept`, {})
  expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await mine.call('GET', '/v1/rules')).body.items).toEqual([])
})
