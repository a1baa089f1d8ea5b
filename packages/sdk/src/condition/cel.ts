import { atom, type Condition } from './condition.ts'
import type { Constant } from './literal.ts'

/**
 * A condition in CEL, for what the fields' functions cannot say. Values in `${}` become constants: they can never be read as code.
 *
 * @example
 * ```ts
 * on('task.updated', { if: cel`event.task.title.contains(${'urgent'}) && event.task.assigneeId == event.actor.memberId` })
 * ```
 */
export function cel(text: TemplateStringsArray, ...values: readonly Constant[]): Condition {
  return atom((constants) =>
    text.raw.reduce((out, piece, index) => out + constants.constant(values[index - 1] ?? null) + piece).trim(),
  )
}
