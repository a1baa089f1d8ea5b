import { OrchestratorError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type {
  Comments,
  Cycles,
  Milestones,
  Page,
  PageOptions,
  Projects,
  Reference,
  Tasks,
  TimeEntries,
} from '../run/resources.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { EntityName, RuntimePort } from './port.ts'

/** `tasks`, `projects`, `comments` and all else of the workspace that a run reads and changes. */
export function createResources(
  port: RuntimePort,
  steps: StepCounter,
): {
  readonly tasks: Tasks
  readonly projects: Projects
  readonly comments: Comments
  readonly cycles: Cycles
  readonly milestones: Milestones
  readonly timeEntries: TimeEntries
} {
  const command = async <T>(name: string, summary: string, type: string, data: object): Promise<T> => {
    const step = steps.take(name, summary)
    const [reply] = await port.command(step, [{ type, data: plainJson(data, name) as JsonObject }])
    if (!reply?.entity) throw new OrchestratorError('internal', `${type} answered nothing`)
    return reply.entity as T
  }
  const get = async <T>(name: string, entity: EntityName, reference: Reference): Promise<T | null> => {
    const id = idOf(reference, name)
    const reply = await port.query(steps.take(name, `${name} ${id}`), { op: 'get', entity, id })
    return 'item' in reply ? (reply.item as T | null) : null
  }
  const list = async <T>(
    name: string,
    entity: EntityName,
    { limit = 50, cursor = null, ...filter }: PageOptions,
  ): Promise<Page<T>> => {
    if (!Number.isInteger(limit) || limit < 1 || limit > 200)
      throw new OrchestratorError('invalid_input', `${name}: limit is a whole number from 1 to 200`)
    const step = steps.take(name, `${name} ${JSON.stringify(filter)}`)
    const reply = await port.query(step, {
      op: 'list',
      entity,
      filter: plainJson(filter, name) as JsonObject,
      limit,
      cursor,
    })
    if (!('items' in reply)) throw new OrchestratorError('internal', `${name} answered nothing`)
    return { items: reply.items as unknown as readonly T[], nextCursor: reply.nextCursor }
  }
  const label = (reference: Reference) => {
    if (typeof reference === 'object' && 'identifier' in reference) return String(reference.identifier)
    return idOf(reference, '')
  }

  /** A command on something that is there: its name, what it is about, and what it changes. */
  const change = <T>(name: string, type: string, reference: Reference, data: object = {}): Promise<T> => {
    const fields = Object.keys(data)
    const summary = `${name} ${label(reference)}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}`
    return command<T>(name, summary, type, { ...data, id: idOf(reference, name) })
  }

  return {
    tasks: {
      create: (input) => command('tasks.create', `tasks.create ${JSON.stringify(input.title)}`, 'task.create', input),
      get: (task) => get('tasks.get', 'task', task),
      update: (task, changes) =>
        command('tasks.update', `tasks.update ${label(task)}: ${Object.keys(changes).join(', ')}`, 'task.update', {
          ...changes,
          id: idOf(task, 'tasks.update'),
        }),
      complete: (task) =>
        command('tasks.complete', `tasks.complete ${label(task)}`, 'task.update', {
          id: idOf(task, 'tasks.complete'),
          status: 'completed',
        }),
      list: (filter = {}) => list('tasks.list', 'task', filter),
      attachChanges: (task, files) =>
        command('tasks.attachChanges', `tasks.attachChanges to ${label(task)}`, 'change_set.attach', {
          taskId: idOf(task, 'tasks.attachChanges'),
          files,
        }),
      createPullRequest: (task, options = {}) =>
        command('tasks.createPullRequest', `tasks.createPullRequest of ${label(task)}`, 'task.create_pull_request', {
          ...options,
          taskId: idOf(task, 'tasks.createPullRequest'),
        }),
    },
    projects: {
      create: (input) =>
        command('projects.create', `projects.create ${JSON.stringify(input.name)}`, 'project.create', input),
      get: (project) => get('projects.get', 'project', project),
      update: (project, changes) =>
        command(
          'projects.update',
          `projects.update ${label(project)}: ${Object.keys(changes).join(', ')}`,
          'project.update',
          { ...changes, id: idOf(project, 'projects.update') },
        ),
      list: (filter = {}) => list('projects.list', 'project', filter),
    },
    comments: {
      create: (input) => command('comments.create', `comments.create on ${input.taskId}`, 'comment.create', input),
      get: (comment) => get('comments.get', 'comment', comment),
      update: (comment, changes) =>
        command('comments.update', `comments.update ${label(comment)}`, 'comment.update', {
          ...changes,
          id: idOf(comment, 'comments.update'),
        }),
      list: (filter) => list('comments.list', 'comment', filter),
    },
    cycles: {
      create: (input) =>
        command('cycles.create', `cycles.create ${input.name ?? input.startsAt}`, 'cycle.create', input),
      get: (cycle) => get('cycles.get', 'cycle', cycle),
      update: (cycle, changes) => change('cycles.update', 'cycle.update', cycle, changes),
      start: (cycle) => change('cycles.start', 'cycle.start', cycle),
      complete: (cycle, options = {}) => change('cycles.complete', 'cycle.complete', cycle, options),
      list: (filter = {}) => list('cycles.list', 'cycle', filter),
    },
    milestones: {
      create: (input) =>
        command('milestones.create', `milestones.create ${JSON.stringify(input.name)}`, 'milestone.create', input),
      get: (milestone) => get('milestones.get', 'milestone', milestone),
      update: (milestone, changes) => change('milestones.update', 'milestone.update', milestone, changes),
      complete: (milestone) => change('milestones.complete', 'milestone.complete', milestone),
      reopen: (milestone) => change('milestones.reopen', 'milestone.reopen', milestone),
      list: (filter = {}) => list('milestones.list', 'milestone', filter),
    },
    timeEntries: {
      create: (input) =>
        command('timeEntries.create', `timeEntries.create on ${input.taskId}`, 'time_entry.create', input),
      start: (input) => command('timeEntries.start', `timeEntries.start on ${input.taskId}`, 'time_entry.start', input),
      stop: (entry) => change('timeEntries.stop', 'time_entry.stop', entry),
      get: (entry) => get('timeEntries.get', 'time_entry', entry),
      update: (entry, changes) => change('timeEntries.update', 'time_entry.update', entry, changes),
      list: (filter = {}) => list('timeEntries.list', 'time_entry', filter),
    },
  }
}

function idOf(reference: Reference, name: string): string {
  const id = typeof reference === 'string' ? reference : reference?.id
  if (typeof id !== 'string' || id === '')
    throw new OrchestratorError('invalid_input', `${name} takes an id or an object with one`)
  return id
}
