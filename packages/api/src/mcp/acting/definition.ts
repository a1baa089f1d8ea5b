import type { ToolOutput } from '@orchestrator/agents'
import type { Permission } from '@orchestrator/domain'
import type * as z from 'zod'
import type { McpCaller } from '../caller.ts'

/** A tool that people's assistants have and agents do not, because it acts as the person. */
export interface ActingTool<S extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly permission: Permission
  readonly input: S
  /** As MCP's annotations have it: whether it changes nothing, and whether it may change what is there. */
  readonly hints: { readonly readOnlyHint: boolean; readonly destructiveHint: boolean }
  /** @throws AppError */
  run(caller: McpCaller, input: z.output<S>): Promise<ToolOutput>
}

export const defineActingTool = <S extends z.ZodObject>(tool: ActingTool<S>): ActingTool =>
  tool as unknown as ActingTool
