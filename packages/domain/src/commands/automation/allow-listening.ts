import { auditEventTypes } from '../../events/audit.ts'
import type { CommandContext } from '../definition.ts'

/**
 * Whoever has an automation start on events of the audit log reads them through it.
 * @throws AppError `forbidden`
 */
export function allowListening(context: CommandContext, eventTypes: readonly string[]): void {
  if (eventTypes.some((type) => auditEventTypes.has(type))) context.allow('audit.read')
}
