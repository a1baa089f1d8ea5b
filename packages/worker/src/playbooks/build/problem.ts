/** Stable names of what can be wrong with a folder of playbooks. */
export type ProblemRule =
  | 'syntax'
  | 'unknown-import'
  | 'node-import'
  | 'http-import'
  | 'temporal-import'
  | 'steps-import'
  | 'outside-import'
  | 'test-import'
  | 'not-in-workflow'
  | 'module-state'
  | 'side-effect'
  | 'top-level-await'
  | 'no-playbook'
  | 'definition'
  | 'unstable'
  | 'never-ends'
  | 'id-folder'
  | 'duplicate-id'
  | 'webhook-conflict'
  | 'condition'
  | 'steps-missing'
  | 'scope-missing'
  | 'types'

/** One thing to change, where it is and what to do instead. */
export interface PlaybookProblem {
  /** Path from the folder that was checked. */
  readonly file: string
  /** From 1; 1 when the whole file is meant. */
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly rule: ProblemRule
  readonly message: string
  readonly hint: string
}

const order = (a: PlaybookProblem, b: PlaybookProblem) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column

/** In reading order, each said once. */
export function sortProblems(problems: readonly PlaybookProblem[]): PlaybookProblem[] {
  const seen = new Map(
    problems.map((problem) => [JSON.stringify([problem.file, problem.line, problem.rule, problem.message]), problem]),
  )
  return [...seen.values()].sort(order)
}

/** One line for a log or a terminal. */
export const printProblem = (problem: PlaybookProblem): string =>
  `${problem.file}:${problem.line}:${problem.column} ${problem.message} (${problem.rule}). ${problem.hint}`
