import { type CompiledCondition, compileCondition, type RejectedCondition } from './condition.ts'
import type { EventSchema } from './event-schema.ts'
import { checkCost } from './template.ts'

/** A condition that is asked in the middle of other work, where nothing can be ended: like a template it has nothing that can be slow. */
export function compileGuard(cel: string, ...schemas: readonly EventSchema[]): CompiledCondition | RejectedCondition {
  const compiled = compileCondition({ cel }, ...schemas)
  if (!compiled.ok) return compiled
  const [first, ...rest] = checkCost(cel, compiled.expression, 'in the condition of an action')
  return first ? { ok: false, problems: [first, ...rest] } : compiled
}
