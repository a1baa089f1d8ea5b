import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { sweepPatches } from './sweep-patches.ts'

let stage: TestStore
let w: TestWorkspace
let task: string
let sweep: () => Promise<number>
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  task = await w.task(await w.project())
  const options = { relayStore: stage.open('relay'), appStore: stage.open('app'), logger: pino({ enabled: false }) }
  sweep = () => sweepPatches(options)
})
afterAll(() => stage?.close())

const propose = async (ms: number, as = w.owner) => {
  const expiresAt = new Date(Date.now() + ms).toISOString()
  const operations = [{ key: 'a', command: 'task.archive' as const, data: { id: task } }]
  return (await w.run('patch.propose', { title: 'Tidy up', operations, expiresAt }, as)).result.id
}
const typesOf = async (id: string) =>
  (await w.events()).filter((event) => event.subject.id === id).map((event) => event.type.replace('patch.', ''))

test('ends what is over, once however many look, and nothing else', async () => {
  const [id, other] = [await propose(300), await propose(60_000)]
  await expect
    .poll(() => Promise.all([sweep(), sweep()]).then(() => typesOf(id)), { timeout: 20_000 })
    .toContain('expired')
  await sweep()
  expect(await typesOf(id)).toEqual(['proposed', 'expired'])
  expect(await typesOf(other)).toEqual(['proposed'])
  const [proposed, expired] = (await w.events()).filter((event) => event.subject.id === id)
  expect(expired).toMatchObject({ actor: w.owner.actor, causationId: proposed?.id, patch: { status: 'expired' } })
})

test('a review and the end of the time at once: one of them, and what is decided before is not applied after', async () => {
  for (let round = 0; round < 5; round++) {
    const until = performance.now() + 300
    const id = await propose(300)
    const decisions = [{ key: 'a', decision: 'accept' as const }]
    await pause(Math.max(0, until - performance.now() - round))
    const review = refusal(w.run('patch.review', { id, decisions }))
    await expect.poll(() => sweep().then(() => typesOf(id)), { timeout: 20_000 }).toContain('expired')
    const expected = (await review) === 'nothing' ? ['proposed', 'reviewed', 'expired'] : ['proposed', 'expired']
    expect(await typesOf(id)).toEqual(expected)
    expect(await refusal(w.run('patch.apply', { id }))).toBe('expired')
  }
})

test('is told also when whoever proposed has left', async () => {
  const gone = await w.member('CONTRIBUTOR')
  const id = await propose(200, gone)
  await w.run('member.remove', { id: gone.actor.memberId })
  await expect.poll(() => sweep().then(() => typesOf(id)), { timeout: 20_000 }).toContain('expired')
})
