import { createHmac } from 'node:crypto'

/** The database roles under which our processes work. None of them can bypass row-level security. */
export type StoreRole = 'app' | 'relay'

export const roleNames = { app: 'orchestrator_app', relay: 'orchestrator_relay' } as const satisfies Record<
  StoreRole,
  string
>

/** The role that owns the few functions which look across workspaces; nobody can log in as it. */
export const definerRole = 'orchestrator_definer'

/** Derived from the master key, so that no further secret has to be kept or configured. */
export const rolePassword = (masterKey: string, role: StoreRole): string =>
  createHmac('sha256', Buffer.from(masterKey, 'base64')).update(`database role ${roleNames[role]}`).digest('base64url')

/** The address of the same database for one of our roles. */
export function roleUrl(databaseUrl: string, masterKey: string, role: StoreRole): string {
  const url = new URL(databaseUrl)
  url.username = roleNames[role]
  url.password = rolePassword(masterKey, role)
  return url.href
}
