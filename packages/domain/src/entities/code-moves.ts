import * as z from 'zod'
import { StatusCategory } from './state.ts'

const Move = z.union([StatusCategory, z.uuid()]).nullable()
const described = (when: string) => Move.meta({ description: `${when}: a status, or the id of a state; null: nothing` })

const shape = {
  branchCreated: described('a branch that names the task was made'),
  pullRequestDraft: described('a pull request of the task was opened as a draft'),
  pullRequestOpened: described('one was opened, or is ready for review'),
  reviewApproved: described('one was approved'),
  merged: described('one was merged that completes the task, and none of its others is open'),
}

/** Where a task moves when something happens to its branches and pull requests. */
export const CodeMoves = z.strictObject(shape).meta({ id: 'CodeMoves' })
export type CodeMoves = z.infer<typeof CodeMoves>

export const defaultCodeMoves: CodeMoves = {
  branchCreated: null,
  pullRequestDraft: 'started',
  pullRequestOpened: 'started',
  reviewApproved: null,
  merged: 'completed',
}

/** Those that are given; the others stay as they are, or are the default. */
export const SomeCodeMoves = z.strictObject(shape).partial()
export type SomeCodeMoves = z.infer<typeof SomeCodeMoves>

export const withMoves = (before: CodeMoves, given: SomeCodeMoves): CodeMoves => ({
  ...before,
  ...(Object.fromEntries(Object.entries(given).filter(([, to]) => to !== undefined)) as Partial<CodeMoves>),
})
