import * as z from 'zod'
import { Priority } from '../entities/task.ts'
import { CalendarDate, StoredTimestamp } from '../time.ts'

/** What a list holds of all that there is. */
const some = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), total: z.int().nonnegative().meta({ description: 'with those left out' }) })

const Waiting = z.strictObject({
  approvals: some(
    z.strictObject({
      id: z.uuid(),
      title: z.string(),
      project: z.string().nullable(),
      expiresAt: StoredTimestamp.nullable(),
    }),
  ).meta({ description: 'that you can answer' }),
  mentions: some(z.strictObject({ id: z.uuid(), title: z.string(), body: z.string() })).meta({
    description: 'that you have not read',
  }),
  conflicts: z
    .array(z.strictObject({ connectionId: z.uuid(), connection: z.string(), total: z.int().positive() }))
    .meta({ description: 'of your connections, for which somebody has to decide' }),
  connections: z
    .array(z.strictObject({ id: z.uuid(), name: z.string(), action: z.string() }))
    .meta({ description: 'of yours that need you' }),
})

const DueTask = z.strictObject({
  id: z.uuid(),
  identifier: z.string(),
  title: z.string(),
  project: z.string(),
  priority: Priority,
  dueDate: CalendarDate,
})
export type DueTask = z.infer<typeof DueTask>

const changeKinds = ['completed', 'created', 'moved', 'canceled'] as const

const ProjectChanges = z.strictObject({
  projectId: z.uuid(),
  project: z.string(),
  completed: z.int().nonnegative(),
  created: z.int().nonnegative(),
  moved: z.int().nonnegative().meta({ description: 'tasks whose due date is another' }),
  canceled: z.int().nonnegative(),
  lines: z
    .array(
      z.strictObject({
        kind: z.enum(changeKinds),
        taskId: z.uuid(),
        identifier: z.string(),
        title: z.string(),
        from: CalendarDate.nullable().meta({ description: 'of `moved`: the due date before' }),
        to: CalendarDate.nullable(),
      }),
    )
    .meta({ description: 'the most important of each' }),
})
export type ProjectChanges = z.infer<typeof ProjectChanges>

const Outlook = z.strictObject({
  kind: z.enum(['project', 'milestone', 'cycle']),
  id: z.uuid(),
  name: z.string(),
  project: z.string(),
  targetDate: CalendarDate.nullable(),
  open: z.int().nonnegative().meta({ description: 'tasks that are not done' }),
  total: z.int().nonnegative(),
  atRisk: z.boolean().meta({ description: 'its date is near or past, and there is work left' }),
  moved: z
    .strictObject({ from: CalendarDate.nullable(), to: CalendarDate.nullable() })
    .nullable()
    .meta({ description: 'its date was another' }),
  health: z
    .strictObject({ from: z.string().nullable(), to: z.string().nullable() })
    .nullable()
    .meta({ description: 'what people say of it was another' }),
  forecast: z.strictObject({ from: CalendarDate.nullable(), to: CalendarDate.nullable() }).nullable().meta({
    description:
      'of a project: the day by which all that is open is done with a likelihood of 85 %, when it is a week or more away from what it was',
  }),
  added: z.int().nonnegative().meta({ description: 'of a cycle under way: tasks that came into its scope' }),
  removed: z.int().nonnegative(),
})
export type Outlook = z.infer<typeof Outlook>

/** What a member’s work looks like at one time: what waits for them, is due, and has changed since their last digest. */
export const Digest = z
  .strictObject({
    from: StoredTimestamp.meta({ description: 'changes are told from here' }),
    until: StoredTimestamp,
    timeZone: z.string(),
    today: CalendarDate.meta({ description: 'the day of `until` there' }),
    waiting: Waiting,
    due: z.strictObject({
      overdue: z.array(DueTask),
      today: z.array(DueTask),
      week: z.array(DueTask).meta({ description: 'in the seven days after today' }),
      total: z.int().nonnegative().meta({ description: 'with those left out' }),
    }),
    changed: z.array(ProjectChanges).meta({
      description: 'in projects that you lead, have a role in, or have open tasks in',
    }),
    outlook: z.array(Outlook).meta({
      description: 'of these: dates that moved or are at risk, scopes that changed. Nothing is guessed',
    }),
  })
  .meta({ id: 'Digest' })
export type Digest = z.infer<typeof Digest>

/** Whether there is nothing to say. */
export const isEmptyDigest = ({ waiting, due, changed, outlook }: Digest): boolean =>
  waiting.approvals.total + waiting.mentions.total + waiting.conflicts.length + waiting.connections.length === 0 &&
  due.total + changed.length + outlook.length === 0

/** Tasks in the order of their dates as days to come see them. */
export const dueBy = (tasks: readonly DueTask[], today: string) => ({
  overdue: tasks.filter(({ dueDate }) => dueDate < today),
  today: tasks.filter(({ dueDate }) => dueDate === today),
  week: tasks.filter(({ dueDate }) => dueDate > today),
})
