/**
 * What runs a playbook: for the worker and the in-memory harness, not for playbooks.
 *
 * - `manifestOf(definition)`: its JSON manifest.
 * - `runPlaybook(definition, event, port)`: checks the event against the trigger's schema, calls `run`, answers plain JSON.
 * - `createContext(definition, event, port)`: only the context, for those who call `run` themselves.
 */

export { HttpError, OrchestratorError, PlaybookDefinitionError, SchemaError } from '../errors.ts'
export type { Json, JsonObject, JsonSchema } from '../json.ts'
export { createContext } from './create-context.ts'
export type * from './manifest.ts'
export { manifestOf } from './manifest-of.ts'
export type * from './port.ts'
export { runPlaybook } from './run-playbook.ts'
