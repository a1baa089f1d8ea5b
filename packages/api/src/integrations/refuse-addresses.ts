import { AppError } from '@orchestrator/domain'
import { ProviderError, refusalOf, type Settings } from '@orchestrator/integrations'
import type { Api } from '../http/api.ts'

/** A name that is not answered for now is told by whoever asks the service. */
const patienceMs = 5_000

/**
 * It is we who send nothing there: said of the setting, not as if the service had refused it.
 * @throws AppError `invalid_input`
 */
export async function refuseAddresses({ config }: Pick<Api, 'config'>, settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value !== 'string' || !/^https?:/i.test(value)) continue
    const signal = AbortSignal.timeout(patienceMs)
    const expected = await refusalOf(value, { policy: config.httpPolicy, signal })
    if (expected !== null) throw notOf([{ path: `settings.${name}`, expected }])
  }
}

/** The same, found by the connector while it asked. */
export function ofSettings(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.kind !== 'invalid' || error.fields.length === 0) return error
  if (!error.fields.every(({ field }) => field.startsWith('settings.'))) return error
  return notOf(error.fields.map(({ field, message }) => ({ path: field, expected: message })))
}

const notOf = (fields: readonly { readonly path: string; readonly expected: string }[]) =>
  new AppError('invalid_input', `the settings are not valid: ${fields[0]?.path}: ${fields[0]?.expected}`, {
    fields: fields.map((field) => ({ ...field, code: 'refused' })),
  })
