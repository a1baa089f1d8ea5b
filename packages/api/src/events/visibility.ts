import { auditEventTypes } from '@orchestrator/domain'
import type { Identity } from '../auth/identity.ts'
import { mayInWorkspace } from '../middleware/authenticate.ts'

/** To those who may not read the audit log, the log has holes there. */
export const hiddenTypesFor = (identity: Identity): readonly string[] =>
  mayInWorkspace(identity, 'audit.read') ? [] : [...auditEventTypes]
