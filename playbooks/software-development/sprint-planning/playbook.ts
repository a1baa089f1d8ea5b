import { type Cycle, OrchestratorError, on, type Project, playbook, type Task } from '@orchestrator/sdk'

/** A project takes part by this line in its description, e.g. “Sprints: 2 weeks”. */
const invitation = /^\s*sprints:\s*(\d{1,2})\s*weeks?\s*\.?\s*$/im
const week = 7 * 86_400_000
/** Clocks that go forward or back move the end of a sprint by an hour: it is over all the same. */
const tolerance = 2 * 3_600_000

export default playbook({
  id: 'sprint-planning',
  title: 'Sprints begin and end by themselves',
  when: on.schedule({ cron: '0 6 * * *' }),
  scopes: ['workspace.read', 'cycle.manage', 'task.create', 'task.assign', 'notification.send'],
  async run({ event, projects, cycles, tasks, notify, log }) {
    const now = event.scheduledFor
    const isDue = (instant: string) => Date.parse(instant) <= Date.parse(now) + tolerance
    const report: Record<string, string> = {}
    let cursor: string | null = null
    do {
      const page = await projects.list({ status: 'started', limit: 200, cursor })
      for (const project of page.items) {
        const weeks = Number(invitation.exec(project.description)?.[1] ?? 0)
        if (weeks === 0) continue
        try {
          report[project.key] = await turn(project, weeks)
        } catch (error) {
          // What is wrong in one project does not hold up the others.
          if (!(error instanceof OrchestratorError)) throw error
          log.warn('sprints of a project were left alone', { project: project.key, why: error.message })
          report[project.key] = error.code
        }
      }
      cursor = page.nextCursor
    } while (cursor !== null)
    return report

    async function turn(project: Project, weeks: number): Promise<string> {
      const { items } = await cycles.list({ projectId: project.id, state: ['active', 'upcoming'], limit: 200 })
      const active = items.find((cycle) => cycle.state === 'active')
      const planned = items
        .filter((cycle) => cycle.state === 'upcoming')
        .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
      const plan = (startsAt: string) => {
        const endsAt = new Date(Date.parse(startsAt) + weeks * week).toISOString()
        return cycles.create({ projectId: project.id, startsAt, endsAt })
      }
      if (active && !isDue(active.endsAt)) {
        // There is always a next one, so that people can plan ahead.
        if (planned.length === 0) await plan(active.endsAt)
        return `${active.name} goes on`
      }
      const next = planned.shift() ?? (await plan(active && active.endsAt > now ? active.endsAt : now))
      if (active) await close(project, active, next)
      if (!isDue(next.startsAt)) return `${next.name} begins later`
      await cycles.start(next)
      if (planned.length === 0) await plan(next.endsAt)
      return `${next.name} has begun`
    }

    async function close(project: Project, cycle: Cycle, next: Cycle): Promise<void> {
      const all = (await tasksOf(cycle)).filter((task) => task.status !== 'canceled')
      const done = all.filter((task) => task.status === 'completed')
      const left = all.filter((task) => task.status !== 'completed')
      const description = summary(done, left, next)
      await cycles.complete(cycle, { unfinished: 'next', nextCycleId: next.id })
      await tasks.create({
        projectId: project.id,
        cycleId: next.id,
        type: 'chore',
        title: `Review of ${cycle.name}`.slice(0, 500),
        description,
        assigneeId: project.leadId,
        tags: ['sprint-review'],
      })
      await notify.project(project, {
        title: `${project.name}: ${cycle.name} is over`.slice(0, 500),
        body: description,
      })
    }

    async function tasksOf(cycle: Cycle): Promise<readonly Task[]> {
      const found: Task[] = []
      let from: string | null = null
      do {
        const page = await tasks.list({ cycleId: cycle.id, limit: 200, cursor: from })
        found.push(...page.items)
        from = page.nextCursor
      } while (from !== null)
      return found
    }
  },
})

function summary(done: readonly Task[], left: readonly Task[], next: Cycle): string {
  const points = (list: readonly Task[]) => list.reduce((sum, task) => sum + (task.estimatePoints ?? 0), 0)
  const lines = (list: readonly Task[]) => list.map((task) => `- ${task.identifier} ${task.title}`).join('\n')
  const total = done.length + left.length
  return [
    `${done.length} of ${total} tasks done, ${points(done)} of ${points([...done, ...left])} points.`,
    ...(done.length > 0 ? [`## Done\n\n${lines(done)}`] : []),
    ...(left.length > 0 ? [`## Carried over into ${next.name}\n\n${lines(left)}`] : []),
  ].join('\n\n')
}
