import { type MemberCall, openModal } from '../call.ts'
import { projectsOf } from '../look.ts'
import { type TaskModalOrigin, taskModal } from '../show/modals.ts'

/** The form of a new task. Slack takes no choice of nothing, so without a project there is none. */
export async function openTaskForm(
  call: MemberCall,
  triggerId: string,
  origin: TaskModalOrigin,
  given: Parameters<typeof taskModal>[2] = {},
): Promise<void> {
  const projects = await projectsOf(call.app)
  if (projects.length === 0)
    return call.tell({ text: 'There is no project yet in which a task could be. Make one first, or ask an admin to.' })
  return openModal(call, triggerId, taskModal(projects, origin, given))
}
