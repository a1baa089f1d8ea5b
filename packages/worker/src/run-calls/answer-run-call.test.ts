import { type CommandInput, newId, type Permission } from '@orchestrator/domain'
import { currentEpoch, putBundle } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { playbookWorkflowId } from '../temporal/names.ts'
import { createRunCallAnswers, RunCall } from './index.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

/** A run that is under way, of a bundle that its team serves. */
async function startRun(w: TestWorkspace, scopes: readonly Permission[] | null = null): Promise<string> {
  const id = newId()
  const manifest = { servedBy: 'worker', source: 'team' }
  await putBundle(w.store, w.id, { hash: 'v', manifest, isolate: new Uint8Array(), steps: null })
  await w.store.write(
    w.id,
    (tx) => tx`
      insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, scopes, depth, correlation_id, status, created_at)
      values (${w.id}, ${id}, 'playbook', ${id}, 'demo', 'v', 1, 1, ${id}, 'task.created', 'task', ${id}, ${w.owner.actor.memberId}, ${scopes as string[] | null}, 1, ${id}, 'running', now())`,
  )
  return id
}

const workflowOf = async (workspaceId: string, runId: string) =>
  playbookWorkflowId({
    ...{ workspaceId, playbook: 'demo', hash: 'v', eventId: runId },
    epoch: await currentEpoch(stage.store),
  })

/** As it comes over the wire. */
async function calling(workspaceId: string, runId: string, call: string, input: object) {
  const workflowId = await workflowOf(workspaceId, runId.toLowerCase())
  return RunCall.parse({ call, workflowId, input: { run: { workspaceId, runId }, ...input } })
}
const callerOf = (w: TestWorkspace, scopes: readonly Permission[] | null = null) => ({
  ...{ workspaceId: w.id, memberId: w.owner.actor.memberId, scopes },
})
const step = (n: number) => ({ n, name: 'tags.create', summary: 'a tag' })
const tag = (name: string, n = 0) => ({ step: step(n), commands: [{ type: 'tag.create', data: { name } }] })
const tagsOf = async (w: TestWorkspace) =>
  (await w.events()).filter(({ type }) => type === 'tag.created').map((event) => JSON.stringify(event))

describe('calls for a run', () => {
  it('are refused in another workspace, whose member has the same id', async () => {
    const [w, other] = [await stage.workspace(), await stage.workspace()]
    const { memberId } = w.owner.actor
    const twin: CommandInput<'member.add'> = { id: memberId, name: 'Twin', email: 'twin@example.com', role: 'ADMIN' }
    await other.run('member.add', twin)
    const answer = createRunCallAnswers(stage.store)
    const runId = await startRun(w)
    // Its own member first: whose run it is is known from then on.
    const own = await answer(
      { workspaceId: w.id, memberId, scopes: null },
      await calling(w.id, runId, 'command', tag('own')),
    )
    expect(own).toMatchObject({ ok: true, value: [{ kind: 'tag' }] })
    const caller = { workspaceId: other.id, memberId, scopes: null }
    const there = await calling(other.id, runId, 'command', tag('sneaked', 1))
    expect(await refusal(answer(caller, there))).toBe('not_found')
    expect(await refusal(answer(caller, await calling(w.id, runId, 'loadEvent', {})))).toBe('not_found')
    expect(await tagsOf(w)).toEqual([expect.stringContaining('own')])
    expect(await tagsOf(other)).toEqual([])
  })

  it('name the run in lower case, however they are written: ids are made from it', async () => {
    const [w, runId] = [await stage.workspace(), newId().replace(/^./, 'a')]
    const { input } = await calling(w.id.toUpperCase(), runId.toUpperCase(), 'loadEvent', {})
    expect(input.run).toEqual({ workspaceId: w.id, runId })
  })

  it('as another workflow are refused, without a word of which it is', async () => {
    const w = await stage.workspace()
    const runId = await startRun(w)
    const call = { ...(await calling(w.id, runId, 'loadEvent', {})), workflowId: 'another' }
    const refused = createRunCallAnswers(stage.store)(callerOf(w), call)
    await expect(refused).rejects.toMatchObject({ code: 'forbidden', message: expect.not.stringContaining(w.id) })
  })

  it('take a key that holds the scopes of the run', async () => {
    const w = await stage.workspace()
    const answer = createRunCallAnswers(stage.store)
    const outcome = async (own: readonly Permission[] | null, runs: readonly Permission[] | null) =>
      refusal(answer(callerOf(w, own), await calling(w.id, await startRun(w, runs), 'loadEvent', {})))
    expect(await outcome(['automation.manage'], null)).toBe('forbidden')
    expect(await outcome(['automation.manage'], ['task.edit'])).toBe('forbidden')
    expect(await outcome(['automation.manage', 'task.edit'], ['task.edit'])).toBe('nothing')
    expect(await outcome(null, null)).toBe('nothing')
  })

  it('begin nothing for a run that has ended, also for one that was known before', async () => {
    const w = await stage.workspace()
    const answer = createRunCallAnswers(stage.store)
    const runId = await startRun(w)
    const source = { key: 'k', eventTypes: ['task.created'], condition: null, afterSeq: 0 }
    const query = { op: 'list', entity: 'task', filter: {}, limit: 1, cursor: null }
    const calls = [
      await calling(w.id, runId, 'command', tag('ours')),
      await calling(w.id, runId, 'query', { step: step(1), query }),
      await calling(w.id, runId, 'beginStep', { step: { n: 2, kind: 'step', name: 'steps.x', input: {} } }),
      await calling(w.id, runId, 'beginSleep', { step: step(3), milliseconds: 1_000 }),
      await calling(w.id, runId, 'beginWait', {
        ...{ step: step(4), workflowId: await workflowOf(w.id, runId), sources: [source], timeoutMs: 1_000 },
      }),
    ]
    for (const call of calls) expect(await answer(callerOf(w), call)).toMatchObject({ ok: true })
    const finish = await calling(w.id, runId, 'finish', { end: { status: 'completed', result: null } })
    // A repetition, too.
    for (let n = 0; n < 2; n++) expect(await answer(callerOf(w), finish)).toMatchObject({ ok: true })
    for (const call of calls)
      expect(await answer(callerOf(w), call)).toMatchObject({
        ok: false,
        failure: { type: 'invalid_state', nonRetryable: true },
      })
  })
})
