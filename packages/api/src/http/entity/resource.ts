import { type CommandType, definitionOf, type EntityKind, Id } from '@orchestrator/domain'
import * as z from 'zod'
import type { Route } from '../route.ts'

export const idParams = z.strictObject({ id: Id })

/** What every route of a resource shares. */
export interface Resource {
  /** e.g. `/v1/tasks` */
  readonly path: string
  readonly tag: string
  readonly kind: EntityKind
  readonly schema: z.ZodObject
  /** As a person says it, e.g. `custom field`. */
  readonly noun: string
}

/** What a route says of itself. */
export type Words = Pick<Route, 'operationId'> & Partial<Pick<Route, 'summary' | 'description' | 'bodyExample'>>

/** The data of a command whose data is an object, as all public ones have it. */
export const dataOf = (command: CommandType) => definitionOf(command).data as z.ZodObject
