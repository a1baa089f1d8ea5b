import type * as z from 'zod'
import { wrong } from '../commands/task/validate.ts'
import type { PatchEvidence } from '../entities/patch.ts'
import type { ProposedOperation } from '../patches/operations/catalogue.ts'
import type { PlanContext } from './context.ts'
import type { PlanSchedule } from './schedule.ts'

export type PlanOperation = z.input<typeof ProposedOperation>

/** What is proposed of a plan, with what it rests on. */
export interface PlanProposal {
  readonly title: string
  /** Markdown. */
  readonly rationale: string
  /** None: there is nothing to do, or the questions have to be answered first. */
  readonly operations: readonly PlanOperation[]
  readonly evidence: readonly PatchEvidence[]
  readonly questions: readonly string[]
  readonly schedule: PlanSchedule
}

const mostOperations = 100

/** @throws AppError `invalid_input` for more operations than a patch has, naming `field` */
export function refuseTooMany(operations: readonly PlanOperation[], field: string): void {
  if (operations.length > mostOperations)
    throw wrong(
      field,
      `at most ${mostOperations} changes; these are ${operations.length}: plan a part of it`,
      'too_big',
    )
}

/**
 * How sure a number makes an operation: how likely such an operation is accepted, times how likely what was so n times is so again,
 * (n + 1) ÷ (n + 2). What rests on no number, or on one that somebody has said, is as likely as its acceptance.
 *
 * Source: P. S. Laplace, Essai philosophique sur les probabilités, 1814 (the rule of succession).
 * @param precedents of how many done tasks the number is the median; null: it is none of those
 */
export function confidenceOf(
  { acceptance }: Pick<PlanContext, 'acceptance'>,
  command: PlanOperation['command'],
  fields: readonly string[],
  precedents: number | null,
): number {
  const again = precedents === null ? 1 : (precedents + 1) / (precedents + 2)
  return Math.round(acceptance(command, fields) * again * 100) / 100
}
