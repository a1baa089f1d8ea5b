import type { RunState } from '../run-state.ts'
import { agentRun } from './agent-run.ts'
import { httpRequest } from './http-request.ts'
import { integrationCall } from './integration-call.ts'
import { scriptRun } from './script-run.ts'

/** Does a long action. Its fields are filled in; it may use the run's context and port. @returns JSON that later actions can read */
export type LongAction = (fields: Readonly<Record<string, unknown>>, state: RunState) => Promise<unknown>

/** What the actions of `kind: 'long'` do, by their name in the domain's catalogue. */
export const longActions: Readonly<Record<string, LongAction>> = {
  'agent.run': agentRun,
  'http.request': httpRequest,
  'integration.call': integrationCall,
  'script.run': scriptRun,
}
