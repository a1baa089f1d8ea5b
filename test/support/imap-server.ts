// A real IMAP server, in Python: https://github.com/icgood/pymap. Fetched once into the cache folder.
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ImapFlow } from 'imapflow'
import { cacheFolder } from '../../packages/cli/src/stack/cache-folder.ts'

const run = promisify(execFile)
const version = '0.36.7'
const oldest = [3, 10] as const

export interface ImapServer {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Works in the inbox as a person does. */
  with<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>
  append(mime: string): Promise<void>
  /** Ends it and starts another at its place, which has nothing of before and numbers anew. */
  startOver(): Promise<void>
  close(): Promise<void>
}

/**
 * Why there is none on this machine, where its tests are skipped; null: there is.
 * @throws Error on CI, which has to have it
 */
export async function whyNoImap(): Promise<string | null> {
  const missing = await missingForImap()
  if (missing !== null && process.env['CI']) throw new Error(`no IMAP server can be started: ${missing}`)
  return missing
}

async function missingForImap(): Promise<string | null> {
  const found = await run('python3', ['-c', 'import sys, venv; print(*sys.version_info[:2])']).catch(() => null)
  if (found === null) return 'there is no python3 with venv'
  const [major = 0, minor = 0] = found.stdout.trim().split(' ').map(Number)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
    ? null
    : `python3 is older than ${oldest.join('.')}`
}

export async function startImapServer(): Promise<ImapServer> {
  const python = await bring()
  const port = await freePort()
  const [user, password] = ['orchestrator', 'gu@ss-4711']
  let server = await start(python, port, user, password)
  const withClient = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: password },
      logger: false,
    })
    client.on('error', () => {})
    await client.connect()
    try {
      await client.mailboxOpen('INBOX')
      return await work(client)
    } finally {
      client.close()
    }
  }
  return {
    ...{ port, user, password, with: withClient },
    append: async (mime) => void (await withClient((client) => client.append('INBOX', mime))),
    async startOver() {
      await server.end()
      server = await start(python, port, user, password)
    },
    close: () => server.end(),
  }
}

async function bring(): Promise<string> {
  const folder = join(cacheFolder(), 'test-parts', `pymap-${version}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(python)) return python
  const made = `${folder}.${process.pid}`
  await mkdir(join(folder, '..'), { recursive: true })
  await run('python3', ['-m', 'venv', made])
  await run(join(made, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `pymap==${version}`,
  ])
  // Another process may have been faster.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }))
  return python
}

async function start(python: string, port: number, user: string, password: string) {
  const child = spawn(
    python,
    [
      '-c',
      'from pymap.main import main; main()',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--no-tls',
      'dict',
      '--demo-data',
      '--demo-user',
      user,
      '--demo-password',
      password,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said += text
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const client = () =>
    new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: password },
      logger: false,
    })
  for (let tries = 0; ; tries++) {
    const one = client()
    one.on('error', () => {})
    const answers = await one.connect().then(
      () => true,
      () => false,
    )
    one.close()
    if (answers) break
    if (child.exitCode !== null || tries > 600) throw new Error(`the IMAP server does not start: ${said}`)
    await pause(100)
  }
  return {
    end: async () => {
      child.kill()
      await ended
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
