import type { HttpResponse } from '../run/context.ts'

/** An answer as rules see it: `json` is null when its body is none. */
export interface HttpAnswer {
  readonly status: number
  readonly ok: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: unknown
}

/** An answer as data, as rules have it. */
export async function answerOf(response: Promise<HttpResponse>): Promise<HttpAnswer> {
  const { status, ok, headers, text } = await response
  return { status, ok, headers, text, json: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
