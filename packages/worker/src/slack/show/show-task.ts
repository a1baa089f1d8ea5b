import { hash } from 'node:crypto'
import type { State } from '@orchestrator/domain'
import type { TaskView } from '../look.ts'
import { escaped, short } from '../text.ts'

export type Block = Readonly<Record<string, unknown>>
/** `text` is for notices and for those who do not see blocks. */
export interface Shown {
  readonly text: string
  readonly blocks: readonly Block[]
}

export const plain = (text: string, most = 75) => ({ type: 'plain_text', text: short(text, most) })
export const section = (text: string, extra: Block = {}): Block => ({
  ...{ type: 'section', text: { type: 'mrkdwn', text: short(text, 2_900) } },
  ...extra,
})
export const context = (text: string): Block => ({
  ...{ type: 'context', elements: [{ type: 'mrkdwn', text: short(text, 1_900) }] },
})

export const taskLine = ({ task }: TaskView): string => `*${task.identifier}* ${escaped(short(task.title, 300))}`

const isOver = (status: string) => status === 'completed' || status === 'canceled'

/** What is to be known of a task in a line. */
function facts({ task, state, assignee, project }: TaskView, users: ReadonlyMap<string, string>): string {
  const user = assignee && users.get(assignee.id)
  return [
    `${task.status === 'completed' ? '✅ ' : ''}${escaped(state)}`,
    assignee === null ? 'nobody’s' : user ? `<@${user}>` : escaped(assignee.name),
    ...(task.dueDate ? [`due ${task.dueDate}`] : []),
    ...(task.priority === 'none' ? [] : [task.priority]),
    escaped(project),
  ].join('  ·  ')
}

/** A task that can be changed where it is shown. */
export function showTask(
  view: TaskView,
  states: readonly Pick<State, 'id' | 'name'>[],
  users: ReadonlyMap<string, string> = new Map(),
): Shown {
  const { task } = view
  const option = ({ id, name }: { id: string; name: string }) => ({ text: plain(name), value: id })
  const now = states.find(({ id }) => id === task.stateId)
  const user = task.assigneeId ? users.get(task.assigneeId) : undefined
  const elements: Block[] = [
    {
      ...{ type: 'static_select', action_id: 'task.state', placeholder: plain('State') },
      ...{ options: states.slice(0, 100).map(option), ...(now && { initial_option: option(now) }) },
    },
    {
      ...{ type: 'users_select', action_id: 'task.assign', placeholder: plain('Assign') },
      ...(user && { initial_user: user }),
    },
  ]
  if (!isOver(task.status))
    elements.push({ type: 'button', action_id: 'task.done', style: 'primary', text: plain('Done'), value: task.id })
  return {
    text: `${task.identifier} ${escaped(short(task.title, 300))}`,
    blocks: [
      section(taskLine(view)),
      context(facts(view, users)),
      ...(states.length > 0 && task.archivedAt === null
        ? [{ type: 'actions', block_id: `task:${task.id}:${iterationOf([now?.id, user])}`, elements }]
        : []),
    ],
  }
}

/** Slack keeps showing what somebody chose in a block of this name, whatever it is told of it since. */
const iterationOf = (chosen: readonly unknown[]): number =>
  Number.parseInt(hash('sha256', JSON.stringify(chosen)).slice(0, 8), 16)

/** Several tasks, each with a way to be done with it. */
export function showTasks(
  title: string,
  views: readonly TaskView[],
  users: ReadonlyMap<string, string>,
  more: boolean,
): Shown {
  if (views.length === 0) return { text: `${escaped(title)}: none`, blocks: [section(`*${escaped(title)}*: none`)] }
  return {
    text: escaped(title),
    blocks: [
      section(`*${escaped(title)}*`),
      ...views.map((view) =>
        section(`${taskLine(view)}\n${facts(view, users)}`, {
          block_id: `task:${view.task.id}`,
          ...(!isOver(view.task.status) && {
            accessory: { type: 'button', action_id: 'task.done_listed', text: plain('Done'), value: view.task.id },
          }),
        }),
      ),
      ...(more ? [context('There are more: name a project, or search.')] : []),
    ],
  }
}
