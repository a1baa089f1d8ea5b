// What test files use to get at a real Postgres and a real Temporal. Each starts when the first test asks for it.
import { randomBytes } from 'node:crypto'
import { prepareTemporal } from '@orchestrator/cli/stack'
import postgres from 'postgres'
import { inject } from 'vitest'
import { templateDatabase, testMasterKey } from './names.ts'

/** A database of one test file. */
export interface TestDatabase {
  /** Connects as the owner. */
  databaseUrl: string
  /** base64, 32 bytes. */
  masterKey: string
  /** Removes it; not needed at the end of a file, the cluster goes with the run. */
  drop(): Promise<void>
}

/** A fresh database with the current schema: a copy of one that was migrated once, made in some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url } = await ask<{ url: string }>('database')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(url, `CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`)
  return {
    databaseUrl: url.replace(/[^/]+$/, name),
    masterKey: testMasterKey,
    drop: () => asOwner(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** An empty database without the schema: for tests of the migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { url } = await ask<{ url: string }>('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(url, `CREATE DATABASE ${name}`)
  return {
    databaseUrl: url.replace(/[^/]+$/, name),
    masterKey: testMasterKey,
    drop: () => asOwner(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** The run's Temporal server. Give each file that runs workers a namespace of its own: task queues have fixed names. */
export async function testTemporal(): Promise<{ address: string; program: string }> {
  return await ask('temporal')
}

/** A fresh namespace with our search attributes on the run's Temporal server. */
export async function createTestNamespace(): Promise<{ address: string; namespace: string }> {
  const { address } = await testTemporal()
  const namespace = `test-${randomBytes(4).toString('hex')}`
  await prepareTemporal({ address, namespace, createNamespace: true })
  return { address, namespace }
}

async function ask<T>(part: string): Promise<T> {
  const response = await fetch(`${inject('testStack')}/${part}`)
  if (!response.ok) throw new Error(`The test stack has no ${part}: ${await response.text()}`)
  return (await response.json()) as T
}

/** Runs a statement as the owner of a database, for what no role of ours may. */
export async function asOwner(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
