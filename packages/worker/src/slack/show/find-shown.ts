import type { SlackApp } from '../app.ts'
import { findApproval, findPatch, findTask, memberName, statesOf } from '../look.ts'
import { knownUsers } from '../people.ts'
import { showApproval } from './show-approval.ts'
import { endedBy, showPatch } from './show-patch.ts'
import { type Shown, showTask } from './show-task.ts'

/** As it is now. @returns null: it is not there any more */
export async function approvalOf(app: SlackApp, id: string): Promise<Shown | null> {
  const approval = await findApproval(app, id)
  if (!approval) return null
  const { requestedBy, taskId, answers } = approval
  const isPerson = requestedBy.type === 'user' || requestedBy.type === 'api_key'
  const [asker, task, ...answeredBy] = await Promise.all([
    memberName(app, requestedBy.memberId),
    taskId === null ? null : findTask(app, taskId),
    ...answers.map(({ memberId }) => memberName(app, memberId)),
  ])
  return showApproval(approval, {
    asker: `${isPerson ? '' : 'an automation of '}${asker}`,
    task: task ? `${task.task.identifier} ${task.task.title}` : null,
    answeredBy,
  })
}

/** As it is now. @returns null: it is not there any more */
export async function patchOf(app: SlackApp, id: string): Promise<Shown | null> {
  const patch = await findPatch(app, id)
  if (!patch) return null
  const undoing = patch.undoneById === null ? null : await findPatch(app, patch.undoneById)
  const by = endedBy(patch, undoing)
  const [proposer, ender] = await Promise.all([
    memberName(app, patch.proposedBy.memberId),
    by === null ? null : memberName(app, by),
  ])
  return showPatch(patch, { proposer, ender })
}

/** As it is now. @returns null: it is not there any more */
export async function taskOf(app: SlackApp, id: string): Promise<Shown | null> {
  const view = await findTask(app, id)
  if (!view) return null
  const users = await knownUsers(app, view.assignee ? [view.assignee.id] : [])
  return showTask(view, await statesOf(app), users)
}
