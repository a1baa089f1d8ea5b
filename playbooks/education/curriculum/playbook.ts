import { on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

const template = 'Course'

const Course = z.object({
  name: z.string().min(1).max(100).describe('Name of the course'),
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{1,9}$/)
    .describe('Prefix of its tasks, e.g. BIO1'),
  start: z.iso.date().describe('First day of the first unit, best a Monday'),
  group: z.string().default('').describe('Who takes it'),
  teacherId: z.uuid().optional().describe('Who teaches'),
})

export default playbook({
  id: 'curriculum',
  title: 'A new course, from its template',
  when: on.manual({ input: Course }),
  scopes: [
    'workspace.read',
    'project.create',
    'project.edit',
    'task.create',
    'task.edit',
    'task.assign',
    'milestone.manage',
  ],
  async run({ event, templates, tasks, projects, milestones, waitFor }) {
    const { name, key, start, group, teacherId } = event.input
    const made = await templates.apply(template, {
      project: { key, name },
      start,
      variables: { course: name, group },
      roles: teacherId ? { teacher: teacherId } : {},
    })
    const { projectId } = made
    if (!projectId)
      throw new Error(`the template “${template}” makes no project: import the one that comes with this playbook`)
    await projects.update(projectId, { status: 'started', ...(teacherId && { leadId: teacherId }) })

    // Each unit of the template is a milestone, reached when its own task is completed.
    const waiting = new Map<string, string>()
    for (const { key: place, id } of made.tasks) {
      if (!/^unit-\d+$/.test(place)) continue
      const unit = await tasks.get(id)
      if (!unit) continue
      const milestone = await milestones.create({ projectId, name: unit.title, targetDate: unit.dueDate })
      await tasks.update(unit, { milestoneId: milestone.id })
      for (const part of made.tasks)
        if (part.key.startsWith(`${place}-`)) await tasks.update(part.id, { milestoneId: milestone.id })
      waiting.set(unit.id, milestone.id)
    }
    const units = waiting.size
    while (waiting.size > 0) {
      const ended = await waitFor('task.status_changed', {
        if: (e) => e.task.projectId.eq(projectId).and(e.to.in(['completed', 'canceled'])),
        timeout: '365 days',
      })
      if (ended === null) break
      const milestone = waiting.get(ended.task.id)
      if (milestone === undefined) continue
      waiting.delete(ended.task.id)
      if (ended.to === 'completed') await milestones.complete(milestone)
    }
    return { project: key, units, open: waiting.size }
  },
})
