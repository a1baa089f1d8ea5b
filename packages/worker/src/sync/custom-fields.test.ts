// Values of custom fields through the engine, on the stand-ins of services whose fields differ from place to place.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStageSync, type StageSync } from '../../../../test/support/sync/stage-sync.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { openJiraStage } from '../../../integrations/src/testing/jira-stage.ts'
import { openNotionStage } from '../../../integrations/src/testing/notion-stage.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())

async function withFields(s: StageSync): Promise<void> {
  await s.field({ key: 'severity', type: 'select', options: ['Low', 'High'] })
  await s.field({ key: 'platforms', type: 'multi_select', options: ['web', 'app', 'tv'] })
  await s.field({ key: 'reviewer', type: 'user' })
  await s.field({ key: 'budget', type: 'money' })
  await s.field({ key: 'team', type: 'text', required: true })
}

describe('Jira', () => {
  const [low, high] = ['10300', '10301']
  const fields = [
    { theirs: 'summary', ours: 'title' },
    { theirs: 'customfield_10042', ours: 'customFields.severity', values: [{ theirs: high, ours: 'High' }] },
    {
      ...{ theirs: 'customfield_10043', ours: 'customFields.platforms' },
      values: [{ theirs: high, ours: 'web' }],
    },
    { theirs: 'customfield_10046', ours: 'customFields.reviewer' },
    { theirs: 'customfield_10047', ours: 'customFields.budget' },
  ]

  test('values go both ways as the types of our fields say, and what is nothing here keeps nothing else', async () => {
    const jira = await openJiraStage()
    const s = await openStageSync(store, jira)
    try {
      const { other, me } = jira.fake
      const [ann, bob] = [
        (await s.w.member('CONTRIBUTOR')).actor.memberId,
        (await s.w.member('MANAGER')).actor.memberId,
      ]
      await withFields(s)
      await s.map(fields)
      await s.link(other.accountId, ann)
      await s.sync()
      const put = (id: string, given: object) => {
        const answer = jira.fake.as(other, 'PUT', `/rest/api/3/issue/${id}`, { fields: given })
        if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
      }

      // There is no field for a team, which is required here.
      const { id } = await jira.provider.create('theirs', '')
      put(id, {
        ...{ customfield_10042: { id: high }, customfield_10043: [{ id: high }, { id: low }] },
        ...{ customfield_10046: { accountId: other.accountId }, customfield_10047: '12.50 EUR' },
      })
      await s.sync()
      expect((await s.task('theirs'))['customFields']).toEqual({
        ...{ severity: 'High', platforms: ['web'], reviewer: ann, budget: { amount: '12.50', currency: 'EUR' } },
      })
      expect([await s.waiting(), await s.left()]).toEqual([[], { customfield_10043: [low] }])

      // An option, a person and an amount of money that are nothing here.
      put(id, {
        ...{ summary: 'renamed', customfield_10042: { id: low }, customfield_10047: 'a lot' },
        customfield_10046: { accountId: me.accountId },
      })
      await s.sync()
      const renamed = await s.task('renamed')
      expect(renamed['customFields']).toMatchObject({ severity: 'High', reviewer: ann })
      expect(await s.waiting()).toEqual([])
      expect(await s.left()).toEqual({
        ...{ customfield_10042: [low], customfield_10043: [low], customfield_10046: [me.accountId] },
        customfield_10047: ['a lot'],
      })

      // Once it is known who that is, they are taken over with the next change.
      await s.link(me.accountId, bob)
      put(id, { customfield_10042: { id: high }, customfield_10047: 'CHF 3' })
      await s.sync()
      expect((await s.task('renamed'))['customFields']).toEqual({
        ...{ severity: 'High', platforms: ['web'], reviewer: bob, budget: { amount: '3', currency: 'CHF' } },
      })

      // Ours: what they have beside what is known here stays there.
      const customFields = { reviewer: ann, platforms: ['tv'], budget: { amount: '7.00', currency: 'EUR' } }
      await s.w.run('task.update', { id: renamed.id, customFields })
      await s.sync()
      expect(await s.there('renamed')).toMatchObject({
        ...{ customfield_10046: other.accountId, customfield_10043: [low], customfield_10047: '7.00 EUR' },
      })
      await s.sync()
      expect((await s.task('renamed'))['customFields']).toMatchObject(customFields)
      expect(await s.left()).toEqual({ customfield_10043: [low] })
    } finally {
      await jira.close()
    }
  })

  test('a sprint is the cycle of its name; one of another name, or that is completed, is none', async () => {
    const jira = await openJiraStage()
    const s = await openStageSync(store, jira)
    try {
      const cycle = async (name: string, month: string) => {
        const [startsAt, endsAt] = [`2027-${month}-01T00:00:00Z`, `2027-${month}-15T00:00:00Z`]
        return (await s.w.run('cycle.create', { projectId: s.projectId, name, startsAt, endsAt })).result.id
      }
      const [three, four] = [await cycle('Sprint 3', '01'), await cycle('sprint 4', '02')]
      await s.map([
        { theirs: 'summary', ours: 'title' },
        { theirs: 'sprint', ours: 'cycleId', direction: 'in' },
      ])
      await s.sync()
      const { id } = await jira.provider.create('planned', '')
      // Jira plans issues on its boards.
      const plan = (...sprints: { name: string; state: string }[]) => {
        const issue = jira.fake.state.issues.get(id)
        if (issue) issue.fields['customfield_10020'] = sprints
        return jira.provider.edit({ type: 'issue', id }, { body: JSON.stringify(sprints) })
      }
      await plan({ name: 'Sprint 3', state: 'active' })
      await s.sync()
      expect((await s.task('planned'))['cycleId']).toBe(three)
      await s.w.run('cycle.start', { id: three })
      await s.w.run('cycle.complete', { id: three, unfinished: 'backlog' })
      await plan({ name: 'Sprint 3', state: 'closed' }, { name: 'Sprint 4', state: 'active' })
      await s.sync()
      expect((await s.task('planned'))['cycleId']).toBe(four)
      await plan({ name: 'Sprint 3', state: 'active' })
      await s.sync()
      expect([(await s.task('planned'))['cycleId'], await s.left()]).toEqual([four, { sprint: ['Sprint 3'] }])
      expect(await s.waiting()).toEqual([])
    } finally {
      await jira.close()
    }
  })

  test('what is made here has its values there', async () => {
    const jira = await openJiraStage()
    const s = await openStageSync(store, jira)
    try {
      const ann = (await s.w.member('CONTRIBUTOR')).actor.memberId
      await withFields(s)
      const [title, severity, platforms, ...rest] = fields
      const both = [
        { theirs: high, ours: 'web' },
        { theirs: low, ours: 'app' },
      ]
      await s.map([title, severity, { ...platforms, values: both }, ...rest].map((one) => ({ ...one })))
      await s.link(jira.fake.other.accountId, ann)
      const customFields = { severity: 'High', platforms: ['web', 'app', 'tv'], reviewer: ann, team: 'a' }
      await s.w.task(s.projectId, { title: 'ours', customFields })
      await s.sync()
      expect(await s.there('ours')).toMatchObject({
        ...{ customfield_10042: high, customfield_10043: [low, high], customfield_10046: jira.fake.other.accountId },
      })
      await s.sync()
      expect((await s.task('ours'))['customFields']).toEqual(customFields)
      jira.proxy.clear()
      await s.sync()
      expect(jira.proxy.requests.filter(({ method }) => method === 'PUT')).toEqual([])
    } finally {
      await jira.close()
    }
  })
})

test('Notion: lists of people and options are one of ours, and what is nothing here stays there', async () => {
  const notion = await openNotionStage()
  const s = await openStageSync(store, notion)
  try {
    const key = (prefix: string, name: string) =>
      `${prefix}:${notion.source.properties.find((one) => one.name === name)?.id}`
    const [tags, people] = [key('multi_select', 'Tags'), key('people', 'Assignee')]
    const [notes, select] = [key('text', 'Notes'), key('select', 'Priority')]
    const { other, me } = notion.fake
    const ann = (await s.w.member('CONTRIBUTOR')).actor.memberId
    await withFields(s)
    await s.map([
      { theirs: 'title', ours: 'title' },
      { theirs: tags, ours: 'customFields.platforms' },
      { theirs: people, ours: 'customFields.reviewer' },
      { theirs: notes, ours: 'customFields.budget' },
      { theirs: select, ours: 'customFields.severity', values: [{ theirs: 'option-1-high', ours: 'High' }] },
    ])
    await s.link(other.id, ann)
    await s.sync()
    const patch = (id: string, properties: object) => {
      const answer = notion.fake.as(other, 'PATCH', `/v1/pages/${id}`, { properties })
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    }
    const { id } = await notion.provider.create('theirs', '')
    patch(id, {
      ...{ Tags: { multi_select: [{ name: 'web' }, { name: 'print' }] }, Priority: { select: { name: 'Low' } } },
      ...{
        Assignee: { people: [{ id: me.id }, { id: other.id }] },
        Notes: { rich_text: [{ text: { content: '5 EUR' } }] },
      },
    })
    await s.sync()
    const made = await s.task('theirs')
    expect(made['customFields']).toEqual({
      ...{ platforms: ['web'], reviewer: ann, budget: { amount: '5', currency: 'EUR' } },
    })
    expect([await s.waiting(), await s.left()]).toEqual([[], { [tags]: ['print'], [select]: ['option-3-low'] }])

    await s.w.run('task.update', { id: made.id, customFields: { platforms: ['app', 'tv'], severity: 'High' } })
    await s.sync()
    const there = await s.there('theirs')
    expect([...(there[tags] as string[])].sort()).toEqual(['app', 'print', 'tv'])
    expect(there).toMatchObject({ [select]: 'option-1-high', [people]: [me.id, other.id], [notes]: '5 EUR' })
    await s.sync()
    expect((await s.task('theirs'))['customFields']).toMatchObject({ platforms: ['app', 'tv'], reviewer: ann })
    expect(await s.left()).toEqual({ [tags]: ['print'] })
  } finally {
    await notion.close()
  }
})
