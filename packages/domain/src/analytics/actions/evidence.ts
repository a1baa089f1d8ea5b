import type { PatchEvidence } from '../../entities/patch.ts'
import { figureOf } from '../project-health.ts'
import type { ProjectHealthReport } from '../report.ts'
import type { TaskRef } from '../task-ref.ts'

/** The last event of a task, which tells how it stands. */
export const eventOf = ({ eventId, identifier }: TaskRef, shows: string): PatchEvidence => ({
  kind: 'event',
  id: eventId,
  text: `${identifier}: ${shows}`,
})

/** A figure of the report, with its formula. */
export function metricOf({ figures }: ProjectHealthReport, name: string): PatchEvidence {
  const { value, unit, formula, note } = figureOf(figures, name)
  return { kind: 'metric', name, text: value === null ? `none: ${note}` : `${value} ${unit}: ${formula}` }
}

export const tasks = (count: number): string => (count === 1 ? '1 open task' : `${count} open tasks`)
