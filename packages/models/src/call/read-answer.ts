import type { JSONSchema7 } from '@ai-sdk/provider'
import { AppError, parse } from '@orchestrator/domain'
import * as z from 'zod'
import type { Message, ModelRequest } from './request.ts'

/** What a schema makes of an answer, or what the model is told so that it mends it. */
export type Reading<T> = { readonly value: T } | { readonly problem: string }

/** The JSON that is asked for, and how it is read. */
export interface Form<T> {
  readonly name: string
  readonly schema: JSONSchema7
  readonly read: (text: string) => Reading<T>
}

/** What form the answer is to have; undefined: none. */
export function formOf<T>({ schema, jsonSchema }: Pick<ModelRequest<T>, 'schema' | 'jsonSchema'>): Form<T> | undefined {
  if (schema) {
    const asked = z.toJSONSchema(schema, { io: 'input' }) as JSONSchema7
    return { name: 'answer', schema: asked, read: (text) => readAnswer(schema, text) }
  }
  return jsonSchema && { ...jsonSchema, read: (text) => readJson(text) as Reading<T> }
}

function readAnswer<T>(schema: z.ZodType<T>, text: string): Reading<T> {
  const json = readJson(text)
  if ('problem' in json) return json
  try {
    return { value: parse(schema, json.value, 'the answer') }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { problem: error.fields.map(({ path, expected }) => `${path || '(root)'}: ${expected}`).join('; ') }
  }
}

/** Also where the model has put it into a block of Markdown. */
function readJson(text: string): Reading<unknown> {
  try {
    return { value: JSON.parse(withoutFence(text.trim())) }
  } catch {
    return { problem: 'it is not JSON' }
  }
}

/** By its ends alone: whatever a model says is read in one pass. */
function withoutFence(text: string): string {
  const firstBreak = text.indexOf('\n')
  const isFenced = text.startsWith('```') && text.endsWith('```') && firstBreak >= 0
  return isFenced ? text.slice(firstBreak + 1, -3) : text
}

/** The one further turn that an answer which does not fit is worth. */
export const repairTurn = (text: string, problem: string): readonly Message[] => [
  { role: 'assistant', content: text },
  {
    role: 'user',
    content: `That answer does not fit the schema: ${problem}. Answer again with the corrected JSON alone.`,
  },
]
