import { OrchestratorError } from '@orchestrator/sdk/runtime'
import { ApplicationFailure } from '@temporalio/common'

type Fields = NonNullable<NonNullable<ConstructorParameters<typeof OrchestratorError>[2]>['fields']>

/** Not the run's fault: the database is away, or something has to come first. It is tried again. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
}

/** A refusal as runs know it; all else is trouble. */
export async function refused<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof ApplicationFailure && error.nonRetryable))
      throw new Trouble(error instanceof Error ? error.message : String(error), { cause: error })
    const detail = error.details?.[0] as { fields?: Fields } | undefined
    throw new OrchestratorError(error.type ?? 'internal', error.message, { fields: detail?.fields ?? [] })
  }
}
