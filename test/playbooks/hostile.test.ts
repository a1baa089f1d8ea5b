import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// Playbooks that do their worst. Each run must end as failed, say why in words, and harm no other.
const bad = {
  loops: 'await tasks.list({}); for (;;) {}',
  spins: 'const f = async (): Promise<any> => { await null; return f() }; return f()',
  'fills-small': 'await tasks.list({}); const a: any[] = []; for (;;) a.push({ x: 1, y: { z: Math.random() } })',
  'fills-large': 'await tasks.list({}); const a: any[] = []; for (;;) a.push(new Array(5e6).fill(1.5))',
  'fills-buffers': 'await tasks.list({}); const a: any[] = []; for (;;) a.push(new Uint8Array(20e6).fill(1))',
  floats: "void Promise.reject(new Error('nobody looks')); await sleep('50 ms'); return 1",
}
const starts = (id: string) => `on('task.created', { if: (e) => e.task.title.eq('${id}') })`

let folder: PlaybookFolder
let stage: Stage
beforeAll(async () => {
  folder = await createPlaybookFolder({
    ...Object.fromEntries(
      Object.entries(bad).map(([id, body]) => [`a/${id}/playbook.ts`, playbookText(id, body, { when: starts(id) })]),
    ),
    'a/patient/playbook.ts': playbookText(
      'patient',
      "const e = await waitFor('task.deleted', { if: (e) => e.task.id.eq(event.task.id), timeout: '1 hour' }); return e !== null",
      { when: starts('patient') },
    ),
    'a/doubts/playbook.ts': playbookText(
      'doubts',
      `const codes: string[] = []
      for (let n = 0; n < 2; n++) {
        try {
          const slow = { if: (e: any) => e.comment.body.matches('[a-m].{40}[^a-z]'), timeout: '1 hour' } as const
          await waitFor('comment.created', slow)
        } catch (error) { codes.push((error as { code: string }).code) }
      }
      return codes`,
      { when: starts('doubts') },
    ),
    'a/fine/playbook.ts': playbookText(
      'fine',
      "await tasks.create({ projectId: event.task.projectId, title: 'made' }); return 'fine'",
      { when: starts('fine') },
    ),
  })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
})

describe('hostile playbooks', () => {
  it.each([
    ['loops', /endless_loop|stuck/, /more than 2 s without awaiting|did not get on/],
    ['spins', /endless_loop|stuck/, /more than 2 s without awaiting|did not get on/],
    // On a busy machine tasks are lost rather than failed, or the time for computing is over before the memory is full.
    ['fills-large', /out_of_memory|endless_loop|stuck/, /more memory than the 96 MB|more than 2 s|did not get on/],
    ['fills-buffers', /out_of_memory|endless_loop|stuck/, /more memory than the 96 MB|more than 2 s|did not get on/],
    ['floats', /threw|stuck/, /nobody looks|did not get on/],
  ])('%s fails with a reason, beside runs that do well', { timeout: 180_000 }, async (id, code, message) => {
    const patient = await stage.createTask('patient')
    await stage.ended('patient', { until: ({ steps }) => steps[0]?.status === 'running' })
    const startedAt = Date.now()
    await stage.createTask(id)
    await stage.createTask('fine')
    const [{ run }, fine] = await Promise.all([stage.ended(id, { withinMs: 150_000 }), stage.ended('fine')])
    console.log(
      JSON.stringify([
        id,
        Date.now() - startedAt,
        Date.parse(fine.run.endedAt ?? '') - Date.parse(fine.run.createdAt),
        run.error,
      ]),
    )
    expect(run.status).toBe('failed')
    expect(run.error?.code).toMatch(code)
    expect(run.error?.message).toMatch(message)
    expect(fine.run).toMatchObject({ status: 'completed', result: 'fine' })
    // The one that was waiting all the time was neither lost nor ended.
    await stage.execute('task.delete', { id: patient })
    expect((await stage.ended('patient')).run).toMatchObject({
      status: 'completed',
      result: true,
    })
  })

  it('a wait that cannot tell whether an event is the one says so, of what comes and of what has been', {
    timeout: 120_000,
  }, async () => {
    const taskId = await stage.createTask('doubts')
    await stage.ended('doubts', { until: ({ steps }) => steps[0]?.status === 'running' })
    let seed = 1
    const letters = Array.from({ length: 50_000 }, () => {
      seed = (seed * 16_807) % 2_147_483_647
      return String.fromCharCode(97 + (seed % 26))
    })
    await stage.execute('comment.create', { taskId, body: letters.join('') })
    await stage.createTask('fine')
    const [{ run, steps }, fine] = await Promise.all([stage.ended('doubts'), stage.ended('fine')])
    expect(fine.run.status).toBe('completed')
    expect(run).toMatchObject({ status: 'completed', result: ['condition_too_slow', 'condition_too_slow'] })
    expect(steps).toHaveLength(2)
    for (const step of steps)
      expect(step).toMatchObject({
        status: 'failed',
        error: { code: 'condition_too_slow', message: expect.stringContaining('longer than 50 ms for event') },
      })
  })

  it('two that fill memory at the same time are both found, one after the other', { timeout: 180_000 }, async () => {
    const ids = ['fills-small', 'fills-large', 'fine']
    const earlier = new Set((await stage.allRuns()).map(({ id }) => id))
    await Promise.all(ids.map((id) => stage.createTask(id)))
    const over = Date.now() + 170_000
    for (;;) {
      const runs = (await stage.allRuns()).filter(({ id }) => !earlier.has(id))
      const open = runs.filter(({ status }) => status === 'queued' || status === 'running')
      if (runs.length === ids.length && open.length === 0) {
        const outcome = Object.fromEntries(runs.map(({ name, status, error }) => [name, error?.code ?? status]))
        expect(outcome).toEqual({
          'fills-small': expect.stringMatching(/out_of_memory|endless_loop|stuck/),
          'fills-large': expect.stringMatching(/out_of_memory|endless_loop|stuck/),
          fine: 'completed',
        })
        return
      }
      if (Date.now() > over)
        throw new Error(`still open: ${JSON.stringify(open)} ${JSON.stringify(stage.logs.slice(-10))}`)
      await pause(200)
    }
  })
})
