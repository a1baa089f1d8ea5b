import { ProviderError } from './provider-error.ts'

/** What was made is there, whatever the answer says. */
export const asAmbiguous = (error: unknown): never => {
  if (error instanceof ProviderError && error.kind === 'malformed')
    throw new ProviderError(error.provider, 'ambiguous', error.message, { status: error.status })
  throw error
}

/** What failed after something was made: it is there, and its maker does not know it. */
export function asBegun(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error
  const { provider, message, status, retryAfterMs } = error
  return new ProviderError(provider, 'ambiguous', message, { status, retryAfterMs })
}
