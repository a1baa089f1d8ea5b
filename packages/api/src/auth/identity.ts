import type { Principal, Role } from '@orchestrator/domain'

/** Who calls, and what they may. */
export interface Identity {
  readonly principal: Principal
  readonly role: Role
}
