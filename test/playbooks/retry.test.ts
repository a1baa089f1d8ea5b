import { readEvents } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

/** Makes a first task, calls a step, sleeps, and then does what `rest` says. */
const text = (rest: string, first = 'First') =>
  playbookText(
    'two-tasks',
    `const { projectId } = event.task
    await tasks.create({ projectId, title: \`${first} of \${event.task.title}\` })
    const n = await steps.count()
    await sleep('50 ms')
    ${rest}`,
    {
      head: "import { steps as stepsOf } from '@orchestrator/sdk'",
      when: "on('task.created', { if: (e) => e.task.title.startsWith('go') })",
      more: " steps: stepsOf<typeof import('./steps.ts')>(),",
    },
  )
const broken = "throw new Error('not yet')"
const mended =
  "const t = await tasks.create({ projectId, title: 'Second of ' + event.task.title }); return { n, id: t.identifier }"
const asks = playbookText(
  'asks',
  `const ask = { title: 'Go on?', from: { role: 'ADMIN' }, timeout: 'never', allowSelf: true }
   const first = await context.approval(ask)
   return { first: first.approved, second: (await context.approval({ ...ask, title: 'Really?' })).approved }`,
  { when: "on('task.created', { if: (e) => e.task.title.eq('ask') })" },
)
const counts = 'export const count = () => Math.random()\n'

let folder: PlaybookFolder
let stage: Stage
beforeAll(async () => {
  folder = await createPlaybookFolder({
    'a/two-tasks/playbook.ts': text(broken),
    'a/two-tasks/steps.ts': counts,
    'a/asks/playbook.ts': asks,
  })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
})

const hashNow = async () => {
  const rows = await stage.store.read(
    stage.workspaceId,
    (tx) => tx<{ bundleHash: string }[]>`select bundle_hash from playbooks where workspace_id = ${stage.workspaceId}`,
  )
  return rows[0]?.bundleHash
}
async function deploy(code: string): Promise<void> {
  const before = await hashNow()
  await folder.write({ 'a/two-tasks/playbook.ts': code })
  for (let i = 0; (await hashNow()) === before; i++) {
    if (i > 2_000) throw new Error('the change was not deployed')
    await pause(30)
  }
}
const titles = async (of: string) =>
  (await stage.tasks()).map(({ title }) => title).filter((title) => title.endsWith(`of ${of}`))
const seen = new Set<string>()
const retry = async (id: string, more: object = {}) => {
  await stage.execute('run.retry', { id, ...more })
  const found = await stage.ended('two-tasks', {
    until: ({ run }) => run.retryOf === id && !seen.has(run.id) && !['queued', 'running'].includes(run.status),
  })
  seen.add(found.run.id)
  return found
}

describe('a retry', () => {
  it('goes on after what was completed, with the code in force now, and does nothing twice', async () => {
    await stage.createTask('go a')
    const failed = await stage.ended('two-tasks', { title: 'go a' })
    expect(failed.run).toMatchObject({ status: 'failed', error: { code: 'threw', message: 'not yet' } })
    const counted = failed.steps.find(({ name }) => name === 'steps.count')?.output

    const same = await retry(failed.run.id, { version: 'same' })
    expect(same.run).toMatchObject({ status: 'failed', version: failed.run.version })

    await deploy(text(mended))
    const { run, steps } = await retry(same.run.id)
    expect(run).toMatchObject({ status: 'completed', error: null, result: { n: counted } })
    expect(await titles('go a')).toEqual(['First of go a', 'Second of go a'])
    expect(steps.map(({ name, originRunId }) => [name, originRunId])).toEqual([
      ['tasks.create', failed.run.id],
      ['steps.count', failed.run.id],
      ['sleep', failed.run.id],
      ['tasks.create', null],
    ])
    // What the first run did is shown as what this step stands for.
    expect(steps[0]?.commands).toMatchObject([{ type: 'task.create', events: [{ type: 'task.created' }] }])

    // Asked for from a step on, that one and those after it are done anew.
    const anew = await retry(failed.run.id, { fromStep: 1 })
    expect(anew.run).toMatchObject({ status: 'completed' })
    expect(anew.steps[1]).toMatchObject({ name: 'steps.count', originRunId: null })
    expect((anew.run.result as { n: number }).n).not.toBe(counted)
    expect(await titles('go a')).toEqual(['First of go a', 'Second of go a', 'Second of go a'])

    // The code that ran is still there for whoever wants it.
    const old = await retry(failed.run.id, { version: 'same' })
    expect(old.run).toMatchObject({ status: 'failed', version: failed.run.version, error: { message: 'not yet' } })
  })

  it('stops, before it does anything, where the code does something else than was recorded', async () => {
    await deploy(text(broken))
    await stage.createTask('go b')
    const failed = await stage.ended('two-tasks', { title: 'go b' })
    await deploy(text(mended, 'Other'))
    const { run } = await retry(failed.run.id)
    expect(run).toMatchObject({ status: 'failed', error: { code: 'step_changed' } })
    expect(run.error?.message).toContain('step 0 was tasks.create with other content')

    await deploy(text(mended).replace("await sleep('50 ms')", "await sleep('60 ms')"))
    const slept = await retry(failed.run.id)
    expect(slept.run.error).toMatchObject({
      code: 'step_changed',
      message: expect.stringContaining('step 2 was sleep with {"milliseconds":50}'),
    })

    await deploy(text(mended).replace("await sleep('50 ms')", "await tasks.create({ projectId, title: 'x' })"))
    expect((await retry(failed.run.id)).run.error?.message).toContain(
      'step 2 was sleep in the run that is retried, and is tasks.create',
    )
    expect(await titles('go b')).toEqual(['First of go b'])
  })

  it('is one run however often the same request comes, and an event that is played again is another', async () => {
    await deploy(text(mended))
    const [event] = (await readEvents(stage.store, stage.workspaceId, 0, 1_000, { types: ['task.created'] })).filter(
      (one) => (one as unknown as { task: { title: string } }).task.title === 'go b',
    )
    const before = await titles('go b')
    const { automationId } = (await stage.runs('two-tasks'))[0]?.run ?? { automationId: '' }
    await stage.execute('event.replay', { seq: event?.seq ?? 0, automation: { kind: 'playbook', id: automationId } })
    const { run } = await stage.ended('two-tasks', {
      until: (one) => one.run.requestSeq !== null && one.run.retryOf === null && one.run.status === 'completed',
    })
    expect(run.eventId).toBe(event?.id)
    expect(await titles('go b')).toEqual([...before, 'First of go b', 'Second of go b'])
  })

  it('asks people anew what nobody had answered when the run was cancelled, and not what they had', async () => {
    await stage.createTask('ask')
    const pending = async (title: string, but?: string) => {
      for (;;) {
        const rows = await stage.store.read(
          stage.workspaceId,
          (tx) => tx<{ id: string; runId: string }[]>`
          select id, run_id from approvals where workspace_id = ${stage.workspaceId} and title = ${title} and status = 'pending'`,
        )
        const found = rows.find(({ id }) => id !== but)
        if (found) return found
        await pause(30)
      }
    }
    const answer = ({ id }: { id: string }) => stage.execute('approval.answer', { id, answer: { approved: true } })
    const first = await pending('Go on?')
    await answer(first)
    const second = await pending('Really?')
    await stage.execute('run.cancel', { id: second.runId })
    await stage.ended('asks', { until: ({ run }) => run.status === 'canceled' })
    await stage.execute('run.retry', { id: second.runId })
    await answer(await pending('Really?', second.id))
    const { run } = await stage.ended('asks', { until: ({ run }) => run.retryOf !== null && run.endedAt !== null })
    expect([run.status, run.result]).toEqual(['completed', { first: true, second: true }])
  })
})
