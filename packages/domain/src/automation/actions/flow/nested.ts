import type * as z from 'zod'
import type { RuleAction, RuleActionInput } from '../catalogue.ts'
import type { approvalFields } from './approval-ask.ts'
import type { Query } from './query.ts'

/** The actions of a branch. */
export type Nested = z.ZodType<RuleAction[], RuleActionInput[]>

interface IfParts<A> {
  action: 'if'
  if: string
  then: A[]
  else?: A[] | undefined
}

interface ForEachParts<A> {
  action: 'forEach'
  in: z.infer<typeof Query>
  as: string
  limit: number
  then: A[]
}

interface ForEachInput<A> {
  action: 'forEach'
  in: z.input<typeof Query>
  as?: string | undefined
  limit?: number | undefined
  then: A[]
}

interface WaitForParts<A> {
  action: 'waitFor'
  name?: string | undefined
  event: string
  if?: string | null | undefined
  timeout: string
  then?: A[] | undefined
  onTimeout?: A[] | undefined
}

type ApprovalFields = z.ZodObject<typeof approvalFields>

interface ApprovalParts<A> {
  action: 'approval.ask'
  name?: string | undefined
  then?: A[] | undefined
  onReject?: A[] | undefined
  onTimeout?: A[] | undefined
}

/** Actions that hold others. Their types are written out, for they contain themselves. */
export type Nesting =
  | IfParts<RuleAction>
  | ForEachParts<RuleAction>
  | WaitForParts<RuleAction>
  | (ApprovalParts<RuleAction> & z.infer<ApprovalFields>)
export type NestingInput =
  | IfParts<RuleActionInput>
  | ForEachInput<RuleActionInput>
  | WaitForParts<RuleActionInput>
  | (ApprovalParts<RuleActionInput> & z.input<ApprovalFields>)
