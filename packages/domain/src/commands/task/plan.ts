import type { Task } from '../../entities/task.ts'
import type { CommandContext, Need } from '../definition.ts'
import { wrong } from './validate.ts'

interface Plan {
  readonly cycleId?: string | null | undefined
  readonly milestoneId?: string | null | undefined
}

/** The cycle and milestone that a task is put into, kept from being completed or deleted meanwhile. */
export const planNeeds = ({ cycleId, milestoneId }: Plan): Need[] => [
  ...(cycleId ? [{ kind: 'cycle', by: { id: cycleId }, keep: true } as const] : []),
  ...(milestoneId ? [{ kind: 'milestone', by: { id: milestoneId }, keep: true } as const] : []),
]

/** A task's cycle and milestone are of its own project. What it has already may be sent back. */
export function checkPlan(context: CommandContext, plan: Plan, projectId: string, task?: Task): void {
  const { cycleId, milestoneId } = plan
  if (cycleId && cycleId !== task?.cycleId) {
    const cycle = context.get('cycle', cycleId, 'cycleId')
    if (cycle.projectId !== projectId) throw wrong('cycleId', 'a cycle of the same project')
    if (cycle.state === 'completed') throw wrong('cycleId', 'a cycle that is not completed')
  }
  if (milestoneId && milestoneId !== task?.milestoneId) {
    const milestone = context.get('milestone', milestoneId, 'milestoneId')
    if (milestone.projectId !== projectId) throw wrong('milestoneId', 'a milestone of the same project')
  }
}
