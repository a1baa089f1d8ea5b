import { on, playbook, type Task } from '@orchestrator/sdk'
import * as z from 'zod'

/** What is to be done for every release, in this order. */
const checklist = ['Freeze the code', 'Test what is to go out', 'Write the change log', 'Prepare the way back']

/** So often the release is asked about again after a no. */
const mostRounds = 10

const Decision = z.object({ approved: z.boolean(), comment: z.string().optional() })

export default playbook({
  id: 'release-management',
  title: 'A task tagged “release”: checklist, approval, release notes',
  when: on('task.created', { if: (e) => e.task.tags.has('release').and(e.task.parentId.exists().not()) }),
  scopes: [
    'workspace.read',
    'task.create',
    'task.edit',
    'task.complete',
    'task.assign',
    'comment.create',
    'approval.request',
    'notification.send',
  ],
  async run({ event, tasks, projects, comments, approval, notify, waitFor }) {
    const { task: release } = event
    const { projectId, assigneeId } = release
    const part = (title: string, description = '') =>
      tasks.create({ projectId, parentId: release.id, title, description, assigneeId, tags: ['release-step'] })
    for (const title of checklist) await part(title)

    for (let round = 1; round <= mostRounds; round++) {
      for (let open = await openParts(); open.length > 0; open = await openParts()) {
        const next = await waitFor.any(
          {
            moved: on('task.status_changed', { if: (e) => e.task.parentId.eq(release.id) }),
            deleted: on('task.deleted', { if: (e) => e.task.parentId.eq(release.id) }),
            ended: on('task.status_changed', { if: (e) => e.task.id.eq(release.id).and(e.to.eq('canceled')) }),
            gone: on('task.deleted', { if: (e) => e.task.id.eq(release.id) }),
          },
          { timeout: 'never' },
        )
        if (next?.which === 'ended' || next?.which === 'gone') return { released: false, rounds: round }
      }
      const leadId = (await projects.get(projectId))?.leadId
      const answer = await approval({
        title: `Release ${release.title}?`.slice(0, 200),
        description: 'Every step of the checklist is done.',
        ask: Decision,
        from: leadId ? 'lead' : { role: 'MANAGER' },
        timeout: '14 days',
        remind: '2 days',
        task: release,
      })
      if (answer?.approved) {
        const body = notes(release, await released(release))
        await comments.create({ taskId: release.id, body })
        await tasks.complete(release)
        await notify.project(projectId, { title: `${release.title} is released`.slice(0, 500), body })
        return { released: true, rounds: round }
      }
      const why = answer === null ? 'Nobody answered within 14 days.' : answer.comment || 'No reason was given.'
      await part('Clear up what holds the release back', why)
      await comments.create({ taskId: release.id, body: `Not released: ${why}` })
    }
    return { released: false, rounds: mostRounds }

    async function openParts(): Promise<readonly Task[]> {
      const { items } = await tasks.list({ parentId: release.id, limit: 200 })
      return items.filter(({ status }) => status !== 'completed' && status !== 'canceled')
    }

    /** All that is completed towards the release's milestone, or without one its own cycle's. */
    async function released({ id, milestoneId, cycleId }: Task): Promise<readonly Task[]> {
      if (milestoneId === null && cycleId === null) return []
      const found: Task[] = []
      let cursor: string | null = null
      do {
        const place = milestoneId === null ? { cycleId } : { milestoneId }
        const page = await tasks.list({ projectId, status: 'completed', limit: 200, cursor, ...place })
        found.push(...page.items.filter((task) => task.parentId !== id && task.id !== id))
        cursor = page.nextCursor
      } while (cursor !== null)
      return found
    }
  },
})

/** The change log, in the order of what readers care for. */
function notes(release: Task, done: readonly Task[]): string {
  const chapters = { 'New and changed': ['story', 'task', 'epic'], Repaired: ['bug'], 'Behind the scenes': ['chore'] }
  const parts = Object.entries(chapters).flatMap(([heading, types]) => {
    const lines = done.filter(({ type }) => types.includes(type)).map((task) => `- ${task.title} (${task.identifier})`)
    return lines.length > 0 ? [`## ${heading}\n\n${lines.join('\n')}`] : []
  })
  return [`# ${release.title}`, ...(parts.length > 0 ? parts : ['Released.'])].join('\n\n')
}
