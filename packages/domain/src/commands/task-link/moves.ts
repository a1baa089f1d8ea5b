import type { CodeMoves } from '../../entities/code-moves.ts'
import type { State, StatusCategory } from '../../entities/state.ts'
import type { Task } from '../../entities/task.ts'
import type { TaskLink } from '../../entities/task-link.ts'

type Seen = Pick<TaskLink, 'id' | 'kind' | 'state' | 'review' | 'completes'>

/** What a link is for a task's status; null: nothing that moves one. */
export function stageOf({ kind, state, review }: Seen): keyof CodeMoves | null {
  if (kind === 'branch') return 'branchCreated'
  if (kind !== 'pull_request') return null
  if (state === 'draft') return 'pullRequestDraft'
  if (state === 'open') return review === 'approved' ? 'reviewApproved' : 'pullRequestOpened'
  return state === 'merged' ? 'merged' : null
}

const isOpen = ({ kind, state }: Seen) =>
  kind === 'pull_request' && (state === 'making' || state === 'draft' || state === 'open')

/**
 * The stages through which a link went since it was last seen: one that is approved before anybody saw it open was open.
 * @param others the other links of the task
 */
export function stagesSince(before: Seen | undefined, after: Seen, others: readonly Seen[]): (keyof CodeMoves)[] {
  const stage = stageOf(after)
  const earlier = before === undefined ? null : stageOf(before)
  if (stage === null || stage === earlier) return []
  if (stage === 'merged') return after.completes && !others.some(isOpen) ? ['merged'] : []
  if (stage !== 'reviewApproved') return earlier === 'reviewApproved' ? [] : [stage]
  return earlier === 'pullRequestOpened' ? [stage] : ['pullRequestOpened', stage]
}

const order: Readonly<Record<StatusCategory, number>> = {
  triage: 0,
  backlog: 1,
  unstarted: 2,
  started: 3,
  completed: 4,
  canceled: 4,
}

/** The state into which a task goes, or null: only forward, and never out of what is done. */
export function stateAfter(
  stages: readonly (keyof CodeMoves)[],
  moves: CodeMoves,
  task: Pick<Task, 'stateId' | 'status'>,
  states: readonly State[],
): State | null {
  let at = states.find(({ id }) => id === task.stateId)
  for (const stage of stages) {
    const to = targetOf(moves[stage], states)
    if (to !== undefined && at !== undefined && isAhead(to, at)) at = to
  }
  return at === undefined || at.id === task.stateId ? null : at
}

const targetOf = (move: CodeMoves[keyof CodeMoves], states: readonly State[]): State | undefined =>
  move === null
    ? undefined
    : (states.find(({ id }) => id === move) ??
      states.filter(({ category }) => category === move).sort((a, b) => a.position - b.position)[0])

function isAhead(to: State, from: State): boolean {
  if (from.category === 'completed' || from.category === 'canceled') return false
  const ahead = order[to.category] - order[from.category]
  return ahead > 0 || (ahead === 0 && to.position > from.position)
}
