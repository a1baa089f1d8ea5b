import { AppError } from '@orchestrator/domain'
import { ofProvider, ProviderError } from '@orchestrator/integrations'
import { toAppError as fromDatabase } from '@orchestrator/store'

/** Any error in the product's own terms. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof ProviderError) return ofProvider(error)
  // A client that goes away while it sends is no fault of ours.
  if (error instanceof Error && error.name === 'AbortError')
    return new AppError('invalid_input', 'the request ended before its body did')
  return fromDatabase(error)
}
