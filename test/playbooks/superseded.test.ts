import { newId } from '@orchestrator/domain'
import { loginRole } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { childrenRunning, openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { playbookVersion } from '../../packages/worker/src/temporal/names.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// A developer saves again and again while runs wait: for an event, for the time, or to be cancelled.
const versions = ['one', 'two', 'three', 'four', 'five', 'six']
const starts = (kind: string) => `on('task.created', { if: (e) => e.task.title.startsWith('${kind}') })`
const files = (version: string) => ({
  'a/waits/playbook.ts': playbookText(
    'waits',
    `const e = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(event.task.id), timeout: '1 hour' }); return '${version} ' + e.to`,
    { when: starts('wait') },
  ),
  'a/sleeps/playbook.ts': playbookText('sleeps', `await sleep('25 seconds'); return '${version}'`, {
    when: starts('sleep'),
  }),
  'a/retries/playbook.ts': playbookText('retries', `await steps.late(event.task.title); return '${version}'`, {
    when: starts('retry'),
    head: "import { steps as stepsOf } from '@orchestrator/sdk'",
    more: " steps: stepsOf<typeof import('./steps.ts')>({ timeout: '1 second', attempts: 20 }),",
  }),
  'a/retries/steps.ts':
    "export function late(title: string) { if (Date.now() < Number(title.split(' ')[1])) throw new Error('too early') }",
})

let folder: PlaybookFolder
let stage: Stage
beforeAll(async () => {
  folder = await createPlaybookFolder(files('none'))
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
})

const bundleProcesses = async () => (await childrenRunning('serve/main.ts', 'cmdline')).length
/** Those in turn, the one in force, and one that was started ahead. */
const most = 4 + 1 + 1

async function until<T>(what: string, look: () => Promise<T | undefined | false>, withinMs = 60_000): Promise<T> {
  for (const over = Date.now() + withinMs; ; await pause(100)) {
    const found = await look()
    if (found) return found
    if (Date.now() > over)
      throw new Error(`${what}: not so after ${withinMs} ms; ${JSON.stringify(stage.logs.slice(-10))}`)
  }
}

const runNamed = async (name: string, title: string) => {
  const { events, runs } = await stage.store.read(stage.workspaceId, async (tx) => ({
    events: await tx<{ id: string }[]>`
      select id from events where workspace_id = ${stage.workspaceId} and type = 'task.created' and data->'task'->>'title' = ${title}`,
    runs: await tx<
      { id: string; eventId: string; status: string; result: unknown; version: string; workflowId: string }[]
    >`
      select id, event_id, status, error, result, version, workflow_id from runs where workspace_id = ${stage.workspaceId} and name = ${name}`,
  }))
  return runs.find(({ eventId }) => eventId === events[0]?.id)
}
const ended = (name: string, title: string) =>
  until(`the end of ${title}`, async () => {
    const run = await runNamed(name, title)
    return run !== undefined && run.status !== 'queued' && run.status !== 'running' ? run : undefined
  })

describe('superseded bundles', () => {
  it('whose runs wait share a few processes, and each run finishes on its own code', { timeout: 240_000 }, async () => {
    const tasks = new Map<string, string>()
    let peak = 0
    const watch = setInterval(async () => (peak = Math.max(peak, await bundleProcesses())), 500)
    for (const version of versions) {
      await folder.write(files(version))
      const hash = await until(`version ${version} in force`, async () => {
        const rows = await stage.store.read(
          stage.workspaceId,
          (tx) => tx<{ isolate: Uint8Array; hash: string }[]>`
          select b.isolate, b.hash from bundles b join playbooks p on p.workspace_id = b.workspace_id and p.bundle_hash = b.hash
          where b.workspace_id = ${stage.workspaceId} and p.name = 'waits'`,
        )
        return rows[0] && Buffer.from(rows[0].isolate).toString().includes(`"${version} "`) ? rows[0].hash : undefined
      })
      for (const kind of ['wait', 'cancel']) {
        const title = kind === 'cancel' ? `wait to be cancelled ${version}` : `wait ${version}`
        tasks.set(title, await stage.createTask(title))
        await until(`${title} waits`, async () => {
          const run = await runNamed('waits', title)
          if (run?.status !== 'running' || run.version !== hash) return false
          const steps = await stage.store.read(
            stage.workspaceId,
            (tx) => tx`select 1 from run_steps where workspace_id = ${stage.workspaceId} and run_id = ${run.id}`,
          )
          return steps.length > 0
        })
      }
      await stage.createTask(`sleep ${version}`)
      tasks.set(`retry ${version}`, `retry ${Date.now() + 20_000} ${version}`)
      await stage.createTask(tasks.get(`retry ${version}`) ?? '')
    }
    await until('few processes are left', async () => (await bundleProcesses()) <= most)

    for (const version of versions) {
      await stage.execute('task.update', { id: tasks.get(`wait ${version}`), status: 'started' })
      const run = await runNamed('waits', `wait to be cancelled ${version}`)
      await stage.execute('run.cancel', { id: run?.id })
    }
    for (const version of versions) {
      expect((await ended('waits', `wait ${version}`)).result).toBe(`${version} started`)
      expect((await ended('waits', `wait to be cancelled ${version}`)).status).toBe('canceled')
      expect(await ended('sleeps', `sleep ${version}`)).toMatchObject({ status: 'completed', result: version })
      expect((await ended('retries', tasks.get(`retry ${version}`) ?? '')).result).toBe(version)
    }
    clearInterval(watch)
    // While one leaves its place, the next does not have it yet.
    expect(peak).toBeLessThanOrEqual(most + 1)
  })

  it('Temporal shows the bundle in force as the current version of its workspace', async () => {
    const rows = await stage.store.read(
      stage.workspaceId,
      (tx) =>
        tx<
          { bundleHash: string }[]
        >`select bundle_hash from playbooks where workspace_id = ${stage.workspaceId} limit 1`,
    )
    const { deploymentName, buildId } = playbookVersion(stage.workspaceId, rows[0]?.bundleHash ?? '')
    const { connection, namespace } = stage.temporal
    await until('the version is current', async () => {
      const answer = await connection.workflowService.describeWorkerDeployment({ namespace, deploymentName })
      return answer.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId === buildId
    })
  })

  it('the processes that serve bundles know neither the owner of the database nor the master key', async () => {
    const [environment = ''] = await childrenRunning('serve/main.ts', 'environ')
    expect(environment).toContain('ORCHESTRATOR_SERVE=')
    expect(environment).toContain(`//${loginRole(stage.config.masterKey, 'app')}:`)
    expect(environment).not.toContain(stage.config.masterKey)
    expect(environment).not.toContain(stage.config.databaseUrl)
    expect(environment.split('\0').map((line) => line.split('=')[0])).not.toContain('DATABASE_URL')
  })
})

describe('playbooks whose owner leaves', () => {
  it('act for the next owner a moment later', { timeout: 60_000 }, async () => {
    const next = newId()
    await stage.execute('member.add', { id: next, name: 'Grace', email: 'grace@example.com', role: 'ADMIN' })
    await stage.execute('member.remove', { id: stage.principal.actor.memberId })
    await until('they act for the next', async () => {
      const rows = await stage.store.read(
        stage.workspaceId,
        (tx) => tx<{ installedBy: string }[]>`
        select installed_by from playbooks where workspace_id = ${stage.workspaceId} and removed_at is null`,
      )
      return rows.length === 3 && rows.every(({ installedBy }) => installedBy === next)
    })
  })
})
