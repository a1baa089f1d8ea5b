import { afterEach, describe, expect, it } from 'vitest'
import { createPlaybookFolder, type PlaybookFolder, playbookText } from '../testing/playbook-folder.ts'
import { buildBundle, buildGoodBundle } from './build-bundle.ts'
import { checkPlaybooks } from './check-playbooks.ts'

const folders: PlaybookFolder[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove()
})
async function folderOf(files: Record<string, string>): Promise<PlaybookFolder> {
  const folder = await createPlaybookFolder(files)
  folders.push(folder)
  return folder
}
const check = async (files: Record<string, string>) => checkPlaybooks({ folder: (await folderOf(files)).path })

const good = `
import { on, playbook, steps } from '@orchestrator/sdk'
import * as z from 'zod'
import { rate } from '../rates.ts'
import type { Total } from './steps.ts'

const names = new Set(['a', 'b'])
export default playbook({
  id: 'invoice',
  when: [on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }), on.webhook('billing', { body: z.object({ total: z.number() }), verify: 'github' })],
  scopes: ['task.create'],
  steps: steps<typeof import('./steps.ts')>(),
  async run({ event, steps }) {
    const total: Total = await steps.sum(1, rate)
    return { total, known: names.has(event.type), at: Date.now(), random: Math.random() }
  },
})
`
const goodSteps = `import { createHash } from 'node:crypto'
export type Total = number
export async function sum(a: number, b: number): Promise<Total> { createHash('sha256'); return a + b }`

describe('checkPlaybooks', () => {
  it('takes a playbook with steps, own files, zod and types, and says what it is', async () => {
    const answer = await check({
      'sales/rates.ts': 'export const rate = 2',
      'sales/invoice/playbook.ts': good,
      'sales/invoice/steps.ts': goodSteps,
    })
    expect(answer.problems).toEqual([])
    expect(answer.ok).toBe(true)
    expect(answer.playbooks).toMatchObject([
      {
        id: 'invoice',
        scopes: ['task.create'],
        triggers: [
          { kind: 'event', eventTypes: ['task.status_changed'], if: expect.stringContaining('completed') },
          { kind: 'webhook', path: 'billing', verify: 'github', body: { type: 'object' } },
        ],
      },
    ])
  })

  it('an empty folder is no problem', async () => {
    expect(await check({ 'readme.md': '' })).toEqual({ ok: true, problems: [], warnings: [], playbooks: [] })
  })

  const one = (text: string, more: Record<string, string> = {}) => check({ 'a/demo/playbook.ts': text, ...more })
  const first = async (text: string, more: Record<string, string> = {}) => {
    const { ok, problems } = await one(text, more)
    expect(ok).toBe(false)
    return problems[0]
  }

  it.each([
    ['node-import', "import { readFileSync } from 'node:fs'", 'readFileSync("x")', 'node:fs'],
    ['node-import', "import path from 'path'", 'path.join("x")', 'node:path'],
    ['http-import', "import axios from 'axios'", 'axios("x")', 'axios'],
    ['temporal-import', "import { sleep as s } from '@temporalio/workflow'", 's(1)', '@temporalio/workflow'],
    ['test-import', "import { testRun } from '@orchestrator/sdk/testing'", 'testRun()', 'testing'],
    ['outside-import', "import { x } from '@orchestrator/store'", 'x()', 'store'],
    ['unknown-import', "import { x } from './nowhere.ts'", 'x()', 'nowhere'],
    ['unknown-import', "import x from 'no-such-package'", 'x()', 'no-such-package'],
  ])('%s: %s', async (rule, head, body, said) => {
    const problem = await first(playbookText('demo', body, { head }))
    expect(problem).toMatchObject({ file: 'a/demo/playbook.ts', line: 3, rule })
    expect(problem?.message).toContain(said)
    expect(problem?.hint.length).toBeGreaterThan(20)
  })

  it('importing steps.ts for a value, and a file outside the folder', async () => {
    const steps = { 'a/demo/steps.ts': goodSteps }
    expect(
      await first(playbookText('demo', 'sum(1, 2)', { head: "import { sum } from './steps.ts'" }), steps),
    ).toMatchObject({ rule: 'steps-import', line: 3 })
    const outside = await first(playbookText('demo', 'x()', { head: `import { x } from '${import.meta.filename}'` }))
    expect(outside).toMatchObject({ rule: 'outside-import', line: 3 })
  })

  it.each([
    ['module-state', 'let count = 0', 'count++', 3],
    ['module-state', 'var count = 0', 'count++', 3],
    ['module-state', 'export let count = 0', 'count++', 3],
    ['module-state', 'const counts = { n: 0 }\ncounts.n = 1', 'counts.n', 4],
    ['module-state', 'const counts = { n: 0 }', 'counts.n++', 9],
    ['module-state', 'const seen = new Set()', 'seen.add(event.id)', 9],
    ['module-state', 'const list = []', 'list.push(event)', 9],
    ['module-state', 'const cache = { by: {} }', 'cache.by[event.id] = 1', 9],
    ['module-state', 'const cache = new Map()', 'delete cache.x', 9],
    ['not-in-workflow', '', 'globalThis.process', 9],
    ['not-in-workflow', '', "globalThis['fetch']", 9],
    ['side-effect', "console.log('loaded')", '', 3],
    ['side-effect', 'for (const x of [1]) { x }', '', 3],
    ['top-level-await', 'await Promise.resolve(1)', '', 3],
    ['top-level-await', 'const x = await Promise.resolve(1)', 'x', 3],
    ['syntax', 'const x = ;', '', 3],
    ['not-in-workflow', '', 'process.env.HOME', 9],
    ['not-in-workflow', '', 'await fetch("https://example.com")', 9],
    ['not-in-workflow', '', 'Buffer.from("x")', 9],
    ['definition', 'const x = (undefined as any).y', 'x', 3],
    ['never-ends', 'const x = (() => { for (;;); })()', 'x', 3],
    ['unstable', '', '', 1],
  ])('%s: %s %s', async (rule, head, body, line) => {
    const when =
      rule === 'unstable' ? "on('task.created', { if: (e) => e.task.title.eq(String(Math.random())) })" : undefined
    const problem = await first(playbookText('demo', body, { head, ...(when && { when }) }))
    // A loop that is ended leaves no stack to find its file by.
    expect(problem).toMatchObject(rule === 'never-ends' ? { rule } : { file: 'a/demo/playbook.ts', rule, line })
  })

  it('what a function makes itself, or only reads at the top of the file, is no state', async () => {
    const body =
      'const own = []; own.push(rates.get(1)); function f(list: number[]) { list.push(2) } f(own); return own'
    const head = 'const rates = new Map([[1, 2]])\nconst list = [1]\nexport const all = [...list].sort()'
    expect((await one(playbookText('demo', body, { head }))).problems).toEqual([])
  })

  it('warns of a call for which the declared scopes have no permission, once for each', async () => {
    const body =
      "await tasks.create({ projectId: '1', title: 'x', assigneeId: null }); await context.comments.create({ taskId: '1', body: 'x' }); await tasks.update('1', { status: 'started' }); await tasks.get('1'); await tasks.create({ projectId: '1', title: 'y' })"
    const { ok, warnings } = await one(playbookText('demo', body, { more: " scopes: ['task.create']," }))
    expect(ok).toBe(true)
    expect(warnings.map(({ rule, line, message }) => [rule, line, message.split(',')[0]])).toEqual([
      ['scope-missing', 9, 'tasks.create needs task.assign'],
      ['scope-missing', 9, 'comments.create needs comment.create'],
      ['scope-missing', 9, 'tasks.get needs workspace.read'],
    ])
    expect((await one(playbookText('demo', body))).warnings).toEqual([])
  })

  it('names of their own are not taken for those of Node', async () => {
    const text = playbookText(
      'demo',
      'const process = { env: 1 }; const o = { fetch: 1, Buffer() {} }; return [process.env, o.fetch, typeof require]',
    )
    expect((await one(text)).problems).toEqual([])
  })

  it('a condition that does not fit the event, at its line', async () => {
    const when = "on('task.created', {\n  if: cel`event.task.titel == 'x'`,\n})"
    const problem = await first(playbookText('demo', '', { when, head: "import { cel } from '@orchestrator/sdk'" }))
    expect(problem).toMatchObject({ rule: 'condition', line: 7 })
    expect(problem?.message).toContain('titel')
  })

  it('an id that differs from its folder, and one that two playbooks have', async () => {
    expect(await first(playbookText('other', ''))).toMatchObject({ rule: 'id-folder', line: 5 })
    const { problems } = await check({
      'a/demo/playbook.ts': playbookText('demo', ''),
      'b/demo/playbook.ts': playbookText('demo', ''),
    })
    expect(problems).toMatchObject([{ file: 'b/demo/playbook.ts', rule: 'duplicate-id' }])
  })

  it('two playbooks that want one webhook verified in different ways', async () => {
    const listening = (id: string, options: string) =>
      playbookText(id, '', { when: `on.webhook('in', { ${options} })` })
    const { problems } = await check({
      'a/one/playbook.ts': listening('one', "verify: 'github'"),
      'b/two/playbook.ts': listening('two', "verify: 'none'"),
      'c/three/playbook.ts': listening('three', "verify: 'github'"),
    })
    expect(problems).toMatchObject([{ file: 'b/two/playbook.ts', line: 6, rule: 'webhook-conflict' }])
    expect(problems[0]?.message).toContain("'github' in one")
  })

  it('a file without a playbook', async () => {
    expect(await first('export const x = 1')).toMatchObject({ rule: 'no-playbook' })
    expect(await first('export default { id: "demo" }')).toMatchObject({ rule: 'definition' })
  })

  it('all problems of all files at once, in reading order', async () => {
    const { problems } = await check({
      'a/one/playbook.ts': playbookText('one', 'process.exit()', { head: 'let x = 1' }),
      'b/two/playbook.ts': playbookText('two', 'fs.x', { head: "import fs from 'node:fs'" }),
    })
    expect(problems.map(({ file, rule }) => [file, rule])).toEqual([
      ['a/one/playbook.ts', 'module-state'],
      ['a/one/playbook.ts', 'not-in-workflow'],
      ['b/two/playbook.ts', 'node-import'],
    ])
  })
})

describe('buildGoodBundle', () => {
  const names = ({ bundle }: Awaited<ReturnType<typeof buildGoodBundle>>) =>
    bundle.manifest.playbooks.map(({ manifest }) => manifest.id)
  const build = async (files: Record<string, string>) => buildGoodBundle({ folder: (await folderOf(files)).path })

  it('leaves out those that are not right, says why, and is the bundle of the others alone', async () => {
    const good = { 'a/one/playbook.ts': playbookText('one', ''), 'a/two/playbook.ts': playbookText('two', '') }
    const built = await build({
      ...good,
      'b/broken/playbook.ts': playbookText('broken', 'const x = ;'),
      'b/state/playbook.ts': playbookText('state', '', { head: 'let x = 1' }),
      'b/other-id/playbook.ts': playbookText('another', ''),
    })
    expect(names(built)).toEqual(['one', 'two'])
    expect([...built.broken].sort()).toEqual(['broken', 'other-id', 'state'])
    expect(built.problems.map(({ rule }) => rule).sort()).toEqual(['id-folder', 'module-state', 'syntax'])
    expect(built.bundle.hash).toBe((await build(good)).bundle.hash)
  })

  it('finds those that a shared file breaks, and one that does not end', async () => {
    const head = "import { rate } from '../rates.ts'"
    const built = await build({
      'a/rates.ts': 'let rate = 2\nexport { rate }',
      'a/uses/playbook.ts': playbookText('uses', 'return rate', { head }),
      'a/free/playbook.ts': playbookText('free', ''),
      'b/endless/playbook.ts': playbookText('endless', 'x', { head: 'const x = (() => { for (;;); })()' }),
    })
    expect(names(built)).toEqual(['free'])
    expect([...built.broken].sort()).toEqual(['endless', 'uses'])
  })

  it('of two with one id the first stays', async () => {
    const built = await build({
      'a/demo/playbook.ts': playbookText('demo', ''),
      'b/demo/playbook.ts': playbookText('demo', ''),
    })
    expect(built.bundle.manifest.playbooks.map(({ folder }) => folder)).toEqual(['a/demo'])
  })
})

describe('the code of a playbook', () => {
  it('is another after an edit of its own files alone, or of those that it shares', async () => {
    const head = "import { rate } from '../rates.ts'"
    const files = {
      'a/rates.ts': 'export const rate = 2',
      'a/uses/playbook.ts': playbookText('uses', 'return rate', { head }),
      'a/free/playbook.ts': playbookText('free', ''),
      'a/stepping/playbook.ts': playbookText('stepping', '', {
        more: ' steps: s(),',
        head: "import { steps as s } from '@orchestrator/sdk'",
      }),
      'a/stepping/steps.ts': 'export const x = () => 1',
    }
    const folder = await folderOf(files)
    const codes = async () =>
      new Map((await buildBundle({ folder: folder.path })).manifest.playbooks.map((one) => [one.manifest.id, one.code]))
    const changedBy = async (edit: Record<string, string>) => {
      const before = await codes()
      await folder.write(edit)
      const after = await codes()
      return [...after].filter(([id, code]) => before.get(id) !== code).map(([id]) => id)
    }
    expect(await changedBy({})).toEqual([])
    expect(await changedBy({ 'a/rates.ts': 'export const rate = 3' })).toEqual(['uses'])
    expect(await changedBy({ 'a/free/playbook.ts': playbookText('free', 'return 1') })).toEqual(['free'])
    expect(await changedBy({ 'a/stepping/steps.ts': 'export const x = () => 2' })).toEqual(['stepping'])
  })
})

describe('buildBundle', () => {
  const files = {
    'sales/rates.ts': 'export const rate = 2',
    'sales/invoice/playbook.ts': good,
    'sales/invoice/steps.ts': goodSteps,
  }

  it('the same source gives the same hash wherever it lies; any change gives another', async () => {
    const [here, there] = [await folderOf(files), await folderOf(files)]
    const first = await buildBundle({ folder: here.path })
    expect((await buildBundle({ folder: there.path })).hash).toBe(first.hash)
    expect(first.isolate).not.toContain(here.path)
    expect(Buffer.from(first.isolate.split('base64,')[1] ?? '', 'base64').toString()).not.toContain('/tmp/')
    await there.write({ 'sales/rates.ts': 'export const rate = 3' })
    expect((await buildBundle({ folder: there.path })).hash).not.toBe(first.hash)
    await there.write({
      'sales/rates.ts': 'export const rate = 2',
      'sales/invoice/steps.ts': `${goodSteps}\nexport const two = () => 2`,
    })
    expect((await buildBundle({ folder: there.path })).hash).not.toBe(first.hash)
  })

  it('refuses a folder with problems, and says all of them', async () => {
    const folder = await folderOf({ 'a/demo/playbook.ts': playbookText('demo', 'process.exit()') })
    await expect(buildBundle({ folder: folder.path })).rejects.toThrow(
      /a\/demo\/playbook.ts:9:\d+ process is not there in a workflow \(not-in-workflow\)\. Put that code/,
    )
  })
})
