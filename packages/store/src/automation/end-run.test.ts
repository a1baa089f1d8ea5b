import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { endRun } from './end-run.ts'
import { type Run, readRun, requeueRun, startRun } from './runs.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

async function openRun(w: TestWorkspace, memberId: string, eventType = 'task.created'): Promise<Run> {
  const id = newId()
  await w.store.write(
    w.id,
    (tx) => tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
    values (${w.id}, ${id}, 'playbook', ${newId()}, 'demo', 'v', 1, 1, ${newId()}, ${eventType}, 'task', ${newId()}, ${memberId}, 3, ${newId()}, 'queued', now())`,
  )
  await startRun(w.store, w.id, id, `workflow ${id}`)
  return (await readRun(w.store, w.id, id)) as Run
}

const endsOf = async (w: TestWorkspace, run: Run) =>
  (await w.events()).filter((event) => event.subject.type === 'run' && event.subject.id === run.id)

test('the end is told as the run, at its depth and in its chain', async () => {
  const w = await stage.workspace()
  const run = await openRun(w, w.owner.actor.memberId)
  expect(await endRun(w.store, w.id, run.id, { status: 'completed', result: { made: 2 } })).toBe(true)
  const { id, kind, automationId, name } = run
  expect(await endsOf(w, run)).toMatchObject([
    {
      type: 'run.completed',
      run: { id, kind, automationId, name },
      result: { made: 2 },
      actor: { type: 'playbook_run', id, memberId: run.memberId },
      causationId: run.eventId,
      correlationId: run.correlationId,
      depth: 3,
    },
  ])
  expect(await readRun(w.store, w.id, id)).toMatchObject({ status: 'completed', result: { made: 2 } })
})

test('of many that end it at once, one does and tells', async () => {
  const w = await stage.workspace()
  const run = await openRun(w, w.owner.actor.memberId)
  const error = { code: 'threw', message: 'no', stack: 'at playbook.ts:3' } as const
  const ends = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      endRun(w.store, w.id, run.id, n % 2 ? { status: 'failed', error } : { status: 'completed', result: n }),
    ),
  )
  expect(ends.filter(Boolean)).toHaveLength(1)
  const told = await endsOf(w, run)
  expect(told).toHaveLength(1)
  expect(told[0]?.type).toBe(`run.${(await readRun(w.store, w.id, run.id))?.status}`)
  expect(JSON.stringify(told)).not.toContain('playbook.ts')
})

test('nothing is told of a run that was cancelled or skipped, nor of one that started on the audit log', async () => {
  const w = await stage.workspace()
  const { memberId } = w.owner.actor
  const [canceled, skipped, audited] = [
    await openRun(w, memberId),
    await openRun(w, memberId),
    await openRun(w, memberId, 'api_key.created'),
  ]
  await endRun(w.store, w.id, canceled.id, { status: 'canceled' })
  await endRun(w.store, w.id, skipped.id, { status: 'skipped', error: { code: 'invalid_state', message: 'off' } })
  await endRun(w.store, w.id, audited.id, { status: 'completed', result: { key: 'name' } })
  for (const run of [canceled, skipped, audited]) expect(await endsOf(w, run)).toEqual([])
  expect(await readRun(w.store, w.id, audited.id)).toMatchObject({ status: 'completed' })
})

test('a run whose member has left ends and tells all the same; one that begins anew after a loss ends once more', async () => {
  const w = await stage.workspace()
  const member = await w.member('CONTRIBUTOR')
  const run = await openRun(w, member.actor.memberId)
  await w.run('member.remove', { id: member.actor.memberId })
  await endRun(w.store, w.id, run.id, { status: 'failed', error: { code: 'forbidden', message: 'left' } })
  expect(await endsOf(w, run)).toMatchObject([{ type: 'run.failed', error: { code: 'forbidden', message: 'left' } }])

  await w.store.write(w.id, (tx) => tx`update runs set status = 'running' where id = ${run.id}`)
  await requeueRun(w.store, w.id, run.id)
  await startRun(w.store, w.id, run.id, 'again')
  await endRun(w.store, w.id, run.id, { status: 'completed' })
  expect((await endsOf(w, run)).map((event) => event.type)).toEqual(['run.failed', 'run.completed'])
})
