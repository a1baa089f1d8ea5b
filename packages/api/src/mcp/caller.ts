import type { Store } from '@orchestrator/store'
import type { Context } from 'hono'
import type { Identity } from '../auth/identity.ts'
import type { Api, Env } from '../http/api.ts'
import { read } from '../http/read.ts'
import { execute } from '../writes/execute.ts'

/** Who called, and with which request. */
export interface McpCaller {
  readonly api: Api
  readonly c: Context<Env>
  readonly identity: Identity
}

/** The store as requests of the API use it: with deadlines and figures. */
export const storeOf = ({ api }: Pick<McpCaller, 'api'>): Pick<Store, 'read' | 'execute'> => ({
  read: (workspaceId, query) => read(api, workspaceId, query),
  execute: (principal, commands) => execute(api, principal, commands),
})
