import { AppError, type ErrorCode } from '@orchestrator/domain'
import type { ProviderError } from './provider-error.ts'

const codes: Readonly<Record<ProviderError['kind'], ErrorCode>> = {
  rate_limited: 'provider_rate_limited',
  unavailable: 'provider_unavailable',
  ambiguous: 'provider_unavailable',
  unauthorized: 'provider_unauthorized',
  forbidden: 'provider_forbidden',
  not_found: 'provider_not_found',
  invalid: 'provider_invalid',
  malformed: 'provider_malformed',
}

/** Settings are the connection's, not a part of what was given. */
const pathOf = (field: string, within: string) => (field.startsWith('settings.') ? field : `${within}${field}`)

/**
 * What a connected service says no to. Its message is for people and holds no secret; its cause stays here.
 * @param within where what it was given stands in the input, e.g. `input.`
 */
export function ofProvider(error: ProviderError, within = ''): AppError {
  const { provider, kind, message, retryAfterMs, fields } = error
  return new AppError(codes[kind], message, {
    fields: fields.map(({ field, message: expected }) => ({ path: pathOf(field, within), expected, code: 'refused' })),
    details: {
      provider,
      ...(kind === 'ambiguous' && { ambiguous: true }),
      ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)) }),
    },
    cause: error,
  })
}
