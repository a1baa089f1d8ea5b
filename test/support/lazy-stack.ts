import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  findTemporal,
  freePort,
  openProcessRegister,
  type ProcessRegister,
  type Service,
  startPostgres,
  startTemporal,
} from '@orchestrator/cli/stack'
import postgres from 'postgres'
import { templateDatabase, testMasterKey } from './names.ts'

/** Starts each part of the test stack when it is first asked for, and ends those that were started. */
export function lazyStack(say: (text: string) => void) {
  const services: Service[] = []
  let open: { folder: string; register: ProcessRegister } | undefined
  const workplace = async () => {
    if (open) return open
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-test-'))
    // Postgres runs under another user when we are root and must get through.
    await chmod(folder, 0o711)
    open = { folder, register: openProcessRegister(join(folder, 'processes.json')) }
    return open
  }

  const startCluster = once(async () => {
    const { folder, register } = await workplace()
    const startedAt = Date.now()
    const service = await startPostgres({
      dataFolder: join(folder, 'postgres'),
      port: await freePort(),
      password: 'test',
      durability: 'throwaway',
      logFile: join(folder, 'postgres.log'),
      register,
    })
    services.push(service)
    say(`Postgres is ready on port ${service.port} (${Date.now() - startedAt} ms)`)
    return { url: service.url }
  })

  const makeTemplate = once(async () => {
    const { url } = await startCluster()
    const startedAt = Date.now()
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    await sql.unsafe(`CREATE DATABASE ${templateDatabase}`)
    await migrate(url.replace(/[^/]+$/, templateDatabase))
    await sql.unsafe(`ALTER DATABASE ${templateDatabase} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`)
    await sql.end()
    say(`the database to copy is migrated (${Date.now() - startedAt} ms)`)
    return { url }
  })

  const findProgram = once(async () => {
    let told = -1
    return await findTemporal({
      onProgress({ text, elapsedMs }) {
        const slot = Math.floor(elapsedMs / 15_000)
        if (slot === told) return
        told = slot
        say(`Temporal: ${text} (${Math.round(elapsedMs / 1000)} s)`)
      },
    })
  })

  const startServer = once(async () => {
    const { folder, register } = await workplace()
    const { program, from } = await findProgram()
    const startedAt = Date.now()
    const port = await freePort()
    const service = await startTemporal({ program, port, logFile: join(folder, 'temporal.log'), register })
    services.push(service)
    say(`Temporal (${from}) is ready on port ${port} (${Date.now() - startedAt} ms)`)
    return { address: service.address, program }
  })

  return {
    postgres: startCluster,
    template: makeTemplate,
    program: findProgram,
    temporal: startServer,
    async stop() {
      await Promise.all(services.map((service) => service.stop({ withinMs: 2_000 })))
      open?.register.close()
      if (open) rmSync(open.folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

// In a process of its own: what it loads and connects stays out of the test runner.
async function migrate(databaseUrl: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'migrate-main.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl, ORCHESTRATOR_MASTER_KEY: testMasterKey },
  })
}

function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined
  return () => {
    started ??= start()
    return started
  }
}
