import * as z from 'zod'
import { connectorActionNames } from './generated/connector-actions.ts'

export { problemsOfInput } from './action-input.ts'
export type { ConnectorAction } from './connector-action.ts'
export { connectorActions } from './generated/connector-actions.ts'
export { keptOf } from './kept-action.ts'
export { sampleOutput } from './sample-output.ts'

/** What connected services can do, by connector and action, e.g. `github.createPullRequest`. */
export const ConnectorActionName = z.enum(connectorActionNames)
export type ConnectorActionName = z.infer<typeof ConnectorActionName>
