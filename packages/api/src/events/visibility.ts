import type { Identity } from '../auth/identity.ts'
import { mayInWorkspace } from '../middleware/authenticate.ts'

/** Events that only those who may read the audit log see; to others the log has holes there. */
const auditTypes = ['api_key.created', 'api_key.revoked', 'webhook.secret_rotated'] as const

export const hiddenTypesFor = (identity: Identity): readonly string[] =>
  mayInWorkspace(identity, 'audit.read') ? [] : auditTypes
