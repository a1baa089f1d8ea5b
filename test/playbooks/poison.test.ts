import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// Text that no database takes (NUL, half a character), wherever a run may have it: the run ends, and nothing else waits for it.
const bad = { nul: "'a\\u0000b'", half: "'a\\ud800b'" }
const bodies: Readonly<Record<string, (text: string) => string>> = {
  steps: () => 'await steps.fail()',
  throws: (text) => `throw new Error(${text})`,
  rejects: (text) => `void Promise.reject(new Error(${text})); await sleep('1 hour')`,
  returns: (text) => `return ${text}`,
  command: (text) => `await tasks.create({ projectId: event.task.projectId, title: ${text} })`,
  waits: (text) => `await waitFor('comment.created', { if: (e) => e.comment.body.eq(${text}), timeout: '1 hour' })`,
}
const cases = Object.keys(bodies).flatMap((what) => Object.keys(bad).map((kind) => `${what}-${kind}`))

let folder: PlaybookFolder
let stage: Stage
beforeAll(async () => {
  const files = cases.flatMap((name): [string, string][] => {
    const [what = '', kind = 'nul'] = name.split('-') as [string, keyof typeof bad]
    const options = {
      when: `on('task.created', { if: (e) => e.task.title.eq('${name}') })`,
      head: "import { steps as stepsOf } from '@orchestrator/sdk'",
      ...(what === 'steps' && { more: " steps: stepsOf<typeof import('./steps.ts')>()," }),
    }
    const fail = `export function fail(): void {\n  throw new Error(${bad[kind]})\n}\n`
    return [
      [`a/${name}/playbook.ts`, playbookText(name, bodies[what]?.(bad[kind]) ?? '', options)],
      ...(what === 'steps' ? [[`a/${name}/steps.ts`, fail] as [string, string]] : []),
    ]
  })
  folder = await createPlaybookFolder(Object.fromEntries(files))
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
})

describe('a run with a text that cannot be stored ends, and says why', () => {
  it.each(cases)('%s', async (name) => {
    await stage.createTask(name)
    const { run } = await stage.ended(name, { withinMs: 110_000 })
    const threw = { code: 'threw', message: 'a\ufffdb' }
    const lost = { code: 'threw', message: 'an error that nothing awaited: Error: a\ufffdb' }
    const refused = { message: expect.stringContaining('cannot be stored') }
    const invalid = { code: 'invalid_input', message: expect.stringMatching(/^title: text without NUL/) }
    const wanted = { steps: threw, throws: threw, rejects: lost, command: invalid }[name.split('-')[0] ?? ''] ?? refused
    expect(run).toMatchObject({ status: 'failed', error: wanted })
  })
})

it.each(Object.keys(bad))('a key of flow control may have it: %s', async (kind) => {
  // A key is cut at 500 characters: here in the middle of one.
  const text = kind === 'nul' ? '"a\\u0000b"' : `"${'a'.repeat(499)}😀"`
  const rule = (name: string, more: object) =>
    stage.execute('rule.create', {
      ...{ name, when: 'task.created', if: `event.task.title == "keyed ${kind}"` },
      ['then' as string]: [{ action: 'comment.create', body: name }],
      ...more,
    })
  await rule(`plain ${kind}`, {})
  const keys = {
    concurrency: { key: text, limit: 1 },
    throttle: { key: text, limit: 1, period: '1 second' },
    idempotencyKey: text,
  }
  await rule(`keyed ${kind}`, { flow: keys })
  await stage.createTask(`keyed ${kind}`)
  const ended = ({ run }: { run: { status: string } }) => !['held', 'queued', 'running'].includes(run.status)
  for (const name of ['plain', 'keyed'])
    expect((await stage.ended(`${name} ${kind}`, { until: ended })).run.status).toBe('completed')
})
