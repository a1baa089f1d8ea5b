import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { afterAll, expect, test } from 'vitest'
import { createTestNamespace, testTemporal } from '../../../../../test/support/index.ts'
import { freePort } from '../ports.ts'
import { prepareTemporal } from './prepare-temporal.ts'
import { searchAttributes, startTemporal } from './start-temporal.ts'

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-temporal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('keeps its state in a file over a kill -9, with longer retention and our search attributes', async () => {
  const { program } = await testTemporal()
  const options = { program, port: await freePort(), dbFile: join(folder, 'temporal.db') }
  const first = await startTemporal(options)
  await prepareTemporal({ address: first.address, retentionDays: 30 })
  first.kill('SIGKILL')
  await first.exited

  const second = await startTemporal(options)
  try {
    await prepareTemporal({ address: second.address })
    const connection = await Connection.connect({ address: second.address })
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' })
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400)
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' })
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining([...searchAttributes]))
    await connection.close()
  } finally {
    await second.stop({ withinMs: 2_000 })
  }
})

test('a fresh namespace of the test server has the search attributes', async () => {
  const { address, namespace } = await createTestNamespace()
  const connection = await Connection.connect({ address })
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining([...searchAttributes]))
  await connection.close()
})

test('an address where nobody answers is said', async () => {
  const address = `127.0.0.1:${await freePort()}`
  await expect(prepareTemporal({ address, withinMs: 100 })).rejects.toThrow(`Temporal does not answer at ${address}`)
})
