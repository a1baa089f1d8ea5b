import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScriptCall } from './protocol.ts'
import { createScriptRunner, ScriptCrash, type ScriptRunner } from './script-runner.ts'

let runner: ScriptRunner
beforeAll(() => {
  process.env['SCRIPT_CANARY'] = 'secret'
  runner = createScriptRunner()
})
afterAll(() => {
  runner.close()
  delete process.env['SCRIPT_CANARY']
})

const now = Date.UTC(2026, 0, 2)
const call = (source: string, more: Partial<ScriptCall> = {}, by = runner) =>
  by.run({ source, input: {}, event: {}, now, seed: 7, timeoutMs: 1_000, memoryMb: 16, ...more })
const value = async (source: string, more: Partial<ScriptCall> = {}) => {
  const answer = await call(source, more)
  if (!answer.ok) throw new Error(`${answer.error.kind} in line ${answer.error.line}: ${answer.error.message}`)
  return answer.value
}

describe('a script', () => {
  it('makes JSON of what it is given', async () => {
    const input = { lines: [{ net: 10 }, { net: 2.5 }], name: 'Ünï' }
    expect(
      await value('return { sum: input.lines.reduce((s, l) => s + l.net, 0), name: input.name }', { input }),
    ).toEqual({
      sum: 12.5,
      name: 'Ünï',
    })
    expect(await value('return event.type', { event: { type: 'task.created' } })).toBe('task.created')
    expect(await value('log("nothing")')).toBe(null)
    expect(await value('const a = await Promise.resolve(2)\nreturn [a, undefined, () => 1]')).toEqual([2, null, null])
  })

  it('logs, but not without end', async () => {
    const answer = await call('log("a", { b: 1 }, 2n); for (let i = 0; i < 1000; i++) log("x".repeat(5000)); return 1')
    expect(answer.logs[0]).toBe('a {"b":1} 2')
    expect([answer.logs.length, answer.logs[1]?.length]).toEqual([100, 1_000])
  })

  it('gives the same each time: its time stands still, its random numbers follow from the seed', async () => {
    const source =
      'return [Date.now(), new Date().toISOString(), Date().slice(0, 15), new Date(0).getTime(), Math.random(), Math.random()]'
    const first = (await value(source)) as unknown[]
    expect(first.slice(0, 4)).toEqual([now, '2026-01-02T00:00:00.000Z', 'Fri Jan 02 2026', 0])
    expect(await value(source)).toEqual(first)
    expect(await value(source, { seed: 8 })).not.toEqual(first)
  })

  it.each([
    ['let a = 1\n\nnull.x', 'threw', 3, /^TypeError: /],
    ['const f = () => {\n  throw new RangeError("too far")\n}\nf()', 'threw', 2, /^RangeError: too far$/],
    ['await null\nawait Promise.reject(new Error("later"))', 'threw', 2, /^Error: later$/],
    ['throw "text"', 'threw', null, /^text$/],
    ['return 1\n  +* 2', 'threw', 2, /^SyntaxError: /],
    ['return () => 1', 'not_serialisable', null, /gave a function/],
    ['const a = {}; a.a = a; return a', 'threw', null, /circular/],
    ['return 1n', 'threw', null, /^TypeError: /],
  ])('%j fails and says where', async (source, kind, line, message) => {
    const answer = await call(source)
    expect(answer).toMatchObject({ ok: false, error: { kind, message: expect.stringMatching(message) } })
    if (line !== null) expect(answer).toMatchObject({ error: { line } })
  })
})

/** What none of them may do: reach out, hold up others, or end anything but itself. */
const hostile: [string, string, RegExp][] = [
  ['an endless loop', 'for (;;);', /timed_out/],
  ['an endless loop of awaits', 'for (;;) await null', /timed_out/],
  [
    'an endless loop in an async function nobody awaits',
    '(async () => { for (;;) await 0 })(); await new Promise(() => {})',
    /timed_out/,
  ],
  ['a wait for what never happens', 'await new Promise(() => {})', /timed_out/],
  [
    'a bomb of promises',
    'const f = () => { Promise.resolve().then(f); Promise.resolve().then(f) }; f(); await new Promise(() => {})',
    /timed_out|out_of_memory/,
  ],
  ['a memory bomb', 'const a = []; for (;;) a.push("x".repeat(1e5) + a.length)', /out_of_memory|timed_out/],
  ['a large text', 'return "x".repeat(1e9)', /out_of_memory|threw/],
  ['a large list', 'return new Array(1e9).fill(0)', /out_of_memory|threw|timed_out/],
  ['a large buffer', 'return new ArrayBuffer(1e9).byteLength', /out_of_memory|threw/],
  [
    'a memory bomb that goes on after the error',
    'let n = 0; for (;;) { try { const a = []; for (;;) a.push(new Array(1e4)) } catch { n++ } }',
    /out_of_memory|timed_out/,
  ],
  ['a regular expression that backtracks', 'return /^(a+)+$/.test("a".repeat(50) + "!")', /timed_out/],
  [
    'a regular expression on a long text',
    'return /(.*)*x/.test("a".repeat(1e5))',
    /timed_out|threw|out_of_memory|value/,
  ],
  ['deep recursion', 'const f = () => f() + 1; return f()', /threw/],
  [
    'deep recursion through getters',
    'const a = {}; Object.defineProperty(a, "a", { get() { return this.a } }); return a.a',
    /threw/,
  ],
  ['deep nesting', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a', /threw|out_of_memory|timed_out/],
  ['deep JSON', 'return JSON.parse("[".repeat(1e5) + "]".repeat(1e5))', /threw|out_of_memory/],
  ['huge output', 'return "x".repeat(300 * 1024)', /too_large/],
  ['a getter that throws', 'return { get a() { throw new Error("no") } }', /threw/],
  ['a getter that never ends', 'return { get a() { for (;;); } }', /timed_out/],
  [
    'a proxy that lies',
    'return new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: () => 2 })',
    /value/,
  ],
  ['a proxy that throws', 'return new Proxy({}, { get() { throw new Error("no") } })', /threw/],
  [
    'a proxy of proxies',
    'const h = { get: () => new Proxy({}, h), ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) }; return new Proxy({}, h)',
    /threw|timed_out|out_of_memory/,
  ],
  ['toJSON without end', 'const a = { toJSON() { return { a } } }; return a', /threw|timed_out|out_of_memory/],
  ['an error that cannot be shown', 'throw { get message() { throw 1 }, get name() { throw 2 } }', /threw/],
  ['an error that is a proxy', 'throw new Proxy(new Error("x"), { get() { for (;;); } })', /timed_out|threw/],
  [
    'changed prototypes',
    'Object.prototype.toJSON = () => "mine"; Array.prototype.push = () => 0; Promise.prototype.then = () => { throw 1 }; JSON.stringify = () => "{"; return { a: 1 }',
    /value|timed_out|threw/,
  ],
  ['a changed Promise', 'globalThis.Promise = class { constructor() { throw 1 } }; return 1', /value/],
  ['code from text', 'return typeof ({}).constructor.constructor("return this.process")()', /value/],
  [
    'the host by constructor',
    'const g = log.constructor("return globalThis")(); return [typeof g.process, typeof g.require, typeof g.fetch, typeof g.Buffer, typeof g.console]',
    /value/,
  ],
  ['import', 'return await import("fs")', /threw/],
  ['import of data', 'return await import("data:text/javascript,export default 1")', /threw/],
  ['breaking out of its function', '}); for (;;); (function () {', /timed_out|threw/],
  ['threads', 'return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', /threw|timed_out/],
  ['large numbers', 'let a = 3n; for (;;) a *= a', /out_of_memory|timed_out|threw/],
  ['sorting without end', 'return [..."x".repeat(1e6)].sort(() => { for (;;); })', /timed_out|out_of_memory/],
  ['a generator without end', 'return [...(function* () { for (;;) yield 1 })()]', /out_of_memory|timed_out/],
  [
    'a finalizer that loops',
    'const r = new FinalizationRegistry(() => { for (;;); }); for (let i = 0; i < 1e4; i++) r.register({}, i); return 1',
    /value|timed_out|threw/,
  ],
  ['weak references that pile up', 'const a = []; for (;;) a.push(new WeakRef({}))', /out_of_memory|timed_out|threw/],
]

describe('a hostile script', () => {
  it.each(hostile)('%s: ends, reaches nothing, and the next one runs', async (_, source, outcome) => {
    const answer = await call(source, { timeoutMs: 500 })
    expect(
      answer.ok ? `value ${JSON.stringify(answer.value)}` : `${answer.error.kind}: ${answer.error.message}`,
    ).toMatch(outcome)
    expect(await value('return 1 + 1')).toBe(2)
  })

  it('sees nothing of the host', async () => {
    const globals = (await value('return Object.getOwnPropertyNames(globalThis)')) as string[]
    const names = [
      'process',
      'require',
      'fetch',
      'Buffer',
      'console',
      'setTimeout',
      'WebAssembly',
      'std',
      'os',
      'print',
      'navigator',
    ]
    expect(globals.filter((name) => names.includes(name))).toEqual([])
    expect(JSON.stringify(await value('return [input, event, Object.keys(globalThis)]'))).not.toContain('secret')
  })

  it('leaves nothing behind for the next one', async () => {
    await call('globalThis.left = 1; Object.prototype.left = 1; Array.prototype.map = null; return 1')
    expect(await value('return [typeof left, ({}).left ?? null, [1].map((x) => x + 1)]')).toEqual([
      'undefined',
      null,
      [2],
    ])
  })

  it('does not hold up others', async () => {
    const loops = call('for (;;);', { timeoutMs: 2_000 })
    const others = await Promise.all(Array.from({ length: 20 }, (_, n) => value(`return ${n}`)))
    expect(others).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(await loops).toMatchObject({ ok: false, error: { kind: 'timed_out' } })
  })
})

describe('its process', () => {
  const children = async () => {
    const found: number[] = []
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const [status, command] = await Promise.all(
        ['status', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      )
      if (status?.match(new RegExp(`^PPid:\\s*${process.pid}$`, 'm')) && command?.includes('scripts/script-main.ts'))
        found.push(Number(pid))
    }
    return found
  }

  it('knows no variables of the platform, and may read nothing but its own code', async () => {
    await value('return 1')
    const [pid = 0] = await children()
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
    expect(environment).toContain('NODE_ENV')
    expect(environment).not.toMatch(/SCRIPT_CANARY|DATABASE_URL|ORCHESTRATOR/)
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    expect(command).toContain('--permission')
    expect(command).not.toMatch(/allow-(fs-write|child-process|worker|addons|wasi)/)
  })

  it('that is killed is an error that another try can mend', async () => {
    const own = createScriptRunner({ processes: 1 })
    const before = await children()
    expect(await call('return 1', {}, own)).toMatchObject({ ok: true })
    const running = call('for (;;);', { timeoutMs: 10_000 }, own)
    const [pid] = (await children()).filter((one) => !before.includes(one))
    process.kill(pid ?? 0, 'SIGKILL')
    await expect(running).rejects.toBeInstanceOf(ScriptCrash)
    expect(await call('return 2', {}, own)).toMatchObject({ ok: true, value: 2 })
    own.close()
  })

  it('is kept warm: one costs little', async () => {
    await value('return 0')
    const startedAt = performance.now()
    for (let n = 0; n < 50; n++) await value(`return ${n}`)
    const each = (performance.now() - startedAt) / 50
    console.log(`  one script after the other: ${each.toFixed(1)} ms each`)
    expect(each).toBeLessThan(1_000)
  })
})
