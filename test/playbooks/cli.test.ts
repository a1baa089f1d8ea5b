import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@orchestrator/cli/stack'
import { type Client, createClient } from '@orchestrator/sdk/client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { startProduct } from '../support/start-product.ts'

// A team with a repository of its own, and a product that runs elsewhere.

let product: Awaited<ReturnType<typeof startProduct>>
let client: Client
let server: PlaybookFolder
let team: PlaybookFolder
let projectId: string

const text = (word: string, more = '') =>
  playbookText('greeter', `${more} await sleep('10 ms'); return '${word}'`, {
    when: "on('task.created', { if: (e) => e.task.title.eq('greet') })",
  })

beforeAll(async () => {
  server = await createPlaybookFolder({
    'a/local/playbook.ts': playbookText('local', '', { when: "on('task.deleted')" }),
  })
  team = await createPlaybookFolder({ 'x/greeter/playbook.ts': text('hello') })
  writeFileSync(join(team.path, 'package.json'), '{ "name": "@acme/team-greetings", "type": "module" }')
  product = await startProduct({ playbooks: server.path })
  client = createClient({ url: product.stack.apiUrl, apiKey: product.apiKey })
  projectId = (await client.projects.create({ key: 'CLI', name: 'CLI' })).id
})
afterAll(async () => {
  await product?.stop()
  await Promise.all([server?.remove(), team?.remove()])
})

function cli(...args: string[]): Promise<{ code: number; out: string }> {
  const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')
  const env = {
    PATH: process.env.PATH,
    ORCHESTRATOR_URL: product.stack.apiUrl,
    ORCHESTRATOR_API_KEY: product.apiKey,
    TEMPORAL_ADDRESS: product.stack.temporalAddress,
  }
  return new Promise((resolve) =>
    execFile(process.execPath, [bin, 'playbook', ...args], { env, cwd: team.path }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out + err }),
    ),
  )
}

let greeted = 0
async function greet(): Promise<unknown> {
  await client.tasks.create({ projectId, title: 'greet' })
  greeted++
  return vi.waitFor(
    async () => {
      const { items } = await client.runs.list({ playbook: 'greeter' })
      expect(items).toHaveLength(greeted)
      expect(items[0]?.status).toBe('completed')
      return items[0]?.result
    },
    { timeout: 100_000, interval: 200 },
  )
}

test('deploy puts a folder in force, a dry run only says so, and rollback goes back', {
  timeout: 400_000,
}, async () => {
  const dry = await cli('deploy', team.path, '--dry-run')
  expect(dry.out).toContain(
    '+ new        greeter\n             + starts on task.created if event.task.title == "greet"',
  )
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('this was a dry run') })
  expect((await client.playbooks.list()).items.map(({ name }) => name)).toEqual(['local'])

  expect(await cli('deploy', team.path)).toMatchObject({
    code: 0,
    out: expect.stringContaining('as acme-team-greetings'),
  })
  expect(await greet()).toBe('hello')
  expect((await cli('deploy', team.path)).out).toContain('Everything is in force as it is.')

  await team.write({ 'x/greeter/playbook.ts': text('goodbye') })
  expect((await cli('deploy', team.path)).out).toContain('~ changed    greeter')
  expect(await greet()).toBe('goodbye')
  const history = await cli('history', team.path)
  expect(history.out.match(/greeter/g)).toHaveLength(2)

  expect((await cli('rollback', team.path)).out).toContain('is back at')
  expect(await greet()).toBe('hello')
  const first = (await client.deployments.list({ source: 'acme-team-greetings' })).items[0]?.bundleHash ?? ''
  expect(await cli('rollback', team.path, '--to', 'ffff')).toMatchObject({ code: 1 })
  expect((await client.deployments.list({ source: 'acme-team-greetings' })).items[0]?.bundleHash).toBe(first)

  await team.write({ 'x/greeter/playbook.ts': 'export default nothing at all' })
  expect(await cli('deploy', team.path)).toMatchObject({ code: 1, out: expect.stringContaining('Nothing is deployed') })
  expect((await client.playbooks.list()).items.map(({ name }) => name).sort()).toEqual(['greeter', 'local'])
})

test('the replay gate takes real histories, also from files, and says at which step code parts', {
  timeout: 300_000,
}, async () => {
  await team.write({ 'x/greeter/playbook.ts': text('hello') })
  const fine = await cli('check', team.path, '--no-types', '--replay')
  expect(fine).toMatchObject({ code: 0, out: expect.stringContaining(`${greeted} of ${greeted} recorded runs go on`) })

  await team.write({ 'x/greeter/playbook.ts': text('hello', 'await tasks.get(event.task.id);') })
  const parted = await cli('check', team.path, '--no-types', '--replay')
  expect(parted.code).toBe(1)
  expect(parted.out).toMatch(
    /greeter {2}run [0-9a-f-]+\n {2}parts at step 1; recorded is: sleep; this code does: tasks\.get/,
  )

  const { items } = await client.runs.list({ playbook: 'greeter', limit: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'histories-'))
  try {
    mkdirSync(join(folder, 'kept'))
    const { out } = await new Promise<{ out: string }>((resolve) =>
      execFile(
        process.execPath,
        [join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs'), 'runs', 'history', items[0]?.id ?? ''],
        {
          env: {
            ...process.env,
            ORCHESTRATOR_URL: product.stack.apiUrl,
            ORCHESTRATOR_API_KEY: product.apiKey,
            TEMPORAL_ADDRESS: product.stack.temporalAddress,
          },
          maxBuffer: 2 ** 26,
        },
        (_, stdout) => resolve({ out: stdout }),
      ),
    )
    writeFileSync(join(folder, 'kept', 'one.json'), out)
    const offline = await cli('check', team.path, '--no-types', '--histories', join(folder, 'kept'))
    expect(offline).toMatchObject({ code: 1, out: expect.stringContaining('parts at step 1') })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
