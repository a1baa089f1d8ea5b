import type { EventType } from './catalogue.ts'

const types: readonly EventType[] = [
  'api_key.created',
  'api_key.revoked',
  'webhook.secret_rotated',
  'webhook_endpoint.secret_rotated',
]

/** Events that only those see who may read the audit log. */
export const auditEventTypes: ReadonlySet<string> = new Set(types)
