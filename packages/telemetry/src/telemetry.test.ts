import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startCollector } from '../../../test/support/otlp-collector.ts'
import { createLogger } from './create-logger.ts'

/** Runs code that has the package as `telemetry`, and tells which libraries of OpenTelemetry were loaded for it. */
async function run(code: string): Promise<{ output: string; loaded: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'telemetry-'))
  try {
    const file = join(folder, 'main.mjs')
    writeFileSync(
      file,
      `import { registerHooks } from 'node:module'
      const loaded = new Set()
      registerHooks({
        resolve(name, context, next) {
          if (name.startsWith('@opentelemetry/')) loaded.add(name)
          return next(name, context)
        },
      })
      const telemetry = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))})
      ${code}
      console.log('\\n' + JSON.stringify([...loaded]))
      process.exit(0)`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, [file])
    // What was logged may be written after what was printed.
    const lines = stdout.trimEnd().split('\n')
    const list = lines.find((line) => line.startsWith('[')) ?? ''
    return { output: lines.filter((line) => line !== list).join('\n'), loaded: JSON.parse(list) as string[] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('off, nothing but the interface is loaded, and spans are nothing', async () => {
  const { output, loaded } = await run(`
    const { createLogger, inSpan, openSpan, currentTraceparent, isTracing, startTracing } = telemetry
    const stop = await startTracing({ endpoint: undefined, service: 'off' })
    const inside = await inSpan('outer', {}, async () => currentTraceparent() ?? null)
    const open = openSpan('open', {}, { parent: undefined })
    open.end({ failure: new Error('no') })
    createLogger({ part: 'off', level: 'info' }).info('said')
    await stop()
    console.log(JSON.stringify({ tracing: isTracing(), inside, open: open.traceparent ?? null }))`)
  expect(output).toContain('{"tracing":false,"inside":null,"open":null}')
  expect(output).not.toContain('traceId')
  expect(loaded).toEqual(['@opentelemetry/api'])
})

test('on, spans arrive with their parents, a chosen id, links and codes of failures, and lines of the log name their span', async () => {
  const collector = await startCollector()
  try {
    const { output } = await run(`
      const { createLogger, inSpan, openSpan, currentTraceparent, startTracing } = telemetry
      const stop = await startTracing({ endpoint: '${collector.endpoint}/', service: 'on' })
      const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      await inSpan('outer', { n: 1 }, async () => {
        createLogger({ part: 'on', level: 'info' }).info('said')
        openSpan('known', {}, { parent: currentTraceparent(), id: '00f067aa0ba902b7' }).end()
        openSpan('elsewhere', {}, { parent: '00-ffffffffffffffffffffffffffffffff-b7ad6b7169203331-01' }).end()
        openSpan('malformed', {}, { parent: 'what?' }).end()
      }, parent)
      await inSpan('failed', {}, async () => { throw Object.assign(new Error('of Ada'), { code: 'not_found' }) }).catch(() => {})
      await stop()`)
    const span = (name: string) => collector.spans.find((one) => one.name === name)
    const outer = span('outer')
    expect(outer).toMatchObject({
      service: 'on',
      parentSpanId: 'b7ad6b7169203331',
      attributes: { n: 1 },
      failed: false,
    })
    expect(outer?.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(span('known')).toMatchObject({ spanId: '00f067aa0ba902b7', parentSpanId: outer?.spanId })
    expect(span('elsewhere')).toMatchObject({ traceId: 'f'.repeat(32), links: [outer?.spanId] })
    expect(span('malformed')).toMatchObject({ parentSpanId: outer?.spanId })
    expect(span('failed')).toMatchObject({ failed: true, attributes: { 'error.type': 'not_found' } })
    expect(collector.bodies.join()).not.toContain('Ada')
    expect(JSON.parse(output.split('\n')[0] ?? '')).toMatchObject({
      msg: 'said',
      traceId: outer?.traceId,
      spanId: outer?.spanId,
    })
  } finally {
    collector.stop()
  }
})

test('a collector that does not answer delays the end by a second at most', async () => {
  const { output } = await run(`
    const { inSpan, startTracing } = telemetry
    const { createServer } = await import('node:http')
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const stop = await startTracing({ endpoint: 'http://127.0.0.1:' + server.address().port, service: 'on' })
    await inSpan('lost', {}, async () => {})
    const startedAt = Date.now()
    await stop()
    console.log(Date.now() - startedAt)
    server.closeAllConnections()
    server.close()`)
  expect(Number(output)).toBeLessThan(8_000)
})

test('what authenticates somebody is never in the log', () => {
  const lines: string[] = []
  const log = createLogger({ part: 'api', level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const secret = 'canary-secret'
  log.debug({ key: secret, secret, password: secret, config: { databaseUrl: secret, masterKey: secret } }, 'one')
  log.info(
    { request: { headers: { authorization: secret, cookie: secret, accept: 'json' } }, webhook: { secret } },
    'two',
  )
  expect(lines.join()).not.toContain(secret)
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ part: 'api', request: { headers: { accept: 'json' } } })
})
