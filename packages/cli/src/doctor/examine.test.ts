import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { processIdentity } from '../stack/process-identity.ts'
import { examine, type Finding } from './examine.ts'
import { setupFactsOf } from './setup-facts.ts'

let home: string
let server: Server
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'orchestrator-doctor-'))
  server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterEach(() => {
  server.close()
  rmSync(home, { recursive: true, force: true })
})

/** As `up` leaves it while it runs: here this very process. */
function runs(env: Record<string, string>, pid = process.pid): number {
  const { port } = server.address() as AddressInfo
  writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }))
  const running = { pid, ...setupFactsOf(readConfig(env)) }
  const settings = { apiUrl: `http://127.0.0.1:${port}`, ports: { api: port }, running }
  writeFileSync(join(home, 'stack.json'), JSON.stringify(settings))
  return port
}

const own = { DATABASE_URL: 'postgres://u:gu3ss@db.example:6432/x', TEMPORAL_ADDRESS: 'temporal.example:7233' }
const findings = async (env: Record<string, string>) => {
  const found = await examine(readConfig(env), home)
  return (name: string) => found.find((one) => one.name === name) as Finding
}

test('the product that runs is judged as it was started, not by this shell', async () => {
  const port = runs({ ...own, ORCHESTRATOR_SMTP_URL: 'smtp://u:gu3ss@127.0.0.1:1' })
  const of = await findings({ ORCHESTRATOR_API_PORT: '1', TEMPORAL_ADDRESS: 'elsewhere:1' })
  expect(of('Looked at').text).toBe(`the product that runs with ${home} (pid ${process.pid}), as it was started`)
  expect(of('Postgres').text).toBe('yours, at db.example:6432 (DATABASE_URL)')
  expect(of('Temporal').text).toBe('yours, at temporal.example:7233 (TEMPORAL_ADDRESS)')
  expect(of('E-mail')).toMatchObject({ ok: false, hint: expect.stringContaining('ORCHESTRATOR_MAIL_FROM') })
  expect(of(`Port ${port}`)).toMatchObject({ ok: true, text: 'in use by API' })
  expect(of('API')).toMatchObject({ ok: true, text: `ready at http://127.0.0.1:${port}` })
})

test('what was written down of another start is not taken for this one', async () => {
  runs(own, process.pid + 1)
  expect((await findings({}))('Looked at').text).toContain('how it was started is not known')
})

test('when nothing runs, it is said that this is about the next start', async () => {
  const of = await findings(own)
  expect(of('Looked at').text).toBe(`what npm start would find here: nothing runs with ${home}`)
  expect(of('Postgres').text).toBe('yours, at db.example:6432 (DATABASE_URL)')
  expect(of('API')).toBeUndefined()
})

test('no secret is written down', () => {
  const facts = setupFactsOf(readConfig({ ...own, ORCHESTRATOR_SMTP_URL: 'smtp://u:gu3ss@127.0.0.1:1' }))
  expect(JSON.stringify(facts)).not.toContain('gu3ss')
})
