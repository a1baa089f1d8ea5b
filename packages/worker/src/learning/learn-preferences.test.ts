import { type CommandInput, type Preference, type Principal, summarizeAcceptance } from '@orchestrator/domain'
import { countPolicyDecisions, readDecisions, readPreferences } from '@orchestrator/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { learnPreferences } from './learn-preferences.ts'

let stage: TestStore
let learn: () => Promise<number>
beforeAll(async () => {
  stage = await openTestStore()
  const options = { relayStore: stage.open('relay'), appStore: stage.open('app') }
  learn = () => learnPreferences(options)
})
afterAll(() => stage?.close())

type Decision = Omit<NonNullable<CommandInput<'patch.review'>['decisions']>[number], 'key'>

/** Proposes a change of a task as an agent, and decides on it. */
async function decide(
  w: TestWorkspace,
  task: string,
  data: object,
  decision: Decision,
  as?: Principal,
  apply = false,
): Promise<string> {
  const patch = await w.run('patch.propose', {
    title: 'Plan',
    author: { agent: 'planner' },
    operations: [{ key: 'a', command: 'task.update', data: { id: task, ...data }, confidence: 0.8 }],
  })
  await w.run('patch.review', { id: patch.result.id, decisions: [{ key: 'a', ...decision }], apply }, as)
  return patch.result.id
}
/** Two days earlier than proposed, as often as is said. */
async function shorten(w: TestWorkspace, task: string, times: number, as?: Principal): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < times; n++)
    ids.push(
      await decide(
        w,
        task,
        { dueDate: '2027-03-18' },
        { decision: 'accept', data: { id: task, dueDate: '2027-03-16' } },
        as,
      ),
    )
  return ids
}
const decisionsOf = (w: TestWorkspace) => w.store.read(w.id, (tx) => readDecisions(tx, w.id))
const preferencesOf = (w: TestWorkspace): Promise<Preference[]> => w.store.read(w.id, (tx) => readPreferences(tx, w.id))
const typesOf = async (w: TestWorkspace) =>
  (await w.events()).flatMap(({ type }) => (type.startsWith('preference.') ? [type] : []))

it('what people decide is known, with its context; the last word counts, and an undoing', async () => {
  const w = await stage.workspace()
  const [project, ada] = [await w.project(), await w.member('CONTRIBUTOR')]
  const task = await w.task(project, { tags: ['design'] })
  const first = await decide(w, task, { priority: 'high' }, { decision: 'reject', reason: 'too vague' }, ada)
  const same = { decision: 'accept' as const, data: { id: task, title: 'Same' } }
  await decide(w, task, { title: 'Same' }, same)
  const undone = await decide(w, task, { title: 'Other' }, { decision: 'accept' }, w.owner, true)
  await w.run('patch.undo', { id: undone })
  const edited = { decision: 'accept' as const, data: { id: task, dueDate: '2027-03-16' } }
  await decide(w, task, { dueDate: '2027-03-18' }, edited)
  const decisions = await decisionsOf(w)
  expect(decisions).toMatchObject([
    {
      ...{
        patchId: first,
        key: 'a',
        memberId: ada.actor.memberId,
        projectId: project,
        agent: 'planner',
        confidence: 0.8,
      },
      ...{ command: 'task.update', fields: ['priority'], tags: ['design'], outcome: 'rejected', reason: 'too vague' },
    },
    { outcome: 'accepted', edited: null, fields: ['title'] },
    { outcome: 'undone', patchId: undone },
    { outcome: 'edited', edited: { dueDate: '2027-03-16' }, data: { dueDate: '2027-03-18' } },
  ])
  await w.run('patch.review', { id: first, decisions: [{ key: 'a', decision: 'accept' }] })
  const again = (await decisionsOf(w)).filter(({ patchId }) => patchId === first)
  expect(again).toMatchObject([{ outcome: 'accepted', memberId: w.owner.actor.memberId, reason: null }])
  const summary = summarizeAcceptance(decisions, { accepted: 0, undone: 0 }, Date.now())
  expect(summary).toMatchObject({ decisions: 4, accepted: 1, edited: 1, rejected: 1, undone: 1 })
  expect(summary.agents).toMatchObject([{ agent: 'planner', calibration: [{ from: 0.8, to: 0.9 }] }])
})

it('of a rejection only what was said counts, not what fell with it; of policies nothing is learnt', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const [task, other] = [await w.task(project), await w.task(project)]
  const change = (id: string) => ({ command: 'task.update' as const, data: { id, title: 'Other' } })
  const operations = [
    { key: 'a', ...change(task) },
    { key: 'b', ...change(other), dependsOn: ['a'] },
  ]
  const patch = await w.run('patch.propose', { title: 'Two', operations })
  await w.run('patch.review', { id: patch.result.id, decisions: [{ key: 'a', decision: 'reject' }] })
  expect(await decisionsOf(w)).toMatchObject([{ key: 'a', outcome: 'rejected' }])
  await w.run('patch_policy.create', { name: 'p', commands: ['task.update'], minConfidence: 0.5 })
  const byPolicy = await w.run('patch.propose', {
    title: 'By itself',
    author: { agent: 'planner' },
    operations: [{ key: 'a', ...change(other), confidence: 0.9 }],
  })
  const counts = () => w.store.read(w.id, (tx) => countPolicyDecisions(tx, w.id))
  expect([await counts(), (await decisionsOf(w)).length]).toEqual([{ accepted: 1, undone: 0 }, 1])
  await w.run('patch.undo', { id: byPolicy.result.id })
  expect([await counts(), (await decisionsOf(w)).length]).toEqual([{ accepted: 1, undone: 1 }, 1])
})

it('tells what edits show, with its evidence, once; a person’s words stand', async () => {
  const w = await stage.workspace()
  const ada = await w.member('CONTRIBUTOR')
  const task = await w.task(await w.project(), { tags: ['design'] })
  const patches = await shorten(w, task, 5, ada)
  expect(await learn()).toBeGreaterThan(0)
  expect(await learn()).toBe(0)
  const [preference] = await preferencesOf(w)
  expect(preference).toMatchObject({
    ...{ scope: 'user', memberId: ada.actor.memberId, words: 'Due date is moved earlier, by 2 days in the median' },
    ...{ corrected: false, enabled: true, context: { field: 'dueDate', tag: null } },
    learned: { effect: { kind: 'shift', days: -2 }, support: 5, of: 5 },
  })
  expect(preference?.learned?.operations).toEqual(patches.reverse().map((patchId) => ({ patchId, key: 'a' })))
  const [learned] = (await w.events()).filter(({ type }) => type === 'preference.learned')
  const reviewed = (await w.events()).filter(({ type }) => type === 'patch.reviewed').at(-1)
  expect(learned).toMatchObject({ actor: ada.actor, causationId: reviewed?.id })
  const id = preference?.id ?? ''
  const words = 'Design is due on Tuesdays'
  await w.run('preference.update', { id, words }, ada)
  await shorten(w, task, 6, ada)
  await learn()
  expect(await preferencesOf(w)).toMatchObject([{ id, words, corrected: true, learned: { support: 11 } }])
  await w.run('preference.share', { id, scope: 'workspace' }, w.owner).then(
    () => expect.unreachable('another’s'),
    ({ code }) => expect(code).toBe('forbidden'),
  )
})

it('what was deleted does not come back from the same decisions, but from later ones', async () => {
  const w = await stage.workspace()
  const task = await w.task(await w.project())
  await shorten(w, task, 5)
  await learn()
  const [preference] = await preferencesOf(w)
  await w.run('preference.delete', { id: preference?.id ?? '' })
  await shorten(w, task, 3)
  await learn()
  expect(await preferencesOf(w)).toEqual([])
  await shorten(w, task, 1)
  await learn()
  expect(await preferencesOf(w)).toMatchObject([{ id: preference?.id, learned: { support: 4, of: 4 } }])
  expect(await typesOf(w)).toEqual(['preference.learned', 'preference.deleted', 'preference.learned'])
})

it('what decisions do not show any more is forgotten, unless somebody has said something of it', async () => {
  const w = await stage.workspace()
  const task = await w.task(await w.project())
  const bo = await w.member('MANAGER')
  await shorten(w, task, 5)
  await shorten(w, task, 5, bo)
  await learn()
  const shown = await preferencesOf(w)
  expect(shown.map(({ scope }) => scope).sort()).toEqual(['project', 'user', 'user'])
  const ofBo = shown.find(({ memberId }) => memberId === bo.actor.memberId)?.id ?? ''
  await w.run('preference.update', { id: ofBo, enabled: false }, bo)
  for (let n = 0; n < 12; n++)
    for (const as of [w.owner, bo]) await decide(w, task, { dueDate: '2027-03-18' }, { decision: 'accept' }, as)
  await learn()
  expect(await preferencesOf(w)).toMatchObject([{ id: ofBo, enabled: false }])
  expect((await typesOf(w)).filter((type) => type === 'preference.forgotten').length).toBe(2)
})
