import type { Permission, Principal } from '@orchestrator/domain'
import type { Tx } from '@orchestrator/store'
import type * as z from 'zod'

/** JSON that a model reads: what is null or empty is left out of it. */
export type ToolOutput = Readonly<Record<string, unknown>>

/** What a tool reads with: one transaction, within the caller's workspace. */
export interface Reading {
  readonly tx: Tx
  readonly workspaceId: string
  readonly principal: Principal
  may(permission: Permission): boolean
}

/** A tool that looks at a workspace. */
export interface ReadTool<S extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly title: string
  /** For a model: when to use it, and what it gives. */
  readonly description: string
  readonly permission: Permission
  readonly input: S
  /** @throws AppError `not_found`, `invalid_input` */
  read(reading: Reading, input: z.output<S>): Promise<ToolOutput>
}

export const defineReadTool = <S extends z.ZodObject>(tool: ReadTool<S>): ReadTool => tool as unknown as ReadTool
