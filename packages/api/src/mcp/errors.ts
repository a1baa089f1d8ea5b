import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js'
import type { FieldProblem, ErrorCode as OwnCode } from '@orchestrator/domain'
import { toAppError } from '../problem/to-app-error.ts'
import type { McpCaller } from './caller.ts'

/** An error as it is told over MCP. */
export interface ToldError {
  readonly code: OwnCode
  readonly message: string
  readonly fields: readonly FieldProblem[]
}

/** An error in the product's own terms; of one that is not ours only the id by which the log has it. */
export function toldError({ c }: Pick<McpCaller, 'c'>, error: unknown): ToldError {
  const { code, message, fields } = toAppError(error)
  if (code !== 'internal') return { code, message, fields }
  c.get('logger').error({ err: error }, 'unexpected error')
  return { code, message: `An unexpected error. The log has it under ${c.get('requestId')}.`, fields }
}

/** For models: the code, the words, and what is wrong with which field. */
export const errorText = ({ code, message, fields }: ToldError): string =>
  [`${code}: ${message}`, ...fields.map(({ path, expected }) => `- ${path || '(the input)'}: ${expected}`)].join('\n')

/** Source: Model Context Protocol, 2025-11-25, Resources, Error Handling. */
const resourceNotFound = -32_002

/** For what is no tool's call. */
export function asProtocolError(caller: Pick<McpCaller, 'c'>, error: unknown): McpError {
  if (error instanceof McpError) return error
  const told = toldError(caller, error)
  const code =
    told.code === 'not_found'
      ? resourceNotFound
      : told.code === 'internal'
        ? ErrorCode.InternalError
        : ErrorCode.InvalidParams
  return new McpError(code, told.message, told)
}
