import { newId, type Permission } from '@orchestrator/domain'
import type { WaitSource } from '@orchestrator/sdk/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { waitActivities } from './playbook-wait.ts'
import { createRunContexts } from './run-context.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

/** A run that acts for a member, within scopes. */
async function startRun(w: TestWorkspace, memberId: string, scopes: readonly Permission[] | null): Promise<string> {
  const id = newId()
  await w.store.write(
    w.id,
    (tx) => tx`
      insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, scopes, depth, correlation_id, status, created_at)
      values (${w.id}, ${id}, 'playbook', ${id}, 'demo', 'v', 1, 1, ${id}, 'task.created', 'task', ${id}, ${memberId}, ${scopes as string[] | null}, 1, ${id}, 'running', now())`,
  )
  return id
}

async function beginWait(w: TestWorkspace, runId: string, ...eventTypes: string[]) {
  const { beginWait } = waitActivities(stage.store, createRunContexts(stage.store))
  const sources = eventTypes.map(
    (type, n): WaitSource => ({ key: `k${n}`, eventTypes: [type], condition: null, afterSeq: 0 }),
  )
  const run = { workspaceId: w.id, runId }
  return beginWait({ run, step: { n: 0, name: 'waitFor', summary: '' }, workflowId: 'w', sources, timeoutMs: null })
}

test('events of the audit log are waited for only by runs whose member and scopes may read it', async () => {
  const w = await stage.workspace()
  const owner = w.owner.actor.memberId
  const contributor = (await w.member('CONTRIBUTOR')).actor.memberId
  for (const scopes of [null, ['audit.read'] as const]) {
    const run = await startRun(w, owner, scopes)
    expect(await beginWait(w, run, 'a.b', 'api_key.created')).toMatchObject({ over: false })
  }
  for (const [memberId, scopes] of [
    [contributor, null],
    [owner, ['task.create']],
  ] as const) {
    const run = await startRun(w, memberId, scopes)
    await expect(beginWait(w, run, 'a.b', 'notification.sent')).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('audit.read'),
    })
    const [step] = await w.store.read(
      w.id,
      (tx) => tx<{ status: string; error: unknown }[]>`select status, error from run_steps where run_id = ${run}`,
    )
    expect(step).toMatchObject({ status: 'failed', error: { code: 'forbidden' } })
    expect(await beginWait(w, run, 'a.b')).toMatchObject({ over: false })
  }
})
