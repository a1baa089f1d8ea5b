import { AppError } from '../../errors.ts'
import { auditEventTypes } from '../../events/audit.ts'
import type { Permission } from '../../permissions.ts'
import type { CommandContext } from '../definition.ts'

/**
 * Whoever has an automation start on events of the audit log reads them through it, and the automation reads them: both need
 * the permission.
 * @param scopes of the automation
 * @throws AppError `forbidden`
 */
export function allowListening(
  context: CommandContext,
  eventTypes: readonly string[],
  scopes: readonly Permission[] | null,
): void {
  const audited = eventTypes.find((type) => auditEventTypes.has(type))
  if (audited === undefined) return
  context.allow('audit.read')
  if (scopes !== null && !scopes.includes('audit.read'))
    throw new AppError('forbidden', `what starts on ${audited} needs audit.read among its scopes`, {
      details: { permission: 'audit.read' },
    })
}
