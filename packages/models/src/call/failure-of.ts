import { AISDKError, APICallError } from '@ai-sdk/provider'
import { shortened } from '@orchestrator/domain'
import type { ModelErrorCode } from '../model-error.ts'

/** What a try ended in, without a word of what was sent or answered, but for what a provider says against a request. */
export interface Failure {
  readonly code: ModelErrorCode
  readonly status: number
  readonly retryAfterMs: number | undefined
  /** Why the provider refuses the request, in its words; null: it says nothing, or refused nothing. */
  readonly reason: string | null
}

/** Thrown where an answer came, but not one to use. */
export class BadAnswer extends Error {
  readonly code: 'malformed' | 'refused' | 'cut_off'

  constructor(code: BadAnswer['code']) {
    super(code)
    this.code = code
  }
}

/** Codes that say something about how a model does. What it answers is the question's as well: a whole installation would pay for one. */
export const ails: ReadonlySet<ModelErrorCode> = new Set(['rate_limited', 'unavailable', 'timeout'])

/** Codes after which the next model of the chain is asked. */
export const goesOn: ReadonlySet<ModelErrorCode> = new Set([...ails, 'malformed'])

/** @param signals the caller's, that of the time which one try has, and that of a silence. @param keys that providers may quote */
export function failureOf(
  error: unknown,
  signals: {
    readonly caller: AbortSignal | undefined
    readonly time: AbortSignal
    readonly silence: AbortSignal | undefined
  },
  keys: readonly string[],
): Failure {
  if (signals.caller?.aborted) return plain('cancelled')
  if (signals.time.aborted) return plain('timeout')
  if (signals.silence?.aborted) return plain('unavailable')
  const bad = badAnswerIn(error)
  if (bad) return plain(bad.code)
  if (!APICallError.isInstance(error)) return plain(AISDKError.isInstance(error) ? 'malformed' : 'unavailable')
  const status = error.statusCode ?? 0
  const code = codeOf(status)
  return {
    ...{ code, status, retryAfterMs: retryAfterOf(error.responseHeaders ?? {}) },
    reason: code === 'refused' ? reasonOf(error.message, keys) : null,
  }
}

/** The providers' clients wrap what reading an answer throws. */
function badAnswerIn(error: unknown): BadAnswer | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if (one instanceof BadAnswer) return one
  return undefined
}

const plain = (code: ModelErrorCode): Failure => ({
  ...{ code, status: 0, retryAfterMs: undefined, reason: null },
})

const longestReason = 300

function reasonOf(message: string, keys: readonly string[]): string | null {
  const told = keys.reduce((text, key) => text.replaceAll(key, '…'), message)
  const words = told.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return words === '' ? null : shortened(words, longestReason)
}

function codeOf(status: number): ModelErrorCode {
  if (status === 0 || status === 409 || status >= 500) return 'unavailable'
  if (status === 408) return 'timeout'
  if (status === 429) return 'rate_limited'
  if (status === 401 || status === 403) return 'unauthorized'
  // It answered well, but what nobody can read.
  return status < 400 ? 'malformed' : 'refused'
}

/** RFC 9110, 10.2.3: seconds or a date. `retry-after-ms` is OpenAI's finer form. */
function retryAfterOf(headers: Readonly<Record<string, string>>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const text = headers['retry-after']
  if (text === undefined) return undefined
  const after = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isFinite(after) ? Math.max(0, after) : undefined
}
