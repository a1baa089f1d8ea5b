import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from '@temporalio/client'
import proto, { type temporal } from '@temporalio/proto'
import { UserError } from '../../user-error.ts'
import { searchAttributes } from './start-temporal.ts'

const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
const daySeconds = 86_400

/** What `prepareTemporal` sees to. */
export interface PrepareTemporalOptions {
  address: string
  namespace?: string
  /** Made if it is missing. */
  createNamespace?: boolean
  /** Closed runs are kept at least as long; left alone when not given. */
  retentionDays?: number
  withinMs?: number
}

/** Waits until Temporal answers, then sees to the namespace, how long it keeps closed runs, and the search attributes. */
export async function prepareTemporal(options: PrepareTemporalOptions): Promise<void> {
  const { address, namespace = 'default' } = options
  const connection = await connectWithin(address, options.withinMs ?? 20_000)
  try {
    if (options.createNamespace) await createNamespace(connection, namespace)
    if (options.retentionDays) await keepRunsFor(connection, namespace, options.retentionDays)
    await ensureSearchAttributes(connection, namespace)
  } finally {
    await connection.close()
  }
}

async function connectWithin(address: string, withinMs: number): Promise<Connection> {
  const until = Date.now() + withinMs
  for (;;) {
    try {
      return await Connection.connect({ address, connectTimeout: 3_000 })
    } catch (cause) {
      if (Date.now() < until) {
        await sleep(100)
        continue
      }
      throw new UserError(`Temporal does not answer at ${address}.`, {
        hint: 'Check TEMPORAL_ADDRESS; without it Orchestrator starts a Temporal of its own.',
        cause,
      })
    }
  }
}

async function createNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  await workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: seconds(daySeconds) })
    .catch((error: { code?: number }) => {
      const alreadyExists = 6
      if (error.code !== alreadyExists) throw error
    })
}

async function keepRunsFor({ workflowService }: Connection, namespace: string, days: number): Promise<void> {
  const { config } = await workflowService.describeNamespace({ namespace })
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= days * daySeconds) return
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: seconds(days * daySeconds) },
  })
}

async function ensureSearchAttributes({ operatorService }: Connection, namespace: string): Promise<void> {
  const until = Date.now() + 15_000
  for (;;) {
    try {
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace })
      const missing = searchAttributes.filter((name) => customAttributes?.[name] !== keyword)
      if (missing.length === 0) return
      await operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
      })
    } catch (error) {
      // A namespace made a moment ago is not known everywhere yet.
      const notFound = 5
      if ((error as { code?: number }).code !== notFound || Date.now() > until) throw error
      await sleep(200)
    }
  }
}

type Duration = NonNullable<temporal.api.namespace.v1.INamespaceConfig['workflowExecutionRetentionTtl']>

function seconds(value: number): Duration {
  // The service takes a plain number for its 64-bit field; the generated type only knows the Long of its own library.
  return { seconds: value as unknown as NonNullable<Duration['seconds']>, nanos: 0 }
}
