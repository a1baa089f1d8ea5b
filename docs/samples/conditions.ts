import { cel, on } from '@orchestrator/sdk'

// Choices, text, numbers, days, instants, lists: each kind of field has its own questions.
on('task.updated', {
  if: (e) =>
    e.task.title
      .changed()
      .and(
        e.task.priority.in(['high', 'urgent']),
        e.task.estimatedMinutes.gt(120).or(e.task.estimatedMinutes.exists().not()),
        e.task.dueDate.lt('2027-01-01'),
        e.task.tags.has('customer').or(e.task.tags.some((tag) => tag.startsWith('team-'))),
        e.task.customFields.get('severity').gte(3),
      ),
})

// What the fields cannot say is written in CEL. Values in ${} are constants: they can never be read as code.
const team = 'o\'neill "and" sons'
on('task.assigned', { if: cel`event.to == event.actor.memberId && ${team} in event.task.tags` })
