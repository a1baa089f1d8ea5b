import type { EventType } from './catalogue.ts'

const types: readonly EventType[] = [
  'api_key.created',
  'api_key.revoked',
  'webhook.secret_rotated',
  'webhook_endpoint.secret_rotated',
  'learning.exported',
  // What members were told is between them and who told it; each has it in their inbox.
  'notification.sent',
]

/** Events that only those see who may read the audit log. */
export const auditEventTypes: ReadonlySet<string> = new Set(types)
