import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RecordedRun, replayRuns } from '@orchestrator/worker'
import { expect, it } from 'vitest'
import { createPlaybookFolder } from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'

const playbooks = join(import.meta.dirname, 'playbooks')
const names: Record<string, readonly string[]> = {
  commands: [
    ...['tasks.create', 'comments.create', 'comments.create', 'comments.update', 'events.send'],
    ...['tasks.get', 'projects.get', 'tasks.list', 'tasks.update', 'tasks.complete'],
  ],
  failing: ['comments.create'],
  waits: [],
}

/** A recorded run, whose steps are told as the API tells them. */
function recorded(playbook: string): RecordedRun {
  const file = readFileSync(join(import.meta.dirname, 'histories', `${playbook}.json`), 'utf8')
  const steps = (names[playbook] ?? []).map((name, step) => ({ step, name, summary: `${name} …` }))
  return { playbook, run: 'r', steps, ...(JSON.parse(file) as { workflowId: string; history: unknown }) }
}

async function replay(playbook: string, from: string, to: string) {
  const changed = await createPlaybookFolder({})
  try {
    cpSync(playbooks, changed.path, { recursive: true })
    const file = `${playbook}/playbook.ts`
    const text = readFileSync(join(playbooks, file), 'utf8')
    expect(text).toContain(from)
    await changed.write({ [file]: text.replace(from, to) })
    const [replayed] = await replayRuns({ folder: changed.path, runs: [recorded(playbook)] })
    return replayed
  } finally {
    await changed.remove()
  }
}

it('what has not changed goes on', { timeout: 120_000 }, async () => {
  const runs = Object.keys(names).map(recorded)
  const replayed = await replayRuns({ folder: playbooks, runs })
  expect(replayed.map(({ ok, playbook, problem }) => [playbook, ok, problem])).toEqual(
    runs.map(({ playbook }) => [playbook, true, null]),
  )
})

it('a new step is found, by its number and in words', { timeout: 120_000 }, async () => {
  const before =
    "async run({ event, comments }) {\n    await comments.create({ taskId: event.task.id, body: 'before' })"
  const replayed = await replay('failing', before, 'async run({ tasks }) {\n    await tasks.list({ limit: 1 })')
  expect(replayed).toMatchObject({ ok: false, parting: { step: 0, recorded: 'comments.create …' } })
  expect(replayed?.parting?.now).toContain('tasks.list')
})

it('so is one that is gone', { timeout: 120_000 }, async () => {
  const replayed = await replay('failing', "await comments.create({ taskId: event.task.id, body: 'before' })", '')
  expect(replayed).toMatchObject({ ok: false, parting: { step: 0, recorded: 'comments.create …', now: null } })
})

it('a step whose words alone changed goes on', { timeout: 120_000 }, async () => {
  expect(await replay('failing', "body: 'before'", "body: 'in advance'")).toMatchObject({ ok: true })
})

it('one command in the place of another is found, although Temporal would take it', { timeout: 120_000 }, async () => {
  const replayed = await replay(
    'commands',
    "comments.update(first, { body: 'uno' })",
    "tasks.update(made, { title: 'uno' })",
  )
  expect(replayed).toMatchObject({ ok: false, problem: null, parting: { step: 3, recorded: 'comments.update …' } })
  expect(replayed?.parting?.now).toContain('tasks.update')
})
