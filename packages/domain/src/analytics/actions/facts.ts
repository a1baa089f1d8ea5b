import type { Priority } from '../../entities/task.ts'
import type { ProjectHealthReport } from '../report.ts'
import type { FoundAction } from './action.ts'
import type { WorkBalance } from './work-balance.ts'

/** A task as its row has it now. */
export interface ActionTask {
  readonly id: string
  readonly identifier: string
  readonly status: string
  readonly priority: Priority
  readonly assigneeId: string | null
  readonly dueDate: string | null
  /** When it was changed last: an instant in UTC. */
  readonly updatedAt: string
}

export interface ActionMember {
  readonly id: string
  readonly name: string
}

/** A milestone that is not reached and has a target day. */
export interface ActionMilestone {
  readonly id: string
  readonly name: string
  readonly targetDate: string
  /** How many open tasks lead to it. */
  readonly open: number
}

/** What actions are made of: the report, and of what it names what has to be known to change it. */
export interface ActionFacts {
  readonly report: ProjectHealthReport
  /** The project's tasks that the report names, by id; none of another project, and none that is archived. */
  readonly tasks: ReadonlyMap<string, ActionTask>
  /** Who may be given tasks of the project. */
  readonly members: readonly ActionMember[]
  /** Their open tasks that nobody has begun, what is due last first. */
  readonly movable: readonly ActionTask[]
  /** The earliest target day first. */
  readonly milestones: readonly ActionMilestone[]
  /** Keys of actions that somebody decided about lately, or is about to. */
  readonly decided: ReadonlySet<string>
}

/** A rule that finds actions. It may count what it gives to whom into the balance, for the rules after it. */
export type ActionRule = (facts: ActionFacts, balance: WorkBalance) => FoundAction[]
