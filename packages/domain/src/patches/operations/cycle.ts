import { createCycle } from '../../commands/cycle/create.ts'
import { deleteCycle } from '../../commands/cycle/delete.ts'
import { updateCycle } from '../../commands/cycle/update.ts'
import { quoted } from '../in-words.ts'
import { changes, makes, removes } from './definition.ts'

export const createCycleOperation = makes(createCycle, {
  kind: 'cycle',
  undoneBy: 'cycle.delete',
  into: { kind: 'project', field: 'projectId' },
  summary: ({ name, startsAt, endsAt }) =>
    `Plan cycle ${name === undefined ? '' : `${quoted(name)} `}from ${startsAt} to ${endsAt}`,
  inUse: {
    needs: (ids) => [{ kind: 'task', by: { cycleId: ids }, write: true, late: true }],
    reason(context, id) {
      if (context.find('cycle', id)?.state !== 'upcoming') return 'it was started'
      const isUsed = context.all('task').some((task) => task.cycleId === id && task.archivedAt === null)
      return isUsed ? 'it has tasks' : null
    },
  },
})

export const updateCycleOperation = changes(updateCycle, {
  kind: 'cycle',
  data: updateCycle.data.omit({ baseVersion: true }),
})

export const deleteCycleOperation = removes(deleteCycle, createCycleOperation, {
  words: 'Delete the cycle',
})
