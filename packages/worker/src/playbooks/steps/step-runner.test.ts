import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@orchestrator/sdk/runtime'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createStepRunner, type StepRunner } from './step-runner.ts'

let folder = ''
let runner: StepRunner

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'))
  const file = join(folder, 'steps.mjs')
  await writeFile(
    file,
    `import { execFileSync } from 'node:child_process'
    import { readFileSync, writeFileSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    import { Worker } from 'node:worker_threads'
    export default { demo: {
      read: (path) => readFileSync(path, 'utf8'),
      write: (path) => writeFileSync(path, 'written'),
      temporary: () => { writeFileSync(tmpdir() + '/note', 'kept'); return readFileSync(tmpdir() + '/note', 'utf8') },
      parent: () => readFileSync('/proc/' + process.ppid + '/environ', 'utf8'),
      spawn: () => execFileSync('/bin/ls').length,
      thread: () => { new Worker('', { eval: true, execArgv: [] }) },
      get: async (url) => (await fetch(url)).text(),
      add: async (a, b) => ({ sum: a + b }),
      nothing: () => {},
      environment: () => Object.keys(process.env),
      fails: () => { const e = new RangeError('too far'); throw e },
      odd: () => { throw Object.assign(new Error(), { name: 1, message: { a: 1 } }) },
      loops: () => { for (;;); },
      never: () => new Promise(() => {}),
      fills: () => { const a = []; for (;;) a.push({ x: 1 }) },
      explodes: () => { const a = []; for (;;) a.push(new Array(5e6).fill(1.5)) },
      exits: () => process.exit(3),
      rejects: () => { Promise.reject(new Error('lost')); return new Promise((r) => setTimeout(r, 200)) },
      bigint: () => 1n,
      fn: () => () => 1,
      says: (what) => { process.send(what); return 'said' },
      later: () => new Promise((r) => setTimeout(r, 1_000, 'own')),
    } }`,
  )
  await mkdir(join(folder, 'reports'))
  process.env['DATABASE_URL_CANARY'] = 'secret'
  runner = createStepRunner({ file, env: { GREETING: 'hello' }, folders: [join(folder, 'reports')], memoryMb: 64 })
})
afterAll(async () => {
  runner.close()
  delete process.env['DATABASE_URL_CANARY']
  await rm(folder, { recursive: true })
})

const call = (name: string, args: (number | string)[] = [], timeoutMs = 5_000) =>
  runner.call({ playbook: 'demo', name, args, timeoutMs })

describe('createStepRunner', () => {
  it('answers what the function returned', async () => {
    expect(await call('add', [1, 2])).toEqual({ ok: true, value: { sum: 3 } })
    expect(await call('nothing')).toEqual({ ok: true, value: null })
  })

  it('gives the code no secrets', async () => {
    const answer = await call('environment')
    expect(answer).toMatchObject({ ok: true })
    const names = answer.ok ? (answer.value as string[]) : []
    expect(names).toContain('GREETING')
    expect(names).not.toContain('DATABASE_URL_CANARY')
    expect(names.filter((name) => /^(ORCHESTRATOR|DATABASE|TEMPORAL)/.test(name))).toEqual([])
  })

  it.each([
    ['fails', { kind: 'threw', name: 'RangeError', message: 'too far' }],
    ['odd', { kind: 'threw', name: '1', message: '[object Object]' }],
    ['rejects', { kind: 'threw', message: 'lost' }],
    ['bigint', { kind: 'not_serialisable' }],
    ['fn', { kind: 'not_serialisable' }],
    ['unknown', { kind: 'missing' }],
    ['constructor', { kind: 'missing' }],
    ['exits', { kind: 'threw' }],
    ['fills', { kind: 'out_of_memory' }],
    ['explodes', { kind: 'out_of_memory' }],
  ])('%s ends in an error that says so, and the next call works', async (name, error) => {
    expect(await call(name)).toMatchObject({ ok: false, error })
    expect(await call('add', [2, 3])).toEqual({ ok: true, value: { sum: 5 } })
  })

  it('ends a call that loops or never settles, without disturbing others', async () => {
    const [loops, never, fine] = await Promise.all([
      call('loops', [], 500),
      call('never', [], 500),
      call('add', [1, 1]),
    ])
    expect(loops).toMatchObject({ ok: false, error: { kind: 'timed_out' } })
    expect(never).toMatchObject({ ok: false, error: { kind: 'timed_out' } })
    expect(fine).toEqual({ ok: true, value: { sum: 2 } })
  })

  it('takes no message of the code for an answer, least of all to another call', async () => {
    const other = createStepRunner({ file: join(folder, 'steps.mjs'), env: {}, folders: [], memoryMb: 64 })
    const say = (what: Json) => other.call({ playbook: 'demo', name: 'says', args: [what], timeoutMs: 5_000 })
    const later = other.call({ playbook: 'demo', name: 'later', args: [], timeoutMs: 5_000 })
    const answers = [
      later,
      say('ready'),
      say(null),
      say({ answer: { call: 0, ok: true, value: 'forged' }, last: false }),
    ]
    expect(await Promise.all(answers)).toEqual(['own', 'said', 'said', 'said'].map((value) => ({ ok: true, value })))
    expect(await say({ answer: { call: 4, ok: false }, last: false })).toEqual({ ok: true, value: 'said' })
    other.close()
  })

  it('a call that comes right after the process was idle for long enough gets a new one', async () => {
    expect(await call('add', [1, 2])).toMatchObject({ ok: true })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      expect(await call('add', [1, 2])).toMatchObject({ ok: true })
      vi.advanceTimersByTime(60_000)
      expect(await call('add', [2, 3])).toEqual({ ok: true, value: { sum: 5 } })
    } finally {
      vi.useRealTimers()
    }
  })

  it('lets the code reach its folders and the network, and nothing else of the machine', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const report = join(folder, 'reports', 'one.txt')
    expect(await call('write', [report])).toMatchObject({ ok: true })
    expect(await call('read', [report])).toEqual({ ok: true, value: 'written' })
    expect(await call('temporary')).toEqual({ ok: true, value: 'kept' })
    expect(await call('get', [`http://127.0.0.1:${(server.address() as AddressInfo).port}`])).toEqual({
      ok: true,
      value: 'hello',
    })
    server.close()
    const refused = (message: string) => ({
      ok: false,
      error: { kind: 'threw', message: expect.stringContaining(message) },
    })
    const other = join(folder, 'other.txt')
    await writeFile(other, 'not theirs')
    expect(await call('read', [other])).toMatchObject(
      refused(`may not read ${other}; an operator can allow its folder in ORCHESTRATOR_STEPS_FOLDERS`),
    )
    expect(await call('write', [other])).toMatchObject(refused(`may not write ${other}`))
    expect(await call('parent')).toMatchObject(refused('may not read /proc'))
    for (const name of ['spawn', 'thread'])
      expect(await call(name)).toMatchObject(refused('no programs and no threads'))
  })

  it('leaves no process behind that loops, and no temporary file', async () => {
    const before = await temporaryFolders()
    const other = createStepRunner({ file: join(folder, 'steps.mjs'), env: {}, folders: [], memoryMb: 64 })
    const looping = other.call({ playbook: 'demo', name: 'loops', args: [], timeoutMs: 60_000 })
    await until(async () => (await processesOf('run-step.ts')) > 0)
    runner.close()
    other.close()
    expect(await looping).toMatchObject({ ok: false })
    await until(async () => (await processesOf('run-step.ts')) === 0)
    await until(async () => (await temporaryFolders()) <= before)
  })
})

const temporaryFolders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('orchestrator-steps-')).length

/** Of this test: they were given its file. */
async function processesOf(entry: string): Promise<number> {
  const commands = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  return (await Promise.all(commands)).filter((text) => text.includes(entry) && text.includes(folder)).length
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const over = Date.now() + 10_000; !(await holds()); ) {
    if (Date.now() > over) throw new Error('it did not come to be so')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
