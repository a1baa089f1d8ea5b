import { AppError } from '@orchestrator/domain'
import { type Client, createClient, OrchestratorError } from '@orchestrator/sdk/client'
import { connectTemporal, type TemporalConnection, type TemporalOptions } from '../../temporal/connection.ts'

/** A worker cannot begin, and what to do about it. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError'
  readonly hint: string

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.hint = hint
  }
}

const patienceMs = 15_000
const grpc = { notFound: 5, permissionDenied: 7, unauthenticated: 16 } as const

/** Whose key it is. @throws WorkerStartError */
export async function reachPlatform(client: Client, url: string): Promise<{ workspaceId: string; memberId: string }> {
  try {
    const { workspaceId, actor } = await client.me()
    return { workspaceId, memberId: actor.memberId }
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === 'unauthenticated')
      throw new WorkerStartError(
        `The platform at ${url} does not know this key.`,
        'Give another with --key or ORCHESTRATOR_API_KEY.',
        error,
      )
    throw new WorkerStartError(
      `The platform at ${url} cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
      'Is the address right (--api or ORCHESTRATOR_URL), and can this machine reach it?',
      error,
    )
  }
}

/** @throws WorkerStartError */
export async function reachTemporal(options: TemporalOptions): Promise<TemporalConnection> {
  const { address, namespace } = options
  const temporal = await within(connectTemporal({ ...options, guest: true })).catch((error: unknown) => {
    throw new WorkerStartError(
      `Temporal at ${address} cannot be reached${error instanceof AppError ? '' : `: ${error instanceof Error ? error.message : String(error)}`}.`,
      'Is the address right (--temporal or TEMPORAL_ADDRESS, host:port), does it want TLS (TEMPORAL_TLS=1), and can this machine reach it?',
      error,
    )
  })
  try {
    await within(temporal.connection.workflowService.describeNamespace({ namespace }))
    return temporal
  } catch (error) {
    await temporal.close()
    throw refusalOf(error, options)
  }
}

function refusalOf(error: unknown, { address, namespace }: TemporalOptions): WorkerStartError {
  const { code } = error as { code?: number }
  if (code === grpc.notFound)
    return new WorkerStartError(
      `Temporal at ${address} has no namespace ${namespace}.`,
      'Give that of the platform with TEMPORAL_NAMESPACE.',
      error,
    )
  if (code === grpc.permissionDenied || code === grpc.unauthenticated)
    return new WorkerStartError(
      `Temporal at ${address} refuses this worker.`,
      'It wants a key (TEMPORAL_API_KEY) or a certificate (TEMPORAL_TLS_CLIENT_CERT_PATH) that may use the namespace.',
      error,
    )
  return new WorkerStartError(
    `Temporal at ${address} does not answer as it should: ${error instanceof Error ? error.message : String(error)}`,
    'Is the address that of Temporal’s gRPC frontend?',
    error,
  )
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

export const clientOf = (api: { url: string; apiKey: string }): Client => createClient(api)
