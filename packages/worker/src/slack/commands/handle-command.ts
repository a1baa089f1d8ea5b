import {
  AppError,
  type CommandInput,
  channelsOf,
  NotificationKind,
  type NotificationPreferences,
} from '@orchestrator/domain'
import type { SlackCommand } from '@orchestrator/integrations'
import { getEntity, taskConditions } from '@orchestrator/store'
import { act, idOf, type MemberCall } from '../call.ts'
import { openTaskForm } from '../interactions/open-task-form.ts'
import { findTask, projectOfChannel, projectsOf, statesOf, type TaskView, tasksWhere, zoneOf } from '../look.ts'
import { knownUsers } from '../people.ts'
import { showTask, showTasks } from '../show/show-task.ts'
import { escaped } from '../text.ts'
import { findMember } from './find-member.ts'
import { type NewTask, parseCommand } from './parse-command.ts'
import { todayIn } from './read-day.ts'

const help = `*What /task can do*
• \`/task\`  opens a form for a new task
• \`/task create Fix the door in SHOP @ada due tomorrow !high\`
• \`/task list\` yours · \`/task list SHOP\` a project’s · \`/task search broken door\`
• \`/task assign SHOP-12 @ada\` · \`/task done SHOP-12\`
• \`/task notify on\`  tells you here what concerns you; \`off\` ends it`
const most = 10
const open = ['triage', 'backlog', 'unstarted', 'started'] as const

/** `/task …`: whoever asks is answered alone. */
export async function handleCommand(call: MemberCall, command: SlackCommand): Promise<void> {
  const { app, member, receivedAt } = call
  const [projects, zone] = await Promise.all([projectsOf(app), zoneOf(app, member.id)])
  const keys = new Set(projects.map(({ key }) => key))
  const parsed = parseCommand(command.text, { keys, today: todayIn(zone, receivedAt) })
  switch (parsed.verb) {
    case 'new': {
      const given = { projectId: await projectOfChannel(app, command.channel_id) }
      return openTaskForm(call, command.trigger_id, { channel: command.channel_id }, given)
    }
    case 'create':
      if (parsed.task.mistakes.length > 0)
        return call.tell({ text: `No task is made. ${parsed.task.mistakes.map(escaped).join(' ')}` })
      return create(call, command, parsed.task)
    case 'list': {
      const key = parsed.words.toUpperCase()
      const project = projects.find((one) => one.key === key)
      if (!project && !/^(MINE)?$/.test(key)) return call.tell({ text: `There is no project ${escaped(key)}.` })
      const filter = project ? { projectId: project.id } : { assigneeId: member.id }
      const title = project ? `Open in ${project.name}` : 'Your open tasks'
      return tellTasks(call, title, taskConditions({ ...filter, status: open, archived: false }), 'dueDate')
    }
    case 'search': {
      if (parsed.words === '') return call.tell({ text: 'Search for what? `/task search broken door`' })
      const where = taskConditions({ q: parsed.words, archived: false })
      return tellTasks(call, `Tasks with “${parsed.words}”`, where, 'updatedAt')
    }
    case 'assign': {
      const { task } = await requireTask(call, parsed.task)
      if (parsed.to === null) return call.tell({ text: 'To whom? `/task assign SHOP-12 @ada`' })
      await act(call, 'task.update', { id: task.id, assigneeId: await findMember(call, parsed.to) })
      return tellTask(call, task.id)
    }
    case 'done': {
      const { task } = await requireTask(call, parsed.task)
      await act(call, 'task.update', { id: task.id, status: 'completed' })
      return tellTask(call, task.id)
    }
    case 'notify':
      return notify(call, parsed.on)
    case 'help':
      return call.tell({ text: help })
    case 'unknown':
      return call.tell({ text: `I do not understand “${escaped(parsed.said)}”.\n${help}` })
  }
}

async function create(call: MemberCall, command: SlackCommand, task: NewTask): Promise<void> {
  const projects = await projectsOf(call.app)
  const named = projects.find(({ key }) => key === task.key)?.id
  const projectId =
    named ??
    (await projectOfChannel(call.app, command.channel_id)) ??
    (projects.length === 1 ? projects[0]?.id : undefined)
  if (projectId === undefined)
    return call.tell({
      text: `In which project? Say \`in KEY\`: ${projects
        .slice(0, 20)
        .map(({ key, name }) => `\`${key}\` ${escaped(name)}`)
        .join(', ')}`,
    })
  const assigneeId = task.assignee === null ? undefined : await findMember(call, task.assignee)
  const data: CommandInput<'task.create'> = {
    ...{ id: idOf(call, 'task'), projectId, title: task.title.slice(0, 500) },
    ...(assigneeId !== undefined && { assigneeId }),
    ...(task.dueDate !== null && { dueDate: task.dueDate }),
    ...(task.priority !== null && { priority: task.priority }),
  }
  const { result } = await act(call, 'task.create', data)
  return tellTask(call, result.id)
}

export async function requireTask({ app }: MemberCall, which: string): Promise<TaskView> {
  const view = await findTask(app, which)
  if (view) return view
  throw new AppError('not_found', `there is no task ${which}`)
}

export async function tellTask(call: MemberCall, id: string): Promise<void> {
  const view = await requireTask(call, id)
  const users = await knownUsers(call.app, view.assignee ? [view.assignee.id] : [])
  await call.tell(showTask(view, await statesOf(call.app), users))
}

async function tellTasks(
  call: MemberCall,
  title: string,
  where: ReturnType<typeof taskConditions>,
  by: 'updatedAt' | 'dueDate',
): Promise<void> {
  const views = await tasksWhere(call.app, where, most, by)
  const users = await knownUsers(call.app, [...new Set(views.flatMap(({ assignee }) => assignee?.id ?? []))])
  await call.tell(showTasks(title, views, users, views.length === most))
}

async function notify(call: MemberCall, slack: boolean): Promise<void> {
  const { store, workspaceId } = call.app
  const memberId = call.member.id
  const known = await store.read(workspaceId, (tx) => getEntity(tx, workspaceId, 'notification_preferences', memberId))
  const preferences = known as unknown as NotificationPreferences | undefined
  const kinds = Object.fromEntries(
    NotificationKind.options.map((kind) => [kind, { ...channelsOf(preferences, kind), slack }]),
  )
  await act(call, 'notification_preferences.set', { memberId, kinds })
  await call.tell({
    text: slack ? 'From now on you are told here what concerns you.' : 'You are told nothing here any more.',
  })
}
