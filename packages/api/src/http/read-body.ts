import { AppError } from '@orchestrator/domain'
import type { Context } from 'hono'
import type { Env } from './api.ts'

/** Of a JSON body. A batch of 500 commands with long descriptions fits; a 10 MB body does not. */
export const jsonLimit = 2 * 1024 * 1024

/** Deeper than this no input of ours nests, and no parser of ours runs out of stack. */
const mostNested = 100

/**
 * The body as it came.
 * @throws AppError `payload_too_large` as soon as that is known, without reading on
 */
export async function readBytes(c: Context<Env>, limit: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new AppError('payload_too_large', `the body is larger than ${limit} bytes`, { details: { limit } })
  if (Number(c.req.header('content-length') ?? 0) > limit) throw tooLarge()
  const stream = c.req.raw.body
  if (!stream) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

/** A JSON body. @throws AppError `unsupported_media_type`, `payload_too_large`, `invalid_input` */
export async function readJson(c: Context<Env>, limit = jsonLimit): Promise<unknown> {
  const type = mediaType(c.req.header('content-type'))
  const bytes = await readBytes(c, limit)
  if (bytes.length === 0) throw invalidJson('there is no body; a JSON object is expected')
  if (type !== 'application/json') {
    throw new AppError('unsupported_media_type', `the body must be application/json, not ${type || 'without a type'}`)
  }
  return parseJson(bytes)
}

export const mediaType = (header: string | undefined): string =>
  (header ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** @throws AppError `invalid_input` */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalidJson('the body is not UTF-8')
  }
  if (nesting(text) > mostNested) throw invalidJson(`the body nests deeper than ${mostNested} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidJson('the body is not valid JSON')
  }
  // Only written like this can one be in valid JSON.
  const nul = text.includes('\\u0000') ? pathOfNul(value) : undefined
  if (nul === undefined) return value
  throw new AppError('invalid_input', 'text with a NUL character cannot be stored', {
    fields: [{ path: nul, expected: 'text without NUL characters', code: 'invalid_text' }],
  })
}

/** Where the first text or name with a NUL character stands. */
function pathOfNul(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path.join('.') : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, item] of Object.entries(value)) {
    const found = name.includes('\0') ? path.join('.') : pathOfNul(item, [...path, name])
    if (found !== undefined) return found
  }
  return undefined
}

const invalidJson = (message: string) =>
  new AppError('invalid_input', message, { fields: [{ path: '', expected: 'valid JSON', code: 'invalid_json' }] })

/** How deep brackets nest outside of strings, without building anything. */
function nesting(text: string): number {
  let [depth, deepest, inString] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inString) {
      if (char === 92) i++
      else if (char === 34) inString = false
    } else if (char === 34) inString = true
    else if (char === 91 || char === 123) deepest = Math.max(deepest, ++depth)
    else if (char === 93 || char === 125) depth--
  }
  return deepest
}
